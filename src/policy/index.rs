//! Which rules are about which product, so that a rule that names its products costs nothing for others.

use std::collections::HashMap;
use std::sync::Arc;

use super::Policy;
use super::document::{Guard, Route, Scope};

/// Places of rules, in file order.
#[derive(Debug, Default)]
pub(super) struct Index {
    guards: Places,
    routes: Places,
}

#[derive(Debug, Default)]
struct Places {
    /// Of rules that name no product.
    of_all: Vec<usize>,
    of_one: HashMap<String, Vec<usize>>,
}

impl Index {
    /// Guards that only say what follows when people leave or move are not asked about requests.
    pub fn new(guards: &[Arc<Guard>], routes: &[Arc<Route>]) -> Self {
        let restricting = guards.iter().enumerate().filter(|(_, guard)| guard.restricts());
        Self {
            guards: Places::new(restricting.map(|(place, guard)| (place, &guard.scope))),
            routes: Places::new(routes.iter().map(|route| &route.scope).enumerate()),
        }
    }
}

impl Places {
    fn new<'s>(scopes: impl Iterator<Item = (usize, &'s Scope)>) -> Self {
        let mut places = Self::default();
        for (place, scope) in scopes {
            if scope.products.is_empty() {
                places.of_all.push(place);
            }
            for product in &scope.products {
                let of_one = places.of_one.entry(product.clone()).or_default();
                // A product may stand twice in a list.
                if of_one.last() != Some(&place) {
                    of_one.push(place);
                }
            }
        }
        places
    }

    fn about(&self, sku: &str) -> InOrder<'_> {
        InOrder {
            of_all: &self.of_all,
            of_one: self.of_one.get(sku).map_or(&[], Vec::as_slice),
        }
    }
}

/// Two lists of places as one, in order.
struct InOrder<'p> {
    of_all: &'p [usize],
    of_one: &'p [usize],
}

impl Iterator for InOrder<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let list = match (self.of_all.first(), self.of_one.first()) {
            (Some(all), Some(one)) if one < all => &mut self.of_one,
            (None, _) => &mut self.of_one,
            _ => &mut self.of_all,
        };
        let (first, rest) = list.split_first()?;
        *list = rest;
        Some(*first)
    }
}

impl Policy {
    pub(super) fn guards_about(&self, sku: &str) -> impl Iterator<Item = &Guard> {
        self.index
            .guards
            .about(sku)
            .map(|place| self.guards[place].as_ref())
    }

    pub(super) fn routes_about(&self, sku: &str) -> impl Iterator<Item = &Route> {
        self.index
            .routes
            .about(sku)
            .map(|place| self.routes[place].as_ref())
    }
}
