## Rules and decisions in words

rule-always = Always
rule-when = When
rule-automatic = approved at once, nobody signs
rule-different-people = nobody signs at two stages
rule-calendar-is = calendar {$calendar}
rule-for-anybody = can be asked for anybody
rule-within = within {$time}
rule-of-calendar = {$what} of the calendar {$calendar}
rule-reminded = reminded {$time} before
rule-then = then {$who}
rule-then-for-both = then {$who} (named for both)
rule-then-reminded = then reminded again and again
rule-then-lapses = then it lapses
rule-term = term
rule-plans = plans
rule-may-change = may change {$what}
rule-wants-note = has to write why
rule-may-change-both = may change {$one} and {$other}
rule-many-of = {$many} of {$who}
rule-or-else = {$who} (or, where that is not possible, {$other})
rule-who-manager = the manager
rule-who-managers-manager = the manager's manager
rule-who-owner = the owner of the product
rule-who-group = group {$name}
rule-who-administrators = the administrators
rule-days = { $count ->
    [one] {$count} day
   *[other] {$count} days
}
rule-hours = { $count ->
    [one] {$count} hour
   *[other] {$count} hours
}
rule-calendar = {$id}: {$zone}, {$days}, {$from} to {$to}
rule-calendar-but = {$calendar}, not on {$days}
rule-question-text = {$id}: “{$text}”, at least {$count} characters
rule-question-choice = {$id}: “{$text}”, one of {$choices}
rule-question-date = {$id}: “{$text}”, a date
rule-question-yes-no = {$id}: “{$text}”, yes or no
rule-question-person = {$id}: “{$text}”, a person
rule-denies = denies: {$text}
rule-keeps-off = keeps off {$plans}
rule-allows-only = allows only {$plans}
rule-longest-term = { $days ->
    [one] for at most {$days} day
   *[other] for at most {$days} days
}
rule-justification = demands a justification of at least {$count} characters
rule-asks = asks {$question}
rule-excludes = not together with {$products}
rule-replaces = takes the place of {$products}
rule-spend = for at most {$amount} a month and cost centre
rule-seats = { $seats ->
    [one] holds back the last seat
   *[other] holds back the last {$seats} seats
}
rule-follows-end = { $does ->
    [leaves] when the person leaves
   *[moves] when the person moves
}: ends { $days ->
    [0] at once
    [1] after a day
   *[other] after {$days} days
}
rule-follows-review = { $does ->
    [leaves] when the person leaves
   *[moves] when the person moves
}: the manager says whether it stays, else it ends { $days ->
    [0] at once
    [1] after a day
   *[other] after {$days} days
}
rule-says = says: {$reason}
rule-link = more at {$link}
fact-not-counted = not counted
fact-not-answered = not answered
fact-empty = empty
fact-yes = yes
fact-no = no
fact-none = none

decision-denied = Denied
decision-at-once = Approved at once
decision-stages = Needs signatures
decision-no-end = no end
change-automatic-to-stages = At once → needs signatures
change-automatic-to-denied = At once → denied
change-stages-to-automatic = Needs signatures → at once
change-stages-to-denied = Needs signatures → denied
change-denied-to-automatic = Denied → at once
change-denied-to-stages = Denied → needs signatures
change-signers = Other signers
change-plans = Other plans off
change-term = Another term
change-asked = Has to say more
change-other = Something else
change-reasons = The same, by other rules or words

mutation-dropped = {$rule} could be left out
mutation-flipped = the condition of {$rule} could be the opposite
mutation-every-product = {$rule} could be about every product
mutation-without = {$rule} could be without `{$key}`
mutation-without-plan = `{$key}` of {$rule} could be without {$plan}
mutation-without-question = {$rule} could be without the question `{$id}`
mutation-number = `{$key}` of {$rule} could be {$number}
mutation-before = {$rule} could stand before {$other}
mutation-without-stage = {$rule} could be without stage {$number}
mutation-one-signature = {$rule} could ask for one signature at stage {$number}
mutation-manager-at = {$rule} could ask the manager at stage {$number}
mutation-automatic = {$rule} could approve at once
mutation-manager-alone = {$rule} could ask the manager alone

## The policy in force

policy-title = Policy
policy-back = ← Policy
policy-version = Version
policy-since = , in force since
policy-examples = { $count ->
    [one] {$count} example passes.
   *[other] {$count} examples pass.
}
policy-every-version = Every version
policy-drafts = Drafts that wait
policy-no-draft = No change of the policy waits to be put in force.
policy-drafts-caption = Drafts that wait, oldest first
policy-draft = Draft
policy-why = Why
policy-submitted-by = Submitted by
policy-by = By
policy-when = When
policy-state = State:
policy-kind-change = Change
policy-kind-rollback = Roll back
policy-state-waits = Waits
policy-state-in-force = Put in force
policy-state-withdrawn = Withdrawn
policy-state-refused = Refused
policy-change = Change the policy
policy-change-hint = A changed version comes in as a draft.
policy-two-decide = Another administrator looks at it and puts it in force.
policy-one-decides = Whoever submits it may put it in force: single-administrator mode is on.
policy-change-until = Until then the version in force stays.
policy-send = Send a file
policy-what = What changes, and why
policy-file = The policy file
policy-file-too-large = The file is larger than a policy can be. Nothing was taken.
policy-file-none = Choose the policy file first.
policy-file-empty = {$name} is empty.
policy-file-bad = The file can not be used; its mistakes stand below.
policy-submit-file = Submit the file
policy-mistakes = { $count ->
    [one] {$count} mistake
   *[other] {$count} mistakes
}
policy-nothing-taken = Nothing was taken; the version in force stays in force.
policy-disk = The file on disk
policy-disk-newer = The file holds another version,
policy-disk-newer-after = It was checked and can be submitted.
policy-submit-disk = Submit the version on disk
policy-disk-waits = The file holds a version that waits already:
policy-disk-waits-way = see its draft
policy-disk-same = The file is the version in force.
policy-disk-bad = The file can not be used. The version in force stays in force.
policy-disk-changed = The file has changed since you looked. Look at it again.
policy-submitted = The draft is submitted. Nothing has changed yet: it waits to be put in force.
policy-in-force-already = These bytes are the version in force: there is nothing to change.
policy-waits-already = This version waits already: this is its draft.
policy-guards = Guards
policy-guards-hint = Every guard that matches applies. A guard can only restrict.
policy-no-guards = No guards.
policy-routes = Routes
policy-routes-hint = Read from the top; the first that matches says who signs. If none matches, the request is denied.
policy-no-routes = No routes.
policy-examples-word = Examples
policy-lines-left-out = { $count ->
    [one] {$count} more line is not shown.
   *[other] {$count} more lines are not shown.
}

## A draft

draft-change = A change of the policy
draft-rollback = Back to an earlier policy
draft-submitted-by = Submitted by {$name}
draft-from = , from
draft-compared = Compared with
draft-against-replaced = the version that it replaced
draft-against-in-force = the version in force
draft-altered-this = About this draft: The bytes of this version were altered after it was kept: they are not those that it is named after. Restore them from a backup.
draft-altered-replaced = About the version that it replaced: The bytes of this version were altered after it was kept: they are not those that it is named after. Restore them from a backup.
draft-altered-in-force = About the version in force: The bytes of this version were altered after it was kept: they are not those that it is named after. Restore them from a backup.
draft-put-by = Put in force by {$name}
draft-withdrawn-by = Withdrawn by {$name}
draft-refused-by = Refused by {$name}
draft-pass-running = Requests that wait are being looked at by this version. So far: { $denied ->
    [one] {$denied} waiting request was
   *[other] {$denied} waiting requests were
} denied, { $kept ->
    [one] {$kept} keeps its stages
   *[other] {$kept} keep their stages
}{ $unjudged ->
    [0] {""}
   *[other] , {$unjudged} could not be judged and keep what they have; the log says which
}.
draft-pass-overtaken = { $denied ->
    [one] {$denied} waiting request was
   *[other] {$denied} waiting requests were
} denied by this version, { $kept ->
    [one] {$kept} keeps its stages
   *[other] {$kept} keep their stages
}{ $unjudged ->
    [0] {""}
   *[other] , {$unjudged} could not be judged and keep what they have; the log says which
}; then another version came in force and looked at the others.
draft-pass-nothing = No request waited for signatures when it came in force.
draft-pass = { $denied ->
    [one] {$denied} waiting request was
   *[other] {$denied} waiting requests were
} denied by this version; { $kept ->
    [one] {$kept} keeps its stages
   *[other] {$kept} keep their stages
}{ $unjudged ->
    [0] {""}
   *[other] , {$unjudged} could not be judged and keep what they have; the log says which
}.
draft-problems = This version of Countersign does not take the file: it can not be put in force.
draft-rules = Rules that change
draft-before = before: {$count}
draft-no-rule = No guard and no route changes: what differs is in examples, comments or other parts of the file.
draft-reordered = The order is another one, and the first that matches counts.
draft-new = New
draft-changed-rule = Changed
draft-as-it-was = As it was
draft-gone = Gone
draft-replay = What it would have decided
draft-replay-see = See what changes
draft-replayed-by = Replayed by {$name},
draft-replayed-over = , over what was stored with past requests.
draft-not-replayed = It was not replayed over past requests yet.
draft-replay-again = Replay it again
draft-replay-90 = Replay the last 90 days
draft-other-days = Other days
draft-notice = What its examples notice
draft-examples = { $count ->
    [0] No example stands in the file: nothing shows that its rules do what they are meant to.
    [one] 1 example stands in the file, and passes.
   *[other] {$count} examples stand in the file, and all of them pass.
}
draft-unexercised = No example exercises
draft-tried = { $tried ->
    [one] {$tried} change
   *[other] {$tried} changes
} of single rules tried; { $unnoticed ->
    [0] the examples notice each.
   *[other] no example notices {$unnoticed} of them:
}
draft-line = line {$number}
draft-unnoticed-hint = The file could be changed so, and every example would still pass: nobody would notice the mistake.
draft-more-unexercised = { $count ->
    [one] {$count} rule that no example exercises is not listed.
   *[other] {$count} rules that no example exercises are not listed.
}
draft-more-unnoticed = { $count ->
    [one] {$count} change that no example notices is not listed.
   *[other] {$count} changes that no example notices are not listed.
}
draft-untried = { $count ->
    [one] {$count} change was
   *[other] {$count} changes were
} not tried here: they are too many. `countersign policy check` tries more.
draft-unknown = Names that the tenant does not have
draft-unknown-hint = Rules about them do nothing until it has them.
draft-diff = Line by line
draft-diff-hint = { $added ->
    [one] {$added} line
   *[other] {$added} lines
} added (+), {$removed} removed (−). The first number is the line in {$against}, the second in this one.
draft-diff-empty = Both files are empty.
draft-unchanged = { $count ->
    [one] {$count} unchanged line
   *[other] {$count} unchanged lines
}
draft-line-added = added
draft-line-removed = removed
draft-download = Download the file
draft-download-after = to see them.
draft-yours = Your draft
draft-answer = Your answer
draft-own = You submitted this draft. Somebody else with the role Administrator has to put it in force.
draft-own-refused = You submitted this draft. Somebody else with the role Administrator has to put it in force. The attempt stands in the audit log.
draft-alone = You submitted this draft yourself. Single-administrator mode is on, so you may put it in force alone; the audit log says that you did.
draft-put-confirm = Put this version in force?
draft-put-heading = Put it in force
draft-put-hint = It counts for every request from then on. Requests that wait keep their stages, unless this version denies them; then everybody concerned is told.
draft-put-why = Why it is right
draft-put-go = Put in force
draft-put = The draft is in force now.
draft-withdraw-heading = Withdraw it
draft-refuse-heading = Refuse it
draft-away-hint = The version in force stays, and this one is kept in the register.
draft-away-why = Why not
draft-withdraw-go = Withdraw
draft-refuse-go = Refuse
draft-withdrawn = You have withdrawn the draft. The version in force stays.
draft-refused = You have refused the draft. The version in force stays.
draft-no-longer-waits = Somebody was quicker: this draft no longer waits.
draft-changed = Another version has come in force since you looked, so nothing was done. What differs is shown anew: look again.
draft-altered = The bytes of this version were altered after it was kept: they are not those that it is named after. Restore them from a backup. Nothing was done.
draft-broken = This version of Countersign does not take the file, so nothing was done. Its mistakes stand below.

## The register of versions

register-title = Every version of the policy
register-lead = Each is kept byte for byte under its SHA-256, also when it never came in force.
register-none = No version older than this.
register-download = Download
register-download-of = version {$version}
version-title = Policy {$version}
version-back = ← Every version
version-kept = First kept
version-size = { $count ->
    [one] {$count} byte
   *[other] {$count} bytes
}
version-state-in-force = In force
version-state-was = Was in force
version-state-never = Never in force
version-when = When it was in force
version-never = Never.
period-in-force = In force
period-from = from
period-until = until
period-first = By Countersign at its first start, or before changes were drafts
period-change = Submitted by {$submitter}, put in force by {$put}
period-rollback = Rolled back to by {$submitter}, put in force by {$put}
period-why = Submitted because:
period-put-why = Put in force because:
version-drafts = Drafts with it
version-drafts-caption = Drafts with this version, latest first
version-draft-submitted = , submitted {$when}
version-state = State
version-back-to = Roll back to it
version-back-hint = It becomes a draft with exactly these bytes, and comes in force as any other does.
version-back-go = Submit the roll back
version-broken = This version of Countersign does not take the file any more, so it can not come in force again as it is. Mend a copy of it and submit that.
version-never-in-force = This version was never in force, so there is nothing to go back to. Submit its file as a change.
version-altered = The bytes of this version were altered after it was kept: they are not those that it is named after. Restore them from a backup.
version-file = The file
version-download = Download it

## Runs: what replay and re-performance share

run-days = {$count} days
run-choose-days = Choose how far to look back.
run-running = Running
run-done = Done
run-cancelled = Cancelled
run-failed = Failed
run-progress = {$done} of {$total} so far.
run-looks-again = This page looks again by itself; without scripts, reload it.
run-cancel = Cancel
run-over-already = It was over already.
run-tried-again = The last attempt failed; it is tried again.
run-waits = It waits for a worker.
run-taken-up = Its worker stopped in the middle; another one went on where it was.
run-interrupted = { $count ->
    [one] It was interrupted once, and went on where it was.
   *[other] It was interrupted {$count} times, and went on where it was.
}
run-trouble = This version of Countersign can not read the draft: {$trouble}
run-list = Runs
run-list-caption = Runs, latest first
run-run = Run
run-state = State
run-came-of-it = What came of it
run-result = Result
run-by = By
run-when = When
run-csv = Download as CSV
run-product-for = {$product} for {$person}
run-request-gone = A request that is not there any more
run-decided = decided
run-beside = {$what}: {$left} and {$right}
run-differs = , which differs
run-line-outcome = Outcome
run-line-signers = Who signs
run-line-people = Different people
run-line-plans = Plans off
run-line-term = Term
run-line-asks = Asks
run-line-replaces = Replaces
run-line-calendars = Working hours
run-line-reasons = Reasons
run-decision = Decision
run-request = Request
run-pages = Pages
run-first-page = ← First page
run-next-page = Next page →

## Replay of a draft

replay-page = Replay
replay-title = Replay a draft
replay-back = ← All replays
replay-lead = What a draft would have said to past requests, over the facts that were stored with them. Nothing is put in force.
replay-is-version = The draft is version
replay-choose-file = Choose a file instead
replay-days = Requests of the last
replay-go = Replay
replay-none-yet = No draft was replayed yet.
replay-file-too-large = The file is larger than any policy may be.
replay-file-nameless = a file without a name
replay-file-bad = {$name} can not be used.
replay-version-bad = This version can not be read any more.
replay-under-way = Another replay is under way: wait for it, or cancel it.
replay-cancelled = Cancelled. What was counted until then stays to be read.
replay-draft-of = Draft of {$name}
replay-version = Version {$version}
replay-by = , replayed by {$name},
replay-since = : requests decided since
replay-running = Replaying
replay-waits = This version waits to be put in force.
replay-waits-way = Back to the draft
replay-sentence = { $requests ->
    [one] {$requests} request
   *[other] {$requests} requests
}: {$same} as before, {$changed} otherwise.
replay-unreadable = { $count ->
    [one] {$count} decision
   *[other] {$count} decisions
} can not be read any more and were left out: re-performance names them.
replay-not-counted = { $count ->
    [one] {$count} request
   *[other] {$count} requests
} can not be judged: the draft asks what a cost centre spent, and that was not counted then.
replay-first-kept = The first {$count} requests are kept; all are counted.
replay-nothing = Nothing changes
replay-nothing-says = The draft decides each of these requests as it was decided.
replay-changes = What changes
replay-changes-nav = Changes
replay-changes-hint = A request may change in several ways, and is counted under each.
replay-cost = Cost a month
replay-cost-hint = New licences that are not denied, at the price they had, as if everybody signed.
replay-cost-caption = Cost a month, by currency
replay-currency = Currency
replay-no-currency = no currency
replay-before = Before
replay-difference = Difference
replay-no-difference = none
replay-every = Every request that changes
replay-left = As decided
replay-right = With the draft

## Re-performance

reperform-title = Re-performance
reperform-lead = Each stored decision is run again with its own version of the policy and the facts it saw, and compared with what the audit log says of it; so is the register of the policy.
reperform-run = Run the decisions again
reperform-result = Result
reperform-figures = {$reproduced} of {$decisions} reproduce
reperform-as-far = {$figures}, as far as it came
reperform-so-far = {$figures} so far
reperform-nothing = No decision in this span
reperform-named-below = What does not is named below.
reperform-without-fingerprint = { $count ->
    [one] {$count} decision was
   *[other] {$count} decisions were
} logged by an older version, without fingerprints: of those, an altered fact that changes no decision is not found.
reperform-erased = { $count ->
    [one] {$count} decision holds
   *[other] {$count} decisions hold
} data of somebody who was erased, and can not be run again.
reperform-first-kept = The first {$count} are kept.
reperform-since = Decisions since
reperform-since-day = Since {$day}
reperform-every = Every decision
reperform-begun = ; begun
reperform-begun-by = by {$name}.
reperform-under-way = Decisions are being run again already: wait for it, or cancel it.
reperform-cancelled = Cancelled. What was found until then stays to be read.
reperform-not-all = Not all reproduce
reperform-not-as-logged = Not as in the log
reperform-versions = Versions of the policy that can not be used
reperform-register = The register is not as the log has it
reperform-rows = What does not reproduce
reperform-left = As stored
reperform-right = As it comes out
reperform-days = How far to look back
reperform-everything = Everything
reperform-none-yet = No decision was run again yet.
reperform-log-proof = That the log itself is whole is proved by

fault-gone = the log says that it was made, and it is gone
fault-misplaced = it is not where the log has it
fault-not-logged = the log does not say that it was made
fault-logged-twice = the log says more than once that it was made
fault-facts-altered = facts were altered after the decision was logged
fault-decision-altered = the decision was altered after it was logged
fault-people-altered = who was to sign was altered after the decision was logged
fault-time-altered = its time is not the one that was logged
fault-facts-unreadable = the facts can not be read
fault-decision-unreadable = the decision can not be read
fault-policy-altered = its version of the policy was altered
fault-policy-unreadable = its version of the policy can not be read any more
fault-outcome = another outcome comes out
fault-stages = other stages come out
fault-plans = other plans are off
fault-term = another term comes out
fault-reasons = other reasons come out
fault-version = it names another version of the policy
fault-other = something else comes out otherwise
