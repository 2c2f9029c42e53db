//! A straight line through what was, by least squares, and in what range it will go on. Pure.

/// Fewer points say nothing of where it goes.
pub const FEWEST: usize = 4;

/// Student's t that nine of ten lie within, for 1, 2, 3 … degrees of freedom.
const T_90: [f64; 30] = [
    6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753,
    1.746, 1.740, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697,
];
/// And for more than those.
const T_90_MANY: f64 = 1.645;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// By how much it grows with each step along.
    pub slope: f64,
    middle: (f64, f64),
    points: f64,
    /// Sum of the squared distances from the middle, along.
    spread: f64,
    /// How far a point lies from the line, as a standard deviation.
    deviation: f64,
    t: f64,
}

/// The line through these points; `None` = they are too few, or all stand over each other.
#[expect(clippy::cast_precision_loss, reason = "some hundreds of points")]
pub fn through(points: &[(f64, f64)]) -> Option<Trend> {
    if points.len() < FEWEST {
        return None;
    }
    let count = points.len() as f64;
    let middle = (
        points.iter().map(|(x, _)| x).sum::<f64>() / count,
        points.iter().map(|(_, y)| y).sum::<f64>() / count,
    );
    let spread: f64 = points.iter().map(|(x, _)| (x - middle.0).powi(2)).sum();
    if spread <= 0.0 {
        return None;
    }
    let both: f64 = points.iter().map(|(x, y)| (x - middle.0) * (y - middle.1)).sum();
    let slope = both / spread;
    let off: f64 = points
        .iter()
        .map(|(x, y)| (y - middle.1 - slope * (x - middle.0)).powi(2))
        .sum();
    let free = points.len() - 2;
    Some(Trend {
        slope,
        middle,
        points: count,
        spread,
        deviation: (off / (count - 2.0)).sqrt(),
        t: T_90.get(free - 1).copied().unwrap_or(T_90_MANY),
    })
}

impl Trend {
    /// What one more point will be here: at least, likeliest and at most, with nine of ten within. Never less than nothing.
    pub fn at(&self, x: f64) -> [f64; 3] {
        let likeliest = self.middle.1 + self.slope * (x - self.middle.0);
        let away = 1.0 + 1.0 / self.points + (x - self.middle.0).powi(2) / self.spread;
        let around = self.t * self.deviation * away.sqrt();
        [likeliest - around, likeliest, likeliest + around].map(|value| value.max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-3, "{found} is not {wanted}");
    }

    #[test]
    fn what_grows_evenly_goes_on_without_a_doubt() {
        let points: Vec<_> = (0..10)
            .map(|week| (f64::from(week), 100.0 + 5.0 * f64::from(week)))
            .collect();
        let trend = through(&points).unwrap();
        for (found, wanted) in trend.at(20.0).into_iter().zip([200.0; 3]) {
            near(found, wanted);
        }
    }

    #[test]
    fn the_range_is_that_of_the_textbook() {
        // Slope 1.9, middle (3, 6.4), residuals -.6 .5 .6 -.3 -.2, so s² = 1.1/3; at 6: t 2.353 × s √(1 + 1/5 + 9/10).
        let points = [(1.0, 2.0), (2.0, 5.0), (3.0, 7.0), (4.0, 8.0), (5.0, 10.0)];
        let trend = through(&points).unwrap();
        near(trend.slope, 1.9);
        let around = 2.353 * (1.1_f64 / 3.0).sqrt() * 2.1_f64.sqrt();
        let [least, likeliest, most] = trend.at(6.0);
        near(likeliest, 12.1);
        near(least, 12.1 - around);
        near(most, 12.1 + around);
    }

    #[test]
    fn a_range_grows_with_the_distance_and_never_falls_below_nothing() {
        let points = [(0.0, 9.0), (1.0, 6.0), (2.0, 4.0), (3.0, 1.0), (4.0, 2.0)];
        let trend = through(&points).unwrap();
        // Upwards: below nothing it is cut off.
        let width = |x| trend.at(x)[2] - trend.at(x)[1];
        assert!(width(2.0) < width(4.0));
        assert_eq!(trend.at(40.0)[0], 0.0);
        assert_eq!(trend.at(40.0)[1], 0.0);
    }

    #[test]
    fn too_few_and_what_stands_over_each_other_say_nothing() {
        assert_eq!(through(&[(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)]), None);
        assert_eq!(through(&[(1.0, 1.0), (1.0, 2.0), (1.0, 3.0), (1.0, 4.0)]), None);
    }
}
