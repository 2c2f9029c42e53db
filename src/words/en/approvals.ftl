## What pages of the desk share: alarms, prices, names

alarm-one-administrator = Single-administrator mode is on: one person alone can change the policy and put the change in force. Nobody else has to look at it.
alarm-see-policy = See the policy
alarm-see-why = See why
alarm-readings-fail = The directory was last read {$when}, and readings fail since then: decisions wait when it is older than { $hours ->
    [one] {$hours} hour
   *[other] {$hours} hours
}.
alarm-seats-unknown = The tenant's seats have not been counted yet: what is free is not known.
alarm-seats-old = The tenant's seats were last counted {$when}: what is free may have changed since.

price-unknown = price not set
price-free = free of charge
price-a-month = {$amount} a month

names-none = nobody
names-or = {$names} or {$last}

reason-required = Say why, in {$shortest} to {$longest} characters: it stands in the audit log.
reason-too-long = Please keep the reason to {$longest} characters; this has {$chars}.
reason-rule = Rule {$rule}
reason-more = Read more
reason-more-about = about the rule {$rule}
reason-why = Why
reason-why-hint = It stands in the audit log beside each of them.

## Who may sign, and why they

signer-for = {$name} for {$other}

## How long it usually takes

usual-none = No history yet.
usual-of-rule = Usually decided within {$half}: half of the last {$count} requests by this rule.
usual-of-product = Usually decided within {$half}: half of the last {$count} requests for this by this rule.
usual-most = Nine of ten within {$most}.
usual-hours = { $count ->
    [one] an hour
   *[other] {$count} hours
}
usual-days = { $count ->
    [one] a day
   *[other] {$count} days
}

## Plans that are on through a group

group-by-id = group {$id}
group-still-on = Switching it off has no effect: it is still on through the group “{$group}”.

## The queue

queue-title = Approvals
queue-lead = Requests that wait for your signature.
queue-refresh = Refresh
queue-delegate = Let somebody else sign
queue-empty = Nothing waits for you
queue-empty-hint = When somebody needs your signature, the request appears here and the navigation shows how many there are.
queue-search = Person or product
queue-due = Due
queue-due-any = At any time
queue-due-overdue = Overdue
queue-due-today = Today
queue-due-week = Within a week
queue-sort = Sort by
queue-sort-deadline = Deadline, next first
queue-sort-deadline-falling = Deadline, last first
queue-sort-age = Age, oldest first
queue-sort-age-falling = Age, newest first
queue-sort-cost = Cost, least first
queue-sort-cost-falling = Cost, most first
queue-sort-person = Person, A to Z
queue-sort-person-falling = Person, Z to A
queue-sort-product = Product, A to Z
queue-sort-product-falling = Product, Z to A
queue-only-flagged = Exceptions only
queue-show = Show
queue-none-found = Nothing like that waits for you
queue-show-all = Show everything that waits
queue-count = { $count ->
    [one] {$count} request
   *[other] {$count} requests
}
queue-range = {$first}–{$last} of {$total}
queue-place = {$place} of {$total}
queue-select-all = Select all without an exception
queue-select-none = Select none
queue-review = Review selected
queue-caption = Requests that wait for your signature
queue-select = Select
queue-select-row = Select {$product} for {$beneficiary}
queue-product = Product
queue-for = For
queue-asked-by = Asked by
queue-cost = Cost
queue-asked = Asked
queue-for-whom = for {$beneficiary}
queue-more-time = more time
queue-waits = waits for an answer
queue-no-deadline = no deadline
queue-stage = Stage {$position} of {$stages}
queue-stage-signed = Stage {$position} of {$stages}: {$signed} of {$needed} signed
queue-pages = Pages
queue-previous-page = Previous page
queue-next-page = Next page
queue-denied = No longer to be signed
queue-denied-hint = A new version of the policy denied these while they waited.
queue-denied-when = asked by {$requester}, denied

# What is unusual: a word each, and a sentence
flag-appeal = appeal
flag-appeal-means = It was denied, and whoever asked appealed.
flag-escalated = escalated
flag-escalated-means = The time was over for those who were asked first.
flag-stands-in = stands in
flag-stands-in-means = You sign for {$name}.
flag-denied-before = denied before
flag-denied-before-means = {$name} was denied the same in the last 180 days.
flag-guest = guest
flag-guest-means = {$name} is a guest of the organisation.
flag-no-end = no end date
flag-no-end-means = It would stay until somebody takes it away.
flag-for-other = for somebody else
flag-for-other-means = {$requester} asked for {$beneficiary}.
flag-replaces = replaces another
flag-replaces-means = It takes the place of something that is there already.
flag-made-anew = made anew
flag-made-anew-means = Those who sign changed after it was asked; what was signed before does not count.

due-at = due {$when}
due-just-over = overdue
due-over-minutes = { $count ->
    [one] overdue by {$count} minute
   *[other] overdue by {$count} minutes
}
due-over-hours = { $count ->
    [one] overdue by {$count} hour
   *[other] overdue by {$count} hours
}
due-over-days = { $count ->
    [one] overdue by {$count} day
   *[other] overdue by {$count} days
}
due-over-since = overdue since {$day}

## Keys

keys-title = Keys
keys-next = next
keys-previous = previous
keys-select = select
keys-open = open
keys-approve = approve
keys-deny = deny: the reason first
keys-ask = ask a question
keys-search = search
keys-show = show these
keys-off = They can be switched off in the
keys-settings = settings
keys-close = Close

## What was answered last

done-carried-out = It is carried out
done-undo = Undo
done-approved = You approved {$title}.
done-narrowed = You approved {$title}, with a change.
done-denied = You denied {$title}.

## Several together

bulk-title = Sign several
bulk-none = None of what you selected waits any more.
bulk-lead = {$requests} together. Nothing is signed yet.
bulk-gone = { $count ->
    [one] Of what you selected, {$count} does not wait for you any more and is left out.
   *[other] Of what you selected, {$count} do not wait for you any more and are left out.
}
bulk-nothing = Nothing to sign
bulk-nothing-hint = Somebody was quicker, or it was cancelled.
bulk-back = Back to what waits
bulk-people = People
bulk-term = Term
bulk-each = Each
bulk-more = More than before
bulk-replaces = Takes the place of {$title}
bulk-asked-by = asked by {$requester}
bulk-all = All together
bulk-total = more than before
bulk-each-alone = Each is signed by itself: its facts are read again, and what is refused undoes nothing of the rest.
bulk-approve-all = Approve all
bulk-read-by = Each of those who asked can read this.
bulk-approve = Approve {$requests}
bulk-deny-all = Deny all
bulk-required = Required. Each of those who asked can read this.
bulk-deny = Deny {$requests}
bulk-none-ticked = Nothing is selected: tick the rows first.
bulk-too-many = At most {$most} requests are signed at once: select fewer.
bulk-say-why-yes = Say why: the rule of some of these wants to know it.
bulk-say-why = Say why: those who asked read it.
bulk-not-theirs = A request of somebody else
bulk-unreadable = The form could not be read. Go back, reload the page and send it again.
bulk-only-end = The end moves; the plans stay as they are.
bulk-only-plan = Its only plan on
bulk-all-on = { $count ->
    [one] All {$count} plan on
   *[other] All {$count} plans on
}
bulk-plans = {$on} of {$all} plans on; off: {$names}
bulk-plans-more = {$on} of {$all} plans on; off: {$names} and {$more} more
bulk-no-price = {$count} without a price
bulk-no-cost = nothing more
bulk-and = {$costs} and {$last}

## What became of several

outcome-title = What became of it
outcome-at = Signed
outcome-caption = What became of each request
outcome-request = Request
outcome-outcome = Outcome
outcome-take-back = Take it back
outcome-take-back-short = Take back
outcome-carried-out = carried out
outcome-approved-all = { $count ->
    [one] You approved {$count} request.
   *[other] You approved {$count} requests.
}
outcome-denied-all = { $count ->
    [one] You denied {$count} request.
   *[other] You denied {$count} requests.
}
outcome-approved-some = { $count ->
    [one] You approved {$done} of {$count} request; what was refused undoes nothing of the rest.
   *[other] You approved {$done} of {$count} requests; what was refused undoes nothing of the rest.
}
outcome-denied-some = { $count ->
    [one] You denied {$done} of {$count} request; what was refused undoes nothing of the rest.
   *[other] You denied {$done} of {$count} requests; what was refused undoes nothing of the rest.
}
outcome-signed = signed
outcome-approved = approved
outcome-denied = denied
outcome-changed = changed: look again
outcome-quicker = somebody was quicker
outcome-before = answered before
outcome-not-signed = not signed
outcome-over = not possible any more
outcome-not-theirs = refused
outcome-taken-back = taken back
outcome-waits-again = It waits again.
outcome-look = Something went wrong with this one. Open it and look.
outcome-try-again = Something went wrong with this one. Open it and try again.
outcome-not-there = It is not there.
outcome-unavailable = What is true now could not be read. Try again in a minute.
outcome-more-needed = More signatures are needed.
outcome-is-changed = What would be done is not what was shown. Nothing was signed.
outcome-policy-changes = The policy changes in this moment. Try again in a minute.

## The card

card-around = Requests that wait
card-previous = Previous
card-next = Next
card-title = {$product} for {$beneficiary}
card-asked-by = Asked for by {$requester},
card-changed = The decision changed; look again. What you see now is the new state. Nothing has been signed.
card-facts-changed = The facts have changed since you looked. Please look again.
card-why-you = Why you
card-you-sign = You sign as {$why}. Rule {$rule} asks for { $needed ->
    [one] one signature
   *[other] {$needed} signatures
}.
card-you-sign-for = You sign for {$other}, who signs as {$why}. Rule {$rule} asks for { $needed ->
    [one] one signature
   *[other] {$needed} signatures
}. {$other} may sign too: whoever is first.
card-due = To be signed by {$when}.
card-overdue = Overdue: it was to be signed by {$when}.
card-explain = Every rule, and why
card-diff = What changes
card-cost-before = Cost before
card-cost-after = Cost after
card-cost-nothing = nothing
card-term = Term
card-only-end = The end moves; the plans stay as they are.
card-diff-caption = Plans before and after
card-plan = Plan
card-before = Before
card-after = After
card-on = on
card-off = off
card-unclassified = New, not classified yet: off.
card-kept-off = Kept off for everybody by an administrator
card-off-by-rule = Rule {$rule} keeps it off
card-not-wanted = Not wanted
card-justification = Justification
card-no-justification = No reason was given.
card-answers = Answers
card-about = About {$beneficiary}
card-fact-department = Department
card-fact-job = Job title
card-fact-employment = Kind of employment
card-fact-country = Country
card-fact-not-set = not set
card-fact-held = Has already
card-fact-held-none = nothing
card-fact-seats = Free seats
card-fact-seats-of = {$free} of {$enabled}
card-fact-team = Colleagues who have it
card-team-no-manager = no manager is set, so there is no team
card-team-alone = nobody else has the same manager
card-team-none = { $colleagues ->
    [one] none of {$colleagues} colleague with the same manager
   *[other] none of {$colleagues} colleagues with the same manager
}
card-team = { $colleagues ->
    [one] {$count} of {$colleagues} colleague with the same manager: {$names}
   *[other] {$count} of {$colleagues} colleagues with the same manager: {$names}
}
card-team-more = { $colleagues ->
    [one] {$count} of {$colleagues} colleague with the same manager: {$names} and {$more} more
   *[other] {$count} of {$colleagues} colleagues with the same manager: {$names} and {$more} more
}
card-fact-before = Asked before
card-never-before = never
card-earlier = asked {$asked}, {$outcome}
card-earlier-settled = asked {$asked}, {$outcome} {$day}
card-earlier-waits = waits for signatures
card-earlier-approved = approved, not carried out yet
card-earlier-given = given
card-earlier-denied = denied
card-earlier-cancelled = cancelled
card-earlier-closed = closed
card-fact-covered = Already covered
card-not-covered = nothing of it, by other products
card-chain = Who signed, who is next
card-nobody-before = Nobody has signed before you.
card-nobody = Nobody has signed.
card-approved-at = approved at stage {$position}
card-denied-at = denied at stage {$position}
card-approved-before = approved it before others were to sign; that counts no more
card-denied-before = denied it
card-nobody-next = Nobody is next: after the last signature here it is carried out.
card-next-signs = Next: {$names}
card-exact = The exact change
card-exact-extension = A signature is bound to exactly this; nothing is sent to Microsoft.
card-exact-hint = A signature is bound to exactly this; nothing else is sent to Microsoft.
card-taken-away = {$product} (taken away)

# How it stands, where there is nothing to sign
card-you-approved = You approved this {$when}.
card-you-denied = You denied this {$when}.
card-other-approved = {$signer} approved this {$when}.
card-other-denied = {$signer} denied this {$when}.
card-quicker-approved = {$signer} was quicker and approved this {$when}.
card-quicker-denied = {$signer} was quicker and denied this {$when}.
card-lapsed-because = {$why} The request lapsed; there is nothing to sign.
card-denied-because = {$why} The request was denied; there is nothing to sign.
card-closed = The request was closed; there is nothing to sign.
card-cancelled = The request was cancelled; there is nothing to sign.
card-denied = The request was denied; there is nothing to sign.
card-not-open = This stage is not open for signatures.

## Answering

answer-undo-until = Until then you can take your answer back.
answer-undo-open = You can take your answer back until somebody signs after you.
answer-you-asked = You asked
answer-other-asked = {$name} asked
answer-asked-when = Asked
answer-asked-open = not answered yet. The time stands still until it is.
answer-take-question-back = Take the question back
answer-yours = Your answer
answer-approve = Approve
answer-why-yes = Why you approve
answer-note = Note
answer-optional = (optional)
answer-read-by = {$requester} can read this.
answer-deny = Deny
answer-reason = Reason for denying
answer-required = Required. {$requester} can read this.
answer-narrow = Approve with a change
answer-narrow-hint = Less than was asked, never more. Who signed before you signs again.
answer-until-earlier = Until an earlier day
answer-before-day = Before {$day}; empty = as it was asked.
answer-fewer-days = For fewer days
answer-fewer-than = Fewer than {$days}; empty = as it was asked.
answer-without-end = Empty = without end, as it was asked.
answer-plans-off = Plans to leave off
answer-narrow-send = Approve with this change
answer-ask = Ask a question
answer-question = What you want to know
answer-question-hint = {$requester} answers on the page of the request. The time stands still until then.
answer-ask-send = Ask

answer-say-why-yes = Say why: the rule of this stage wants to know it.
answer-say-why = Say why: the requester reads it.
answer-nothing-signed = Nothing was signed. {$why}
answer-policy-changes = Nothing was signed: the policy changes in this moment. Go back and try again in a minute.
answer-unavailable = Nothing was signed. Go back and try again in a minute.
answer-days-wrong = Write a number of days.
answer-plan-unknown = One of the plans is not part of this product. Look at the list again.
answer-nothing-changed = Nothing is changed: choose a shorter term or fewer plans, or approve it as it is.
answer-not-less = That is not less than was asked: nobody who signs can give more.
answer-no-plans = At least one plan has to stay; to give none of it, deny.
answer-no-days = No day would be left: choose a later last day. To give none of it, deny.
answer-less-denied = The rules do not allow what would be left: choose something else, or approve it as it was asked.
answer-term-fixed = The rules do not let whoever signs here change the term.
answer-plans-fixed = The rules do not let whoever signs here change the plans.
answer-question-empty = Write what you want to know.
answer-question-sent = Your question was sent. The time stands still until it is answered.
answer-question-open = A question waits for an answer already, and there is one at a time: yours was not sent.
answer-question-late = Nothing is to be signed here any more: your question was not sent.
answer-question-taken-back = Your question is taken back.
answer-question-answered = It was answered already.
answer-taken-back = Your answer is taken back: nothing happened.
answer-stays = Your answer stays: somebody signed after you, or it is carried out already.
answer-own-request = Nobody signs their own request, or one that was made for them.
answer-signed-before = You signed another stage of this request. The rule wants somebody else here.
answer-signed-in-place = It was signed already: by whom you sign for, or by whoever signs for you. One right to sign gives one signature.
answer-not-yours = Somebody else has to sign this request.

## Reviews

reviews-title = Reviews
reviews-lead = People who left or moved, and what they have. Say whether it is still needed: what nobody answers ends when its time is over.
reviews-empty = Nothing waits for you
reviews-empty-hint = When somebody of yours moves to other work and the rules ask for a review, their licences appear here.
reviews-ends = Ends by itself
reviews-of-person = of {$person}
reviews-request = The request
reviews-request-for = for {$product} of {$person}
reviews-why = Why it is still needed
reviews-licence-of = {$product} of {$person}
reviews-keep = Keep
reviews-end = End
reviews-more = There are more; they appear when these are answered.
reviews-chosen = All that are chosen
reviews-chosen-why = Why they are still needed
reviews-chosen-keep = Keep the chosen ones
reviews-chosen-end = End the chosen ones
reviews-plans-on = { $count ->
    [one] {$count} plan on
   *[other] {$count} plans on
}
reviews-no-end = no end date
reviews-until = until {$day}
reviews-none-chosen = Choose at least one licence.
reviews-too-late = Somebody answered this already, or its time was over.
reviews-kept = { $count ->
    [one] {$count} licence kept.
   *[other] {$count} licences kept.
}
reviews-ended = { $count ->
    [one] {$count} licence ended: removed at Microsoft in a moment.
   *[other] {$count} licences ended: removed at Microsoft in a moment.
}
reviews-say-which = Say whether it stays or ends.
reviews-say-why-keep = Say why it is still needed, in {$shortest} to {$longest} characters: the auditor reads it.
reviews-say-why-end = Say why it ends, in {$shortest} to {$longest} characters: the auditor reads it.

## Delegations

delegation-title-mine = Somebody signs for me
delegation-lead-mine = While you are away, somebody else signs what waits for you.
delegation-list-mine = Who signs for you, and for whom you sign
delegation-title-all = Delegations
delegation-lead-all = Let somebody sign for somebody else, while they are away.
delegation-list-all = Who signs for whom
delegation-unchanged = Nothing was changed yet
delegation-to = Who signs?
delegation-to-hint = A name or a user name; where several fit, you choose.
delegation-from = For whom?
delegation-from-hint = Whose requests are to be signed by somebody else.
delegation-from-day = From
delegation-optional = (optional)
delegation-from-day-hint = Left empty, from now on. Days are those of {$zone}.
delegation-last-day = Last day
delegation-scope = For which products?
delegation-all-products = All products
delegation-some-products = Only those that are ticked
delegation-products = Products
delegation-up-to = Up to which cost a month
delegation-up-to-hint = For one seat, as in the catalogue, like 25.00. A product without a price is not covered then.
delegation-save = Let them sign
delegation-does = What this does
delegation-does-words = Both are told, and both names stand in the log with each signature. What waits already can be signed by the delegate too; whoever is first signs it.
delegation-does-not = What it does not
delegation-does-not-words = Nobody signs what they asked for, or what is for them: such requests stay where they are. A delegate can not hand on what they have from somebody else. It ends by itself after the last day.
delegation-none = Nobody signs for anybody
delegation-none-hint = A delegation appears here as soon as it is made, and stays here when it is over.
delegation-for = for
delegation-state = State:
delegation-end = End it now
delegation-of = {$to} for {$from}

delegation-period = {$first} to {$last}
delegation-up-to-words = {$names}, up to {$amount} a month
delegation-made-by = Made by {$name}.
delegation-ended-by = Ended by {$name} {$when}.
delegation-ended-itself = Ended by itself {$when}.
delegation-nothing-waits = Nothing waits for it now.
delegation-waiting = { $count ->
    [one] {$count} request waits for it now.
   *[other] {$count} requests wait for it now.
}
delegation-stays-with-you = { $count ->
    [one] {$count} request stays with you:
   *[other] {$count} requests stay with you:
}
delegation-stays-with = { $count ->
    [one] {$count} request stays with {$name}:
   *[other] {$count} requests stay with {$name}:
}
delegation-stays = {$product} for {$beneficiary}: {$why}
delegation-over = Over
delegation-runs = Runs
delegation-to-come = To come

delegation-why-requester = the delegate asked for it
delegation-why-beneficiary = it is for the delegate
delegation-why-signed = the delegate signed this request already
delegation-why-own-right = the delegate signs it in their own right
delegation-why-other-stage = the right that would be used was used at another stage, and the rule wants somebody else at each
delegation-why-other = it can not be signed by the delegate

delegation-ended-done = Ended: what waits is signed by whoever it waited for before.
delegation-over-already = It was over already.
delegation-begun = Done: it runs from now on, and both were told.
delegation-to-begin = Done: it begins by itself, and both were told.
delegation-to-oneself = Somebody else has to sign: choose another person.
delegation-delegate-closed = This account is closed: choose another person.
delegation-delegator-left = This account is closed: nothing waits for it.
delegation-last-day-over = The last day is over already.
delegation-ends-before = The last day is before the first.
delegation-too-long = It lasts at most {$days} days.
delegation-too-many = There are too many delegations already: end one of them first.
delegation-day-over = This day is over. Leave it empty to begin now.
delegation-no-day = This is not a day.
delegation-no-last-day = Say which day is the last.
delegation-no-product = Tick at least one product.
delegation-no-amount = Write an amount like 25 or 25.50.

## Break glass

glass-title = Break glass
glass-lead = Give a licence at once, past the rules, where nobody can wait for the usual way.
glass-warning = No rule is asked and nobody signs.
glass-warning-more = Two others are told at once, with your name and your reason. It stands in the report of exceptions until somebody else has reviewed it, and it ends by itself after {$days} days at the latest.
glass-cost = Cost
glass-term = Term
glass-days = {$days} days
glass-free = Free seats
glass-free-of = {$free} of {$enabled}
glass-why = Why:
glass-plans = Plans that will be on
glass-plans-hint = Those that the rules keep off are in the list too. What nobody has classified, or is kept off for everybody, stays off.
glass-give = Give it now
glass-change = Change something
glass-nothing-yet = Nothing was given yet
glass-who = Who gets it?
glass-who-hint = A name or a user name; where several fit, you choose.
glass-product = Product
glass-choose = Choose one
glass-how-long = For how many days?
glass-at-most = At most {$days}.
glass-why-now = Why can it not wait?
glass-why-hint = At least {$chars} characters. Whoever reviews it reads this, and so does the person.
glass-look = Look at it first

glass-given = Given: it is set up at Microsoft in a moment. Two others were told.
glass-no-product = Choose a product.
glass-no-days = Write a number of days from 1 to {$days}.
glass-no-reason = Say why in at least {$chars} characters: others have to understand it later.
glass-unavailable = Nothing was given. Go back and try again in a minute.
glass-to-oneself = Nobody gives a licence to themselves: another administrator has to.
glass-account-closed = The account of {$name} is closed.
glass-no-plans = Leave at least one plan on.
glass-too-few-to-tell = Two others are told at once, and fewer could be: it takes two administrators or auditors, besides you and whoever gets it, who have signed in once and have a mail address. Have one more of them sign in once.
glass-hidden = The product is hidden in the catalogue: it is not given to anybody.
glass-already-held = {$name} has it already, or a right to it.
glass-already-asked = It was asked for {$name} already, and waits: have that request signed, or cancelled first.
glass-not-given-out = The product can not be given out: its subscription is over, or it is not for people.

## What was asked and answered since

card-asked-since = {$who} asked: {$question}
card-appealed = {$who} appealed
