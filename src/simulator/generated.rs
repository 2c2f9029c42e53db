//! Owns the people beyond the fixed ones: made from an index and a seed, cheaply enough for a hundred thousand.

use super::company::{DOMAIN, Person, id_of, joined};
use super::dice::Dice;
use crate::ids::PersonId;

const GIVEN: [&str; 40] = [
    "Alma", "Anton", "Beatriz", "Bo", "Camille", "Carl", "Dagny", "David", "Elif", "Erik", "Fatima", "Finn",
    "Greta", "Gustav", "Hedda", "Hugo", "Ida", "Ivan", "Jana", "Jakob", "Karin", "Kofi", "Leila", "Leo",
    "Maja", "Marco", "Nina", "Nils", "Olga", "Oscar", "Paula", "Pavel", "Rosa", "Rune", "Sara", "Simon",
    "Thea", "Tariq", "Vera", "Yusuf",
];
pub const SURNAMES: [&str; 40] = [
    "Aas", "Albrecht", "Bakke", "Becker", "Costa", "Dahl", "Dubois", "Eide", "Engel", "Fischer", "Fosse",
    "Garcia", "Gran", "Hansen", "Huber", "Iversen", "Jansen", "Kaya", "Klein", "Kowalski", "Larsen", "Lopez",
    "Mancini", "Meyer", "Nilsen", "Nowak", "Okafor", "Olsen", "Petit", "Popov", "Rossi", "Ruiz", "Solberg",
    "Silva", "Tanaka", "Vogel", "Wagner", "Weber", "Yilmaz", "Zeller",
];
pub const PLACES: [(&str, &str); 6] = [
    ("Norway", "NO"),
    ("Germany", "DE"),
    ("France", "FR"),
    ("United States", "US"),
    ("Netherlands", "NL"),
    ("Poland", "PL"),
];
const TITLES: [&str; 4] = ["Specialist", "Associate", "Analyst", "Coordinator"];

/// The person with this number. `leads` are the people who can be their manager, with their department.
pub fn person(index: usize, seed: u64, leads: &[(PersonId, &'static str)]) -> Person {
    let mut dice = Dice(seed ^ (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let given = dice.one_of(&GIVEN);
    let surname = dice.one_of(&SURNAMES);
    let (manager, department) = dice.one_of(leads);
    let (country, location) = dice.one_of(&PLACES);
    let title = dice.one_of(&TITLES);
    let chance = dice.below(100);
    let is_guest = chance < 5;
    let contractor = (5..17).contains(&chance);
    // The number keeps names apart: no two people share a UPN, whatever the dice say.
    let local = format!("{}.{}{index}", given.to_lowercase(), surname.to_lowercase());
    let (upn, mail) = if is_guest {
        (
            format!("{local}_partners.example#EXT#@{DOMAIN}"),
            format!("{local}@partners.example"),
        )
    } else {
        (format!("{local}@{DOMAIN}"), format!("{local}@{DOMAIN}"))
    };
    let usage_location = (!is_guest && dice.below(100) >= 5).then(|| (*location).into());
    Person {
        id: PersonId(id_of("person", &upn)),
        upn: upn.into(),
        given_name: (*given).into(),
        surname: (*surname).into(),
        mail: mail.into(),
        job_title: format!("{department} {title}").into(),
        department: (*department).into(),
        employee_type: match (is_guest, contractor) {
            (true, _) => None,
            (_, true) => Some("Contractor".into()),
            _ => Some("Employee".into()),
        },
        is_guest,
        country: Some((*country).into()),
        usage_location,
        account_enabled: dice.below(100) >= 3,
        created: joined(i64::try_from(dice.below(4_000)).unwrap_or(0)),
        manager: (dice.below(100) >= 4).then_some(*manager),
        app_roles: Vec::new(),
        directory_roles: Vec::new(),
        proxy_clash: false,
    }
}
