//! Owns chance: numbers from a seed.

/// SplitMix64: small, even and the same on every machine and with every release of every crate.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    /// From 0 up to, but not, 1.
    pub fn share(&mut self) -> f64 {
        let upper_half = u32::try_from(self.roll() >> 32).unwrap_or(0);
        f64::from(upper_half) / (f64::from(u32::MAX) + 1.0)
    }

    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let end = u64::try_from(all.len()).unwrap_or(1);
        &all[usize::try_from(self.below(end)).unwrap_or(0)]
    }
}
