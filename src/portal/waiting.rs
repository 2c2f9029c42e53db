//! The waiting room, in words for whoever waits.

use std::cmp::Ordering;

use crate::catalog::Product;
use crate::config::SeatsInWarning;
use crate::fulfilment::seats::Place;

/// "2nd of 3".
pub fn place_words(place: Place) -> String {
    t!(
        "waiting-place",
        place = ordinal(place.place),
        of = place.of.to_string()
    )
}

/// Why one waits, what brings a seat, and who gets it.
pub fn sentences(product: &Product, in_warning: SeatsInWarning) -> Vec<String> {
    let (enabled, consumed, held_back) = (
        product.assignable_seats(in_warning),
        product.consumed_seats,
        product.held_back_seats,
    );
    let title = product.title();
    let (all, have, held) = (enabled.to_string(), consumed.to_string(), held_back.to_string());
    // The counts are some seconds old, and seats are set aside before Microsoft counts them.
    let taken = match (consumed.cmp(&enabled), held_back) {
        (Ordering::Greater, _) => t!("waiting-over", have = have, product = title, all = all),
        (Ordering::Equal, _) => t!("waiting-taken", count = enabled, all = all, product = title),
        (Ordering::Less, 0) => t!("waiting-set-aside", count = enabled, all = all, product = title),
        (Ordering::Less, more) if consumed + more >= enabled => {
            t!(
                "waiting-taken-and-held",
                have = have,
                all = all,
                product = title,
                held = held
            )
        }
        (Ordering::Less, _) => t!("waiting-held", product = title, held = held, all = all),
    };
    let next = if held_back > 0 && consumed < enabled {
        t!("waiting-next-or-let-go")
    } else {
        t!("waiting-next")
    };
    vec![
        format!("{taken} {}", t!("waiting-goes-on")),
        format!("{next} {}", t!("waiting-first")),
    ]
}

fn ordinal(n: i64) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    t!("waiting-ordinal", number = n.to_string(), ending = ending)
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn places_are_counted_as_people_do() {
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 112].map(ordinal);
        let words = "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 101st 111th 112th";
        assert_eq!(said.join(" "), words);
    }
}
