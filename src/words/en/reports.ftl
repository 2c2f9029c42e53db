## The audit log

audit-title = Audit log
audit-run-again = Run the decisions again
audit-sealed = { $count ->
    [one] {$count} event is sealed, and no checkpoint was signed yet.
   *[other] {$count} events are sealed, and no checkpoint was signed yet.
}
audit-signed = { $count ->
    [one] Signed: a checkpoint over {$count} event, root {$head}… To verify it, run countersign audit verify.
   *[other] Signed: a checkpoint over {$count} events, root {$head}… To verify them all, run countersign audit verify.
}
audit-nothing-sealed = Nothing is sealed yet.
audit-filter = Filter events
audit-filter-text = Text
audit-filter-kind = Kind
audit-all-kinds = All kinds
audit-filter-person = Person
audit-filter-from = From
audit-filter-to = To
audit-filter-of-request = Request
audit-filter-go = Filter
audit-filter-clear = Clear
audit-filter-characters = The filter contains characters that cannot be searched for.
audit-filter-no-kind = There is no kind of event called {$kind}.
audit-filter-request = The request id is not complete.
audit-filter-period = The period ends before it begins.
audit-filter-day = {$text} is not a date; write it as 2026-11-24.
audit-count = { $count ->
    [one] {$count} event
   *[other] {$count} events
}
audit-csv = Download as CSV
audit-csv-too-long = A file holds {$most} events at most. Choose a shorter period and take it in parts.
audit-none = No events match
audit-none-way = Widen the dates or take a filter away.
audit-show-all = Show all events
audit-caption = Events, newest first
audit-number = No.
audit-time = Time ({$zone})
audit-who = Who
audit-what = What
audit-kind = Kind
audit-hash = Hash
audit-not-sealed = not sealed yet
audit-request = Request
audit-by-worker = Worker
audit-by-gone = Somebody who has left
audit-by-operator = Command line
audit-by-visitor = A visitor

## What happened: each kind of event a sentence

log-somebody = somebody
log-somebody-else = somebody else
log-a-product = a product
log-all-products = all products
log-ending = { $cause ->
    [given_back] given back
    [withdrawn] withdrawn
    [closed] closed by an administrator
    [expired] its term is over
    [left] the account was closed
    [moved] the person moved
    [replaced] another product took its place
   *[other] it is over
}
log-who = { $code ->
   *[other] {$code}
}
log-who-group = group:{$name}
log-who-person = person:{$upn}

log-signed-in = Signed in
log-signed-out = Signed out
log-refusal = { $code ->
    [self-approval] nobody signs for themselves
    [own-draft] nobody puts their own draft in force
    [own-exception] nobody reviews what they gave or got
    [not-an-approver] not an approver there
    [wrong-stage] the stage is still to come
    [signed-already] signed already
    [too-late] too late
    [too-often] too often
    [not-theirs] not theirs, or not there
    [not-allowed] not allowed
    [missing-role] the role is missing
    [not-signed-in] not signed in
    [person-left] the person has left
    [foreign-site] sent by another site
    [foreign-form] a form of another session
    [sign-in-expired] the sign-in was over, or never begun
    [sign-in-forged] the sign-in was not begun by this browser
    [sign-in-not-proved] the sign-in proves nothing
    [sign-in-ended] Entra ID ended the sign-in
    [too-large] too large
    [bad-token] with an API token that is not good
    [rate-limit] too many within a minute
   *[other] {$code}
}
log-refused-at = Was refused {$tried}: {$why}
log-refused-again = Was refused again, { $times ->
    [one] once
   *[other] {$times} times
} within a minute, last {$tried}: {$why}
log-no-page = an address without a page
log-erased = (erased)
log-person-erased = Erased what was kept of somebody who is gone: { $texts ->
    [one] one text
   *[other] {$texts} texts
} beside the log, {$rows} rows
log-refused-open = Was refused {$path}: needs the role {$role}
log-refused-inherited = Was refused to remove {$product}: it comes through a group
log-refused-not-ours = Was refused to remove {$product}: it was given directly, not by Countersign
log-refused-own-draft = Was refused to put their own draft of the policy in force
log-refused = { $attempt ->
    [sign] Was refused to sign for {$person}
    [narrow] Was refused to approve with a change for {$person}
    [take_back] Was refused to take back an answer about {$person}
    [ask] Was refused to ask a question about {$person}
    [take_question_back] Was refused to take back a question about {$person}
    [answer] Was refused to answer a question about {$person}
    [submit] Was refused to ask for something for {$person}
    [change] Was refused to change a request for {$person}
    [cancel] Was refused to cancel a request for {$person}
    [remind] Was refused to send a reminder about {$person}
    [appeal] Was refused to appeal for {$person}
    [delegate] Was refused to let {$person} sign
    [end_delegation] Was refused to end a delegation of {$person}
    [give_at_once] Was refused to give something at once to {$person}
    [review_exception] Was refused to review an exception about {$person}
   *[other] Was refused a step for {$person}
}: { $code ->
   *[other] {$words}
}
log-directory-read = { $people ->
    [one] Read {$people} person from the directory
   *[other] Read {$people} people from the directory
}
log-group-read = Read another membership of a group from the directory: {$members} instead of {$before}
log-directory-taken = Took a refused reading of the directory as it is: {$after} of {$before} people are left with an account
log-request-submitted = Asked for {$product} for {$person}
log-request-decided = Policy: {$product} for {$person} { $outcome ->
    [stages] needs signatures
    [automatic] is approved at once
   *[denied] is denied
}
log-request-cancelled = Cancelled the request of {$product} for {$person}
log-request-denied = {$product} for {$person} was denied by { $by ->
    [new_policy] a new version of the policy
   *[other] the {$by}
}
log-stage-opened = Stage {$stage} opened: {$who} must sign
log-signature-given = { $answer ->
    [approve] Approved
   *[deny] Denied
} {$product} for {$person} at stage {$stage}
log-signature-given-for = { $answer ->
    [approve] Approved
   *[deny] Denied
} {$product} for {$person} at stage {$stage}, signing for {$other}
log-grant-approved = {$person} may have {$product}
log-grant-active = {$product} is active for {$person}
log-grant-waits = {$person} waits for a seat of {$product}
log-grant-needs-attention = {$product} for {$person} needs an administrator: { $code ->
   *[other] {$words}
}
log-grant-retried = {$product} for {$person} is tried again
log-grant-seat-allotted = A seat of {$product} is set aside for {$person}
log-grant-plans-kept-off = New plans of {$product} are off again for {$person}
log-grant-plans-changed = { $by ->
    [request] Other plans of {$product} are being set for {$person}
   *[other] A plan of {$product} is being switched on for {$person}
}
log-grant-ending = {$product} of {$person} is to be removed: {$why}
log-grant-ended = {$product} of {$person} has ended: {$why}
log-request-closed-by-hand = Closed the request of {$product} for {$person}: {$reason}
log-request-closed = The request of {$product} for {$person} is closed: { $cause ->
    [left] the account was closed
    [moved] the person moved
    [denied_now] the person moved, and the policy says no now
    [grant_ended] the right that it was about has ended
    [not_possible] Microsoft could not set the plans
    [over] its last day is over
    [expired] its last day is over
    [replaced] another product took its place
    [nobody_left] nobody else was left to sign the next stage
   *[other] it is over
}
log-grant-scheduled = {$product} of {$person} begins on a later day
log-grant-begun = {$product} of {$person} begins
log-grant-reminded = {$person} is reminded, { $days ->
    [one] a day
   *[other] {$days} days
} before the end of {$product}
log-grant-extended = The end of {$product} for {$person} moved
log-person-left = {$person} has left
log-person-moved = {$person} has moved
log-person-returned = {$person} is back
log-stage-approvers-replaced = Others may sign stage {$stage} now
log-review-opened = {$product} of {$person} is to be looked at again
log-review-answered = { $answer ->
    [keep] {$person} keeps {$product}
   *[end] {$product} of {$person} ends, as whoever reviewed it said
}
log-job-stopped = { $attempts ->
    [one] A background job stopped after {$attempts} attempt
   *[other] A background job stopped after {$attempts} attempts
}
log-job-retried = A background job that had stopped is taken up again
log-call-planned = Will send assignLicense for {$person}, attempt {$attempt}
log-call-answered = Graph answered {$status} for {$person}; by what it shows now: { $code ->
   *[other] {$words}
}
log-call-unanswered = Graph's answer for {$person}: { $code ->
   *[other] {$words}
}
log-grant-came-back = What was to take the place of {$product} for {$person} came to nothing: it goes on
log-failure-seen = Looked at a request that the rules could not judge
log-exported = { $rows ->
    [one] Took {$rows} row of this log as a file
   *[other] Took {$rows} rows of this log as a file
}

log-policy-in-force = Policy {$version} { $how ->
    [again] came into force again, by a roll back
   *[first] came into force
}{ $by ->
    [one] : submitted and put in force by one person alone
   *[two] {""}
}
log-draft-submitted = Submitted policy {$version} to come into force
log-draft-withdrawn = Withdrew the draft of policy {$version}
log-draft-refused = Refused the draft of policy {$version}
log-policy-applied = Looked at what waits by policy {$version}: {$denied} denied, {$kept} keep their stages{ $unjudged ->
    [0] {""}
   *[other] , {$unjudged} could not be judged and keep theirs
}
log-reperformed = { $decisions ->
    [one] Ran {$decisions} decision again: {$reproduced} reproduces
   *[other] Ran {$decisions} decisions again: {$reproduced} reproduce
}
log-policy-rejected = A policy file with mistakes was left aside

log-catalog-described = The description of {$product} changed
log-product-edited = Edited {$product} in the catalogue
log-names-imported = { $names ->
    [one] Took {$names} name from a list
   *[other] Took {$names} names from a list
}
log-catalog-read = { $products ->
    [one] Read {$products} product
   *[other] Read {$products} products
}
log-plan-found = Microsoft added the plan {$plan} to {$product}: off until classified
log-plan-gone = Microsoft took a plan out of {$product}
log-plan-classified = Classified a new plan of {$product} as { $code ->
   *[other] {$words}
}
log-seats-held-back = Holds {$after} seats of {$product} back; before, {$before}

log-directory-refused = A reading of the directory waits for an administrator: { $before ->
    [one] 1 person
   *[other] {$before} people
} had an account, {$after} would have one
log-directory-read-anew = Has everybody read anew from the directory
log-directory-left-aside = Left a reading of the directory aside and has everybody read anew
log-zone-of-country = Has the time zone of the country again
log-zone-chosen = Chose the time zone {$zone}
log-reviewer-replaced = Somebody else is asked whether {$person} keeps {$product}
log-departure-called-off = Nothing follows for {$product} of {$person} from { $why ->
    [again] the move any more: the person moved again
    [open] the closed account any more: it is open
   *[closed] the move any more: the account was closed
}
log-stages-made-anew = Others must sign {$product} for {$person} now, from the first stage on: the person moved
log-grant-held = The fuse holds {$product} of {$person}: {$why}
log-grant-let-go = The fuse does not hold {$product} of {$person} any more: it stays
log-attention-closed = What stood open of {$product} for {$person} is closed: {$reason}
log-drift-scanned = Compared the licences of { $people ->
    [one] 1 person
   *[other] {$people} people
}: {$found} found anew, {$gone} gone
log-drift-found = Found: { $kind ->
    [missing] {$product} is granted to {$person}, and not there
    [plans_differ] {$product} of {$person} has other plans than granted
    [group_error] a group can not give {$product} to {$person}
   *[unknown_licence] {$person} has {$product}, and nobody granted it
}
log-drift-gone = What was found of {$product} for {$person} is not there any more
log-drift-adopted = Adopted {$product} of {$person} as found: {$reason}
log-drift-restored = { $kind ->
    [unknown_licence] Has {$product} taken away from {$person}, as nobody granted it: {$reason}
   *[other] Has {$product} of {$person} made as granted: {$reason}
}
log-drift-accepted = Leaves {$product} of {$person} as found: {$reason}
log-adoption-begun = Began to adopt { $count ->
    [0] no licence
    [one] 1 licence
   *[other] {$count} licences
} of {$product} as found: {$reason}
log-adoption-stopped = Stopped adopting: {$done} of { $count ->
    [0] no licence
    [one] 1 licence
   *[other] {$count} licences
} were adopted
log-fuse-blown = The fuse of {$product} has blown: { $counted ->
    [0] no licence
    [one] 1 licence
   *[other] {$counted} licences
} had ended within an hour, {$most} may
log-fuse-resumed = The fuse of {$product} is whole again, and lets { $count ->
    [0] no licence
    [one] 1 licence
   *[other] {$count} licences
} end: {$reason}
log-fuse-kept = Keeps {$product} of {$person}, which the fuse held: {$reason}

log-bundle-sent = { $count ->
    [one] Asked for {$count} thing
   *[other] Asked for {$count} things together
}
log-request-approved = Signed: {$product} for {$person} is carried out
log-request-narrowed = Changed {$product} for {$person} to less than was asked
log-inquiry-asked = Asked a question about {$product} for {$person}
log-inquiry-answered = Answered a question about {$product} for {$person}
log-inquiry-taken-back = Took back a question about {$product} for {$person}
log-signature-taken-back = Took back { $answer ->
    [deny] the denial of
   *[approve] the signature for
} {$product} for {$person}
log-stage-reminded = Reminded those who may sign {$product} for {$person}, reminder {$number}
log-stage-reminded-by-hand = Has those reminded who may sign {$product} for {$person}
log-stage-escalated = Nobody signed {$product} for {$person} in time: others are asked
log-request-lapsed = { $why ->
    [waited_longest] {$product} for {$person} waited as long as anything may: it lapsed
   *[other] Nobody signed {$product} for {$person} in time: it lapsed
}
log-request-appealed = Appealed against the denial of {$product} for {$person}
log-given-at-once = Gave {$product} to {$person} at once, past the rules
log-exception-reviewed = Reviewed that {$product} was given to {$person} at once
log-mail-sent = A mail to {$person} was taken by the mail server
log-mail-not-sent = { $why ->
    [unknown] A mail to {$person} may or may not have arrived
    [left] Leaves a mail to {$person} that was not sent
   *[other] The mail server did not take a mail to {$person}
}
log-mail-sent-again = Has a mail to {$person} sent again
log-dossier-viewed = Looked at the dossier of {$product} for {$person}
log-preferences-chosen = Chose how they are told, and how they work
log-key-in-use = A new key signs the checkpoints of the log
log-payloads-dropped =
    { $count ->
        [one] The one event of { $month } was dropped; its hash stays
       *[other] The { $count } events of { $month } were dropped; their hashes stay
    }
log-delegation-made = {$person} is to sign for {$other} for a time
log-delegation-begun = {$person} signs for {$other} from now on
log-delegation-ended = {$person} does not sign for {$other} any more
log-delegation-item-moved = {$product} for {$person} can be signed by who signs for {$other}
log-delegation-item-refused = {$product} for {$person} stays with {$other}: { $why ->
    [is_requester] the delegate asked for it
    [is_beneficiary] it is for the delegate
    [signed_already] the delegate signed this request already
    [signs_already] the delegate signs it in their own right
    [signed_another_stage] the right that would be used was used at another stage, and the rule wants somebody else at each
   *[other] it can not be signed by the delegate
}

## What was given at once

exceptions-title = Exceptions
exceptions-lead = What an administrator gave at once, past the rules. Somebody else looks at each.
exceptions-none = Nothing is to be reviewed
exceptions-none-way = When an administrator gives a licence at once, it stands here until somebody else has reviewed it.
exceptions-open = To be reviewed
exceptions-what = {$product} for {$person}
exceptions-state = State:
exceptions-given-by = Given by {$name},
exceptions-until = until {$day}
exceptions-for-days = { $days ->
    [one] for {$days} day from its beginning
   *[other] for {$days} days from its beginning
}
exceptions-endless = without end
exceptions-note = What you found
exceptions-review = Reviewed
exceptions-review-of = : {$product} for {$person}
exceptions-reviewed = Reviewed
exceptions-reviewed-by = Reviewed by {$name} {$when}: “{$note}”
exceptions-done = Reviewed: it stands below with your note.
exceptions-done-already = Somebody else was quicker: it was reviewed already.
exceptions-own-doing = You gave it yourself: somebody else has to review it.
exceptions-own-licence = It was given to you: somebody else has to review it.
exceptions-not-yours-given = You gave it: somebody else reviews it.
exceptions-not-yours-held = It was given to you: somebody else reviews it.
exceptions-state-active = Active
exceptions-state-ended = Ended
exceptions-state-ending = Being removed
exceptions-state-waiting = Waiting for a seat
exceptions-state-attention = Needs attention
exceptions-state-coming = Being set up

## Why a request was decided so

explain-back = ← The request
explain-title = Why: {$product} for {$person}
explain-lead-before = Every rule that was asked
explain-lead-after = , with what the facts said to it.
explain-outcome = Outcome:
explain-earlier = This is an earlier decision.
explain-earlier-way = The last one counts
explain-differs = These rules say something else now to the facts that are stored. The stored decision stands below; the rules beside it say what they say now.
explain-failed = The rules could not judge this request, so it was denied. Mend what the reason names, and have it asked again.
explain-failed-looked = I have looked at it
explain-decided = What was decided
explain-rule = Rule
explain-read-more = Read more
explain-read-more-about = about the rule {$rule}
explain-stage = Stage {$number}
explain-policy = Policy
explain-unreadable = The rules of that time can not be shown: {$why}.
explain-unreadable-bad = it is not good
explain-unreadable-altered = the bytes of this version were altered after it was kept
explain-unreadable-not-kept = this version is not kept
explain-shown = Rules that are shown
explain-all = All
explain-applied = Applied
explain-guards = Guards
explain-guards-hint = Each that applies restricts; their order does not matter.
explain-no-guard = No guard applied.
explain-routes = Routes
explain-routes-hint = The first that applies says who signs.
explain-no-route = No route applied.
explain-decisions = Decisions of this request
explain-decisions-hint = A request is decided again whenever somebody signs and whenever something moves. The last decision counts.
explain-decisions-caption = Decisions, latest first
explain-why-then = Why then
explain-decision-outcome = Outcome
explain-when = When
explain-cannot-read = Can not be read
explain-some-of = {$needed} of {$people}
explain-why-asked = It was asked
explain-why-signed = {$name} signed
explain-why-denied = {$name} denied
explain-why-moved = {$name} moved, and others sign since then
explain-why-policy = Another version of the policy
explain-why-again = Decided again
explain-denied = Denied
explain-at-once = Approved at once
explain-stages = { $count ->
    [one] {$count} stage
   *[other] {$count} stages
}
explain-heard-applied = Applied
explain-heard-not-true = Its condition is not true
explain-heard-other-product = About other products
explain-heard-not-for-anybody = Only for oneself and one's reports
explain-heard-too-late = An earlier route was taken
explain-heard-not-asked = Not asked: it was refused before
explain-heard-other-matter = Says nothing about requests
