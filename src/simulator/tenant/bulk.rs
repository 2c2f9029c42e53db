//! Owns changes of many people at once, for tests and benches.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::company::{self, DOMAIN, Person};
use super::super::dice::Dice;
use super::super::generated;
use super::super::history::Author;
use super::super::licensing::{self, Change, Direct, Holder, Stock};
use super::Tenant;
use super::people::Unmoved;
use crate::ids::{PersonId, SkuId};

/// What can happen to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Churn {
    /// Another surname, and with it another UPN.
    Rename,
    /// Another department, country, and manager.
    Move,
    /// The account is off; on, if it was off.
    Disable,
    /// Deleted softly.
    Leave,
    /// Somebody new comes, beside who is there.
    Join,
}

impl Tenant {
    /// Something happens to this share of the people, each chosen once; how many. The same seed does the same.
    pub fn churn(
        &mut self,
        (seed, share): (u64, f64),
        kinds: &[Churn],
        author: &Author,
        now: DateTime<Utc>,
    ) -> Result<usize, Unmoved> {
        let mut dice = Dice(seed);
        let chosen = self.choose(&mut dice, share);
        let leads: Vec<(PersonId, &'static str)> = company::leads()
            .into_iter()
            .filter(|(id, _)| self.person_of(*id).is_some())
            .collect();
        let mut leavers = Vec::new();
        self.saved.write_later();
        for index in &chosen {
            if kinds.is_empty() {
                break;
            }
            let roll = dice.roll();
            match dice.one_of(kinds) {
                Churn::Leave => leavers.push(*index),
                Churn::Join if leads.is_empty() => {}
                Churn::Join => {
                    let number = self.people.len();
                    let person = Person {
                        created: now,
                        ..generated::person(number, roll, &leads)
                    };
                    self.welcome(person, author, now)?;
                }
                kind => {
                    let edit = |person: &mut Person| happen(person, *kind, roll, &leads);
                    self.change_at(*index, edit, author, now)?;
                }
            }
        }
        self.leave_all(&leavers, true, author, now)?;
        self.saved.write_now().map_err(|_| Unmoved::NotSaved)?;
        Ok(chosen.len())
    }

    /// A hand gives a licence to this share of the people, but not to who has it already or can not have it. Seats are
    /// bought for it. How many got it.
    pub fn give(
        &mut self,
        (seed, share): (u64, f64),
        sku: SkuId,
        author: &Author,
        now: DateTime<Utc>,
    ) -> anyhow::Result<usize> {
        let chosen = self.choose(&mut Dice(seed), share);
        // Few sets of licences are different, so what was judged once is known.
        let mut judged: HashMap<(Direct, Vec<SkuId>, Option<String>), bool> = HashMap::new();
        let mut given = 0;
        self.saved.write_later();
        for index in chosen {
            let (person, account) = (&self.people[index], &self.accounts[index]);
            let inherited = self.in_effect(index);
            if account.direct.contains_key(&sku) {
                continue;
            }
            let place = person.usage_location.as_deref().map(str::to_owned);
            let of_groups = inherited.iter().map(|(sku, _)| *sku).collect();
            let key = ((*account.direct).clone(), of_groups, place);
            let may = *judged.entry(key).or_insert_with(|| {
                let change = Change {
                    add: vec![(sku, std::collections::BTreeSet::new())],
                    remove: Vec::new(),
                };
                let holder = Holder {
                    usage_location: person.usage_location.as_deref(),
                    direct: &account.direct,
                    inherited: &inherited,
                    proxy_clash: false,
                };
                let mut stock = self.stock();
                stock
                    .entry(sku)
                    .and_modify(|pool: &mut Stock<'_>| pool.consumed = i32::MIN);
                licensing::assign(&stock, &holder, &change).is_ok()
            });
            if may {
                let mut after = (*account.direct).clone();
                after.insert(sku, std::collections::BTreeSet::new());
                self.hold(index, after, author, now)?;
                given += 1;
            }
        }
        let consumed = self.consumed(sku);
        if let Some(sku) = self.skus.iter_mut().find(|known| known.id == sku) {
            sku.enabled = sku.enabled.max(consumed - sku.warning);
        }
        self.saved.write_now()?;
        Ok(given)
    }

    /// Exactly this share of who is here, in the order in which they came.
    fn choose(&self, dice: &mut Dice, share: f64) -> Vec<usize> {
        let mut left = self.headcount;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of a number of people is a number of people"
        )]
        let mut wanted = (left as f64 * share.clamp(0.0, 1.0)).round() as usize;
        let mut chosen = Vec::with_capacity(wanted);
        for index in (0..self.people.len()).filter(|index| self.accounts[*index].left.is_none()) {
            if dice.below(left.max(1) as u64) < wanted as u64 {
                chosen.push(index);
                wanted -= 1;
            }
            left -= 1;
        }
        chosen
    }
}

fn happen(person: &mut Person, kind: Churn, roll: u64, leads: &[(PersonId, &'static str)]) {
    let mut dice = Dice(roll);
    match kind {
        Churn::Rename => {
            person.surname = (*dice.one_of(&generated::SURNAMES)).into();
            let name = format!("{}.{}", person.given_name, person.surname).to_lowercase();
            // The number keeps names apart.
            let local = format!("{}{:08x}", name.replace(' ', "-"), roll >> 32);
            if person.is_guest {
                person.upn = format!("{local}_partners.example#EXT#@{DOMAIN}").into();
                person.mail = format!("{local}@partners.example").into();
            } else {
                person.upn = format!("{local}@{DOMAIN}").into();
                person.mail = person.upn.clone();
            }
        }
        Churn::Disable => person.account_enabled = !person.account_enabled,
        Churn::Move if !leads.is_empty() => {
            let others: Vec<_> = leads
                .iter()
                .filter(|(lead, department)| *lead != person.id && *department != person.department)
                .collect();
            if let Some((lead, department)) = (!others.is_empty()).then(|| *dice.one_of(&others)) {
                person.department = (*department).into();
                person.manager = Some(*lead);
            }
            let (country, location) = dice.one_of(&generated::PLACES);
            person.country = Some((*country).into());
            person.usage_location = person.usage_location.as_ref().map(|_| (*location).into());
        }
        Churn::Move | Churn::Leave | Churn::Join => {}
    }
}
