//! What differs between two versions: line by line, and rule by rule. Pure.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use super::line;
use super::views::{Count, Diff, DiffPart, KindChanges, Line, LineKind};
use crate::policy::{Policy, RuleKind, RuleSummary};

/// Unchanged lines that are shown around each change.
const AROUND: usize = 3;
/// Lines that are shown at all: a policy of this length is read in an editor.
const MOST_LINES: usize = 5_000;
/// After so long what is left is shown as removed and added. A policy is compared in less than a millisecond.
const LONGEST: Duration = Duration::from_millis(500);

/// What differs, line by line.
pub fn of_lines(before: &[u8], after: &[u8]) -> Diff {
    let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
    let compared = TextDiff::configure()
        .timeout(LONGEST)
        .diff_lines(before.as_ref(), after.as_ref());
    let mut diff = Diff::default();
    let mut lines = Vec::new();
    for change in compared.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => LineKind::Same,
            ChangeTag::Insert => LineKind::Added,
            ChangeTag::Delete => LineKind::Removed,
        };
        diff.added += usize::from(kind == LineKind::Added);
        diff.removed += usize::from(kind == LineKind::Removed);
        lines.push(Line {
            kind,
            old: change.old_index().map(|at| at + 1),
            new: change.new_index().map(|at| at + 1),
            text: change.value().trim_end_matches(['\r', '\n']).to_owned(),
        });
    }
    diff.left_out = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    diff.parts = parts(lines);
    diff
}

/// Lines of one version, numbered; the second is how many are not shown.
pub fn numbered(bytes: &[u8]) -> (Vec<Line>, usize) {
    let text = String::from_utf8_lossy(bytes);
    let line = |(at, text): (usize, &str)| Line {
        kind: LineKind::Same,
        old: None,
        new: Some(at + 1),
        text: text.to_owned(),
    };
    let shown = text.lines().enumerate().take(MOST_LINES).map(line).collect();
    (shown, text.lines().count().saturating_sub(MOST_LINES))
}

/// Folds stretches in which nothing changed.
fn parts(lines: Vec<Line>) -> Vec<DiffPart> {
    let last = lines.len();
    let changed: Vec<_> = lines.iter().map(|line| line.kind != LineKind::Same).collect();
    let is_near = |at: usize| {
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(last);
        changed[around].iter().any(|changed| *changed)
    };
    let near: Vec<_> = (0..last).map(is_near).collect();
    let mut parts: Vec<(bool, Vec<Line>)> = Vec::new();
    for (line, near) in lines.into_iter().zip(near) {
        match parts.last_mut() {
            Some((open, lines)) if *open == near => lines.push(line),
            _ => parts.push((near, vec![line])),
        }
    }
    let part = |(open, lines): (bool, Vec<Line>)| DiffPart {
        folded: (!open).then(|| t!("draft-unchanged", count = lines.len())),
        lines,
    };
    parts.into_iter().map(part).collect()
}

/// How many guards, routes and examples there are; before, as far as that version can be read.
pub fn counts(before: Option<&Policy>, after: &Policy) -> Vec<Count> {
    let of_kind = |policy: &Policy, kind| policy.rules().iter().filter(|rule| rule.kind == kind).count();
    let count = |what, number: &dyn Fn(&Policy) -> usize| Count {
        what,
        now: number(after),
        before: before.map(number),
    };
    vec![
        count(t!("policy-guards"), &|policy| of_kind(policy, RuleKind::Guard)),
        count(t!("policy-routes"), &|policy| of_kind(policy, RuleKind::Route)),
        count(t!("policy-examples-word"), &Policy::examples),
    ]
}

/// Rules that are new, changed or gone, by kind; kinds in which nothing changed are left out.
pub fn of_rules(before: &Policy, after: &Policy) -> Vec<KindChanges> {
    let (before, after) = (before.rules(), after.rules());
    let kinds = [
        (RuleKind::Guard, t!("policy-guards")),
        (RuleKind::Route, t!("policy-routes")),
    ];
    let of_kind = |(kind, word)| {
        let only = |rules: &[RuleSummary]| -> Vec<RuleSummary> {
            rules.iter().filter(|rule| rule.kind == kind).cloned().collect()
        };
        changes(kind, word, (&only(&before), &only(&after)))
    };
    kinds
        .map(of_kind)
        .into_iter()
        .filter(|changes| !changes.is_empty())
        .collect()
}

fn changes(
    kind: RuleKind,
    word: &'static str,
    (before, after): (&[RuleSummary], &[RuleSummary]),
) -> KindChanges {
    let find = |rules: &[RuleSummary], id: &str| rules.iter().find(|rule| rule.id == id).cloned();
    let both = |rules: &[RuleSummary], others: &[RuleSummary]| -> Vec<String> {
        let ids = rules.iter().map(|rule| rule.id.clone());
        ids.filter(|id| find(others, id).is_some()).collect()
    };
    let mut changed = Vec::new();
    let mut added = Vec::new();
    for rule in after {
        match find(before, &rule.id) {
            None => added.push(line(rule)),
            Some(was) if was != *rule => changed.push((line(&was), line(rule))),
            Some(_) => {}
        }
    }
    let gone = before.iter().filter(|rule| find(after, &rule.id).is_none());
    KindChanges {
        kind: word,
        added,
        changed,
        gone: gone.map(line).collect(),
        is_reordered: kind == RuleKind::Route && both(before, after) != both(after, before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &str) -> Policy {
        Policy::parse("test", text.as_bytes()).unwrap()
    }

    fn signs(diff: &Diff) -> Vec<String> {
        let part = |part: &DiffPart| match &part.folded {
            Some(words) => vec![words.clone()],
            None => part
                .lines
                .iter()
                .map(|line| format!("{}{}", line.kind.sign(), line.text))
                .collect(),
        };
        diff.parts.iter().flat_map(part).collect()
    }

    #[test]
    fn unchanged_stretches_are_folded_and_lines_have_their_numbers() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\n";
        let after = "a\nb\nc\nd\ne\nF\ng\nh\n";
        let diff = of_lines(before.as_bytes(), after.as_bytes());
        assert_eq!((diff.added, diff.removed, diff.left_out), (1, 1, 0));
        assert_eq!(
            signs(&diff),
            ["2 unchanged lines", "c", "d", "e", "−f", "+F", "g", "h"]
        );
        let numbers: Vec<_> = diff.parts[1]
            .lines
            .iter()
            .map(|line| (line.old, line.new))
            .collect();
        assert_eq!(
            numbers[2..5],
            [(Some(5), Some(5)), (Some(6), None), (None, Some(6))]
        );
        assert!(
            of_lines(b"same\n", b"same\n")
                .parts
                .iter()
                .all(|part| part.folded.is_some())
        );
    }

    #[test]
    fn what_is_too_long_to_read_is_counted() {
        let after = "line\n".repeat(MOST_LINES + 7);
        let diff = of_lines(b"", after.as_bytes());
        assert_eq!((diff.added, diff.left_out), (MOST_LINES + 7, 7));
        assert_eq!(numbered(after.as_bytes()).1, 7);
    }

    #[test]
    fn rules_are_new_changed_gone_or_in_another_order() {
        let before = policy(
            "[[guard]]\nid = \"g\"\ndeny = \"No.\"\n[[route]]\nid = \"a\"\nwhen = 'held.size() > 1'\napprove = \"automatic\"\n\
             [[route]]\nid = \"b\"\nwhen = 'held.size() > 2'\napprove = \"automatic\"\n[[route]]\nid = \"c\"\nstages = [{ who = \"manager\" }]\n",
        );
        let after = policy(
            "[[guard]]\nid = \"g\"\ndeny = \"Never.\"\n[[guard]]\nid = \"h\"\nlongest_term = \"9d\"\n[[route]]\nid = \"b\"\n\
             when = 'held.size() > 2'\napprove = \"automatic\"\n[[route]]\nid = \"a\"\nwhen = 'held.size() > 1'\napprove = \"automatic\"\n",
        );
        let ids = |lines: &[super::super::views::RuleLine]| {
            lines.iter().map(|line| line.id.clone()).collect::<Vec<_>>()
        };
        let kinds = of_rules(&before, &after);
        assert_eq!(kinds.len(), 2);
        assert_eq!(
            (ids(&kinds[0].added), kinds[0].changed.len()),
            (vec!["h".to_owned()], 1)
        );
        assert!(!kinds[0].is_reordered);
        assert_eq!(
            (ids(&kinds[1].gone), kinds[1].is_reordered),
            (vec!["c".to_owned()], true)
        );
        assert!(of_rules(&before, &before).is_empty());
        let counts: Vec<_> = counts(Some(&before), &after)
            .iter()
            .map(|count| (count.before, count.now))
            .collect();
        assert_eq!(counts, [(Some(1), 2), (Some(3), 2), (Some(0), 0)]);
    }
}
