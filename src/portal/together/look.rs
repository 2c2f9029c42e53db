//! What would happen with each product for each person, before anything is sent. Reads licences from Graph, the rest from the
//! mirror, and writes nothing.

use std::collections::{BTreeMap, HashMap};

use sqlx::PgConnection;

use super::views::{Line, Sum, Verdict};
use crate::app::App;
use crate::catalog::{self, Plan, Product};
use crate::graph::{Get, MOST_GETS, wire};
use crate::ids::{PersonId, SkuId};
use crate::people::signed_in::SignedIn;
use crate::people::{self, Person};
use crate::policy::{Asked, Outcome};
use crate::portal::before;
use crate::portal::catalogue::{KnownSigners, seats_words};
use crate::portal::form::not_taken;
use crate::requests::already::Already;
use crate::requests::bundles::MOST_ITEMS;
use crate::requests::bundles::draft::Content;
use crate::requests::calendar;
use crate::requests::facts::{Known, Seen, Wish};
use crate::requests::frame::{ReasonLine, price_words};
use crate::requests::history;
use crate::requests::questions::{self, Answers};
use crate::requests::submit::NotTaken;
use crate::web::Failure;
use crate::words;

/// Everything that follows from a draft.
pub(super) struct Looked {
    pub lines: Vec<Line>,
    pub sums: Vec<Sum>,
    /// Of all that would be sent.
    pub cost: String,
    /// The questions of all items, each once.
    pub asked: Vec<Asked>,
    /// The most that is demanded.
    pub justification_required: Option<String>,
    /// What is still to be typed or mended.
    pub missing: Vec<String>,
    /// Microsoft did not say of everybody what they have.
    pub is_unread: bool,
}

/// What is read once for all items.
struct Room<'a> {
    app: &'a App,
    person: &'a SignedIn,
    content: &'a Content,
    answers: Answers,
    spend: BTreeMap<String, i64>,
    usual: HashMap<(SkuId, String), String>,
    already: Already,
    /// Who signs for the person whose lines are made.
    signers: KnownSigners,
}

pub(super) fn key(person: PersonId, sku: SkuId) -> String {
    format!("{person}:{sku}")
}

pub(super) async fn look(app: &App, person: &SignedIn, content: &Content) -> Result<Looked, Failure> {
    // Before anything is read for it.
    let is_too_much = content.is_too_much();
    let mut held = match is_too_much {
        true => HashMap::new(),
        false => held_of(app, &asked_about(content)).await,
    };
    let mut conn = app.pool.acquire().await?;
    let policy = app.in_force()?.policy;
    let mut products = catalog::store::by_skus(&mut conn, &content.products).await?;
    products.sort_by_key(|product| content.products.iter().position(|sku| *sku == product.sku_id));
    let plans = catalog::store::plans_of(&mut conn, &content.products).await?;
    let people = people::store::these(&mut conn, &asked_about(content)).await?;
    let skus: Vec<_> = products.iter().map(|product| product.sku_id).collect();
    let already = Already::read(&mut conn, (&asked_about(content), &skus)).await?;
    let (answers, unreadable) = crate::portal::question_fields::read(&content.answers);
    let mut room = Room {
        app,
        person,
        content,
        answers,
        spend: BTreeMap::new(),
        usual: HashMap::new(),
        already,
        signers: KnownSigners::default(),
    };
    let mut looked = Looked {
        is_unread: false,
        lines: Vec::new(),
        sums: Vec::new(),
        cost: String::new(),
        asked: Vec::new(),
        justification_required: None,
        missing: unreadable.into_iter().map(|error| error.message).collect(),
    };
    if is_too_much {
        let items = content.items().len();
        looked
            .missing
            .push(t!("preview-too-many", count = items, most = MOST_ITEMS));
        return Ok(looked);
    }
    for beneficiary in &people {
        let held = held.remove(&beneficiary.id);
        looked.is_unread |= held.is_none();
        let held = held.unwrap_or_default();
        room.signers = KnownSigners::default();
        let parties = (person.person, beneficiary.id);
        let Some(known) = Known::read(&mut conn, parties, held).await? else {
            continue;
        };
        for product in &products {
            if content.left_out.contains(&(beneficiary.id, product.sku_id)) {
                continue;
            }
            let of_it: Vec<Plan> = plans
                .iter()
                .filter(|plan| plan.sku_id == product.sku_id)
                .cloned()
                .collect();
            let seen = known.clone().about(product.clone(), of_it);
            let line = room.line(&mut conn, seen, beneficiary, &mut looked).await?;
            looked.lines.push(line);
        }
    }
    let asked = std::mem::take(&mut looked.asked);
    looked.asked = policy.questions_in_order(asked);
    let open = looked.asked.iter().filter_map(|asked| {
        let wrong = questions::complaint(asked, &room.answers)?;
        Some(format!("{} {wrong}", asked.question.text))
    });
    looked.missing.extend(open);
    add_up(app, &products, &mut looked);
    Ok(looked)
}

impl Room<'_> {
    async fn line(
        &mut self,
        conn: &mut PgConnection,
        mut seen: Seen,
        beneficiary: &Person,
        looked: &mut Looked,
    ) -> Result<Line, Failure> {
        let (app, content) = (self.app, self.content);
        let now = app.clock.now();
        let policy = app.in_force()?.policy;
        let zone = beneficiary.zone(&app.config.living.zones);
        let term = content.term.read(calendar::day_of(now, zone), None);
        let written = content.justification.trim();
        let wish = Wish {
            justification: written,
            term: term.as_ref().copied().unwrap_or_default(),
            plans_off: &[],
            changes: None,
            answers: &self.answers,
            for_whom: None,
        };
        seen.count_spend_once(conn, &policy, now, &mut self.spend).await?;
        let told = before::tell(&policy, &seen, (&wish, now));
        let decision = &told.foretold.decision;
        let mut line = Line {
            key: key(beneficiary.id, seen.product.sku_id),
            person: beneficiary.name.clone(),
            product: seen.product.title().to_owned(),
            verdict: Verdict::AtOnce,
            rule: String::new(),
            notes: Vec::new(),
            usual: String::new(),
            price: price_words(seen.product.price_cents, seen.product.currency.as_deref()),
            term: match &term {
                Ok(_) => seen.change(decision, &wish).term_in_words(),
                Err(_) => String::new(),
            },
        };
        // Of somebody for whom one can not ask, nothing else is told.
        if decision.is_not_yours() {
            let refused = not_taken(&NotTaken::NotYours).message;
            line.verdict = Verdict::Not(vec![sentence(refused)]);
            return Ok(line);
        }
        if let Err((_, message)) = &term
            && !looked.missing.contains(message)
        {
            looked.missing.push(message.clone());
        }
        for asked in &told.asked {
            if !looked
                .asked
                .iter()
                .any(|other| other.question.id == asked.question.id)
            {
                looked.asked.push(asked.clone());
            }
        }
        if let Some(demand) = &told.justification_required {
            let bare = policy.decide(&seen.facts(now, &wish));
            let short = bare
                .reasons
                .iter()
                .find(|reason| reason.code == "justification_too_short");
            if let Some(reason) = short
                && let words = words::kept(&reason.text)
                && !looked.missing.contains(&words)
            {
                looked.missing.push(words);
            }
            looked
                .justification_required
                .get_or_insert_with(|| demand.clone());
        }
        let covered = seen.covered(decision, &wish, (now, zone));
        let obstacle = self.already.obstacle(&seen);
        let known = (self.person.person, &mut self.signers);
        let before = before::of(conn, &seen, &told, known, None).await?;
        line.notes = before.notes.iter().map(|note| note.text.clone()).collect();
        // By two paths one has it twice, and it is said once.
        line.notes.dedup();
        line.rule.clone_from(&before.rule);
        let covered_words = covered.sentence(seen.product.title());
        line.verdict = match (obstacle, covered.is_all(), &covered_words) {
            (Some(why), ..) => Verdict::Not(vec![sentence(not_taken(&why).message)]),
            (None, true, Some(words)) => Verdict::Not(vec![sentence(words.clone())]),
            _ if !before.refusals.is_empty() => Verdict::Not(before.refusals),
            _ if told.foretold.depends_on_answers() => Verdict::Open,
            _ if decision.outcome == Outcome::Automatic => Verdict::AtOnce,
            _ => Verdict::Signed(before.signers),
        };
        if line.passes() {
            line.notes.extend(covered_words);
        } else {
            line.rule = String::new();
        }
        if let (Verdict::Signed(_), Some(stage)) = (&line.verdict, decision.stages.first()) {
            line.usual = self.usual(conn, seen.product.sku_id, &stage.rule).await?;
        }
        Ok(line)
    }

    async fn usual(&mut self, conn: &mut PgConnection, sku: SkuId, rule: &str) -> Result<String, Failure> {
        let key = (sku, rule.to_owned());
        if let Some(words) = self.usual.get(&key) {
            return Ok(words.clone());
        }
        let usual = history::usual(conn, self.app.clock.now(), sku, rule).await?;
        let words = history::sentence(usual.as_ref());
        self.usual.insert(key, words.clone());
        Ok(words)
    }
}

fn sentence(text: String) -> ReasonLine {
    ReasonLine {
        text,
        rule: String::new(),
        link: None,
    }
}

/// Seats and cost of what would be sent.
fn add_up(app: &App, products: &[Product], looked: &mut Looked) {
    let mut cost: BTreeMap<Option<String>, i64> = BTreeMap::new();
    let mut is_known = true;
    for product in products {
        let suffix = format!(":{}", product.sku_id);
        let needed = looked
            .lines
            .iter()
            .filter(|line| line.passes() && line.key.ends_with(&suffix))
            .count();
        let needed = i32::try_from(needed).unwrap_or(i32::MAX);
        if needed == 0 {
            continue;
        }
        match product.price_cents {
            Some(cents) => *cost.entry(product.currency.clone()).or_default() += cents * i64::from(needed),
            None => is_known = false,
        }
        looked.sums.push(Sum {
            product: product.title().to_owned(),
            needed: t!("preview-needed", count = needed),
            free: seats_words(product, app.config.seats_in_warning),
            is_short: needed > product.free_seats(app.config.seats_in_warning),
        });
    }
    let mut words: Vec<_> = cost
        .iter()
        .map(|(currency, cents)| price_words(Some(*cents), currency.as_deref()))
        .collect();
    if !is_known {
        words.push(t!("preview-no-price").into());
    }
    looked.cost = words
        .into_iter()
        .reduce(|first, last| t!("list-and", first = first, last = last))
        .unwrap_or_default();
}

/// Those for whom something would be asked.
fn asked_about(content: &Content) -> Vec<PersonId> {
    let mut people: Vec<_> = content.items().into_iter().map(|(person, _)| person).collect();
    people.dedup();
    people
}

/// What these people have now; of whom Graph says nothing, nothing.
async fn held_of(app: &App, people: &[PersonId]) -> HashMap<PersonId, Vec<wire::LicenseAssignmentState>> {
    let mut held = HashMap::new();
    for some in people.chunks(MOST_GETS) {
        let gets: Vec<_> = some.iter().map(|person| Get::licences(*person)).collect();
        let answers = match app.graph.batch(&gets).await {
            Ok(answers) => answers,
            Err(error) => {
                tracing::warn!("licences could not be read for a hint: {error}");
                return held;
            }
        };
        for (person, answer) in some.iter().zip(answers) {
            if let Ok(user) = answer.and_then(|answer| answer.read::<wire::User>()) {
                held.insert(*person, user.license_assignment_states.unwrap_or_default());
            }
        }
    }
    held
}
