//! The waiting room, in words for whoever waits.

use std::cmp::Ordering;

use crate::catalog::Product;
use crate::config::SeatsInWarning;
use crate::fulfilment::seats::Place;

/// "2nd of 3".
pub fn place_words(place: Place) -> String {
    format!("{} of {}", ordinal(place.place), place.of)
}

/// Why one waits, what brings a seat, and who gets it.
pub fn sentences(product: &Product, in_warning: SeatsInWarning) -> Vec<String> {
    let (enabled, consumed, held_back) = (
        product.assignable_seats(in_warning),
        product.consumed_seats,
        product.held_back_seats,
    );
    let title = product.title();
    let all = match enabled {
        1 => format!("The only seat of {title} is"),
        n => format!("All {n} seats of {title} are"),
    };
    // The counts are some seconds old, and seats are set aside before Microsoft counts them.
    let taken = match (consumed.cmp(&enabled), held_back) {
        (Ordering::Greater, _) => {
            format!("{consumed} people have {title}, which is more than the {enabled} seats that were bought")
        }
        (Ordering::Equal, _) => format!("{all} taken"),
        (Ordering::Less, 0) => format!("{all} taken, or set aside for others who were approved before"),
        (Ordering::Less, held) if consumed + held >= enabled => {
            format!("{consumed} of {enabled} seats of {title} are taken and {held} held back")
        }
        (Ordering::Less, held) => format!("No seat of {title} is free: {held} of {enabled} are held back"),
    };
    let next = if held_back > 0 && consumed < enabled {
        "A seat comes when somebody gives theirs back, when one is bought, or when an administrator lets one go."
    } else {
        "A seat comes when somebody gives theirs back or when one is bought."
    };
    vec![
        format!("{taken}. Your request goes on by itself as soon as a seat is free."),
        format!("{next} Who was approved first gets the next one."),
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
    format!("{n}{ending}")
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
