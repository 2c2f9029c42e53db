//! The links of one list from page to page.

use std::collections::BTreeMap;

/// How often one link may be given: Graph may repeat a page, but a list that leads round in a circle has no end.
const MOST_REPEATS: usize = 3;

/// Counts the links that the pages of a list give.
#[derive(Debug, Default)]
pub struct Links(BTreeMap<String, usize>);

impl Links {
    /// Counts this link; answers whether it was given so often that the list leads round in a circle.
    pub fn lead_round(&mut self, link: &str) -> bool {
        let times = self.0.entry(link.to_owned()).or_default();
        *times += 1;
        *times > MOST_REPEATS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_may_be_given_again_but_not_for_ever() {
        let mut links = Links::default();
        for _ in 0..MOST_REPEATS {
            assert!(!links.lead_round("/users?page=2"));
            assert!(!links.lead_round("/users?page=3"));
        }
        assert!(links.lead_round("/users?page=2"));
        assert!(!links.lead_round("/users?page=4"));
    }
}
