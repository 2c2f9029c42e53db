//! What pages that are open are told: that something they show has changed. One sender for each process; each page listens
//! for its own topics. Says never what changed: the page asks again, as whoever looks at it.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, watch};

use crate::ids::{PersonId, RequestId};

/// Messages that a slow page may be behind; one that is farther behind asks again once.
const MOST_BEHIND: usize = 64;
/// Pages of one person that listen at the same time.
const MOST_PAGES: usize = 30;

/// What a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    Request(RequestId),
    /// What concerns somebody: their licences, what waits for them.
    Person(PersonId),
    /// How far work is that takes its time.
    Work,
}

pub type Topics = Arc<HashSet<Topic>>;

/// Clones tell the same pages.
#[derive(Clone, Debug)]
pub struct Live(Arc<Wire>);

#[derive(Debug)]
struct Wire {
    sender: broadcast::Sender<Topics>,
    /// Pages that want to know how far work is.
    for_work: AtomicUsize,
    /// Pages of each person that listen.
    pages: Mutex<HashMap<PersonId, usize>>,
    /// Set when the process ends: no page keeps it.
    closed: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Self {
        Self(Arc::new(Wire {
            sender: broadcast::channel(MOST_BEHIND).0,
            for_work: AtomicUsize::new(0),
            pages: Mutex::default(),
            closed: watch::channel(false).0,
        }))
    }
}

impl Live {
    /// Tells the pages that are open. Nobody has to be there.
    pub fn tell(&self, topics: HashSet<Topic>) {
        if !topics.is_empty() {
            let _heard_by = self.0.sender.send(Arc::new(topics));
        }
    }

    /// One page of this person that listens, until it is dropped; `None` = they have too many already.
    pub fn listen(&self, person: PersonId, topics: Vec<Topic>) -> Option<Listener> {
        {
            let mut pages = self.0.pages();
            let of_theirs = pages.entry(person).or_default();
            if *of_theirs >= MOST_PAGES {
                return None;
            }
            *of_theirs += 1;
        }
        let work = topics.contains(&Topic::Work);
        if work {
            self.0.for_work.fetch_add(1, Ordering::Relaxed);
        }
        Some(Listener {
            wire: self.0.clone(),
            receiver: self.0.sender.subscribe(),
            closed: self.0.closed.subscribe(),
            person,
            topics,
            work,
        })
    }

    /// Whether any page wants to know how far work is.
    pub fn is_work_watched(&self) -> bool {
        self.0.for_work.load(Ordering::Relaxed) > 0
    }

    /// Ends every listener, those that come later too.
    pub fn close(&self) {
        self.0.closed.send_replace(true);
    }
}

impl Wire {
    fn pages(&self) -> MutexGuard<'_, HashMap<PersonId, usize>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of one page.
#[derive(Debug)]
pub struct Listener {
    wire: Arc<Wire>,
    receiver: broadcast::Receiver<Topics>,
    closed: watch::Receiver<bool>,
    person: PersonId,
    topics: Vec<Topic>,
    work: bool,
}

impl Listener {
    /// Waits until something of it changed; false = nothing more comes.
    pub async fn changed(&mut self) -> bool {
        loop {
            tokio::select! {
                told = self.receiver.recv() => match told {
                    Ok(told) if self.topics.iter().any(|topic| told.contains(topic)) => return true,
                    Ok(_) => {}
                    // It may have been among what was missed.
                    Err(broadcast::error::RecvError::Lagged(_)) => return true,
                    Err(broadcast::error::RecvError::Closed) => return false,
                },
                _ = self.closed.wait_for(|closed| *closed) => return false,
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if self.work {
            self.wire.for_work.fetch_sub(1, Ordering::Relaxed);
        }
        let mut pages = self.wire.pages();
        if let Some(of_theirs) = pages.get_mut(&self.person) {
            *of_theirs -= 1;
            if *of_theirs == 0 {
                pages.remove(&self.person);
            }
        }
    }
}
