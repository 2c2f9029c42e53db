//! Several ways to decide the same cases, measured by turns, so that whoever else is busy on this machine slows all of them.

use std::time::{Duration, Instant};

/// Of each way, once for the rate and once for the single times.
const TURNS: u32 = 40;
const TURN: Duration = Duration::from_millis(60);

pub struct Measured {
    pub per_second: f64,
    pub p99_us: f64,
}

/// Each way is told the number of the case.
pub fn measured<const WAYS: usize>(cases: usize, ways: [&dyn Fn(usize); WAYS]) -> [Measured; WAYS] {
    let mut rates = [(0.0, Duration::ZERO); WAYS];
    let mut times: [Vec<Duration>; WAYS] = std::array::from_fn(|_| Vec::new());
    for turn in 0..=TURNS {
        for (way, decide) in ways.iter().enumerate() {
            // The rate without a clock in between.
            let (mut rounds, begun) = (0.0, Instant::now());
            while begun.elapsed() < TURN {
                (0..cases).for_each(decide);
                rounds += 1.0;
            }
            let took = begun.elapsed();
            // In the first turn they only get warm.
            if turn == 0 {
                continue;
            }
            rates[way].0 += rounds * cases as f64;
            rates[way].1 += took;
            let begun = Instant::now();
            while begun.elapsed() < TURN {
                times[way].extend((0..cases).map(|case| {
                    let start = Instant::now();
                    decide(case);
                    start.elapsed()
                }));
            }
        }
    }
    std::array::from_fn(|way| {
        let (count, time) = rates[way];
        let times = &mut times[way];
        let p99 = times.len() * 99 / 100;
        Measured {
            per_second: count / time.as_secs_f64(),
            p99_us: times.select_nth_unstable(p99).1.as_secs_f64() * 1e6,
        }
    })
}
