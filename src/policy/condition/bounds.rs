//! What a number can be at least and at most. Facts have declared bounds, and every calculation on them is checked when
//! the policy is loaded, so that none can overflow or divide by zero when it is evaluated.

/// Of a number: itself. Of a time: nanoseconds since 1970. Of a duration: nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub least: i128,
    pub most: i128,
}

impl Bounds {
    pub const fn new(least: i128, most: i128) -> Self {
        Self { least, most }
    }

    pub fn only(value: impl Into<i128>) -> Self {
        let value = value.into();
        Self::new(value, value)
    }

    pub fn has(self, value: impl Into<i128>) -> bool {
        let value = value.into();
        self.least <= value && value <= self.most
    }

    pub fn within(self, outer: Self) -> bool {
        outer.least <= self.least && self.most <= outer.most
    }

    /// What either can be.
    pub fn or(self, other: Self) -> Self {
        Self::new(self.least.min(other.least), self.most.max(other.most))
    }

    pub fn plus(self, other: Self) -> Self {
        Self::new(self.least + other.least, self.most + other.most)
    }

    pub fn minus(self, other: Self) -> Self {
        Self::new(self.least - other.most, self.most - other.least)
    }

    pub fn negated(self) -> Self {
        Self::new(-self.most, -self.least)
    }

    /// Of numbers that fit 64 bits: their products fit 128.
    pub fn times(self, other: Self) -> Self {
        let corners = [
            self.least * other.least,
            self.least * other.most,
            self.most * other.least,
            self.most * other.most,
        ];
        let least = corners.iter().copied().min().unwrap_or_default();
        let most = corners.iter().copied().max().unwrap_or_default();
        Self::new(least, most)
    }

    /// By something that is never 0. Never further from 0 than what is divided.
    pub fn divided(self) -> Self {
        let far = self.least.abs().max(self.most.abs());
        Self::new(-far, far)
    }

    /// The remainder has the sign of what is divided and is smaller than both.
    pub fn remainder(self, divisor: Self) -> Self {
        let far = divisor.least.abs().max(divisor.most.abs()) - 1;
        let far = far.min(self.least.abs().max(self.most.abs()));
        let least = if self.least < 0 { -far } else { 0 };
        let most = if self.most > 0 { far } else { 0 };
        Self::new(least, most)
    }
}
