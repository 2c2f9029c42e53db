## What the administrator's pages share

room-search = Search
room-search-people = Search people
room-show = Show
room-show-all = Show all
room-show-everything = Show everything
room-all = All
room-more = and {$count} more
room-since = since
room-state = State
room-state-is = State:
room-person = Person
room-people = People
room-product = Product
room-by = By
room-when = When
room-pages = Pages
room-why = Why
room-reason = Reason
room-optional = (optional)
room-last-day = Last day
room-save = Save
room-cancel = Cancel
room-csv = Download as CSV
room-or = or
room-and = {$first} and {$last}
room-and-between = and
room-quoted = “{$text}”
room-product-for = {$product} for {$person}
room-product-of = {$product} of {$person}
room-somebody-left = somebody who has left
room-an-administrator = an administrator
room-too-late = This has been taken care of already.
room-looks-again = This page looks again by itself.
room-nothing-found = Nothing found
room-nothing-found-text = Try a shorter word, or another filter.
room-no-products = There are no products yet
room-no-products-text = They appear here once they have been read from Microsoft. If this lasts longer than a few minutes, look under

## Needs attention

attention-lead = What stands still, by step, oldest first.
attention-search = Search people and products
attention-credential-over = The end of {$what} was {$day}: Microsoft refuses us. Put a new one into the configuration.
attention-credential-ends = { $days ->
    [0] Less than a day is left of {$what}, which ends on {$day}. Put a new one into the configuration before that.
    [one] {$days} day is left of {$what}, which ends on {$day}. Put a new one into the configuration before that.
   *[other] {$days} days are left of {$what}, which ends on {$day}. Put a new one into the configuration before that.
}
attention-client-secret = the client secret
attention-certificate = the certificate
attention-failed = The rules could not judge
attention-failed-hint = These were denied, because what can not be judged is not approved. Look at the rules and facts, mend what is wrong, and say that you have looked.
attention-looked = It is noted that you have looked at it.
attention-looked-already = Somebody has looked at this already.
attention-mails = Mail
attention-mails-hint = These are not sent again by themselves: a mail must never arrive twice.
attention-mail-title = {$subject} to {$name}
attention-mail-unknown = The line broke after the whole mail was sent and before the server answered: it may have arrived.
attention-mail-unknown-way = Ask whether it arrived. Sent again it may arrive twice; left alone it may not arrive at all.
attention-mail-refused = The mail server does not take it.
attention-mail-refused-way = Mend the address in the directory, or what the server says. A mail that is sent again goes to the address it was written to.
attention-mail-said = It was said:
attention-mail-address = Address
attention-mail-attempts = Attempts
attention-mail-again = Send again
attention-mail-leave = Leave it
attention-mail-sent = The mail is being sent again.
attention-mail-left = The mail is left as it is.
attention-mails-more = and {$count} more; search for a person to see them.
attention-empty = Nothing needs you
attention-empty-text = Everything that was approved has been carried out or is on its way.
attention-none-found = Nothing stands still for “{$query}”
attention-none-found-text = Try a shorter word, or part of a person's name.
attention-steps = Steps
attention-open-seats = Open Seats
attention-graph-said = Graph said:
attention-way-out = Way out:
attention-detail = Technical detail
attention-of = for {$title}
attention-again = Try again
attention-tried = It is being tried again.
attention-closing = Close …
attention-close-reason = Reason for closing
attention-close-hint = Required, 3 to 500 characters.
attention-close = Close
attention-closed = It is closed. The reason stands in the audit log, and the requester reads it.
attention-job-taken-up = The job is taken up again.
attention-more = and {$count} more; search for a person or a product to see them.
attention-workers = Workers
attention-no-worker = No worker lives: what is approved is kept and not carried out.
attention-start = Start
attention-processes = Processes that work
attention-process = Process
attention-started = Started
attention-seen = Last seen
attention-silent = Silent
attention-works = Works
attention-graph-free = Graph does not hold this process back.

step-reading = Reading Graph
step-reading-hint = What the person has could not be read, so nothing was sent.
step-assigning = Assigning
step-assigning-hint = Approved, and not assigned.
step-removing = Removing
step-removing-hint = The right is over, and the licence is still there.
step-changing = Changing plans
step-changing-hint = The licence is as it was. What could not be done is tried again every hour.
step-waiting = Waiting for a seat
step-waiting-hint = Goes on by itself, first approved first served. Seats shows what is left.
step-trying = Still trying by itself
step-trying-hint = Nobody has to act; trying again at once is only sooner.
step-jobs = Background jobs that stopped
step-jobs-hint = Work that failed again and again, for a reason on our side.

closing-removal = The right counts as ended. The licence stays as Graph shows it: Countersign does not try to remove it again.
closing-active = The licence stays as Graph shows it, and this line goes.
closing-was-active = The right ends, and what Graph still shows of it is taken away. It can be asked for anew.
closing-never-active = The request ends as closed, and the requester reads your reason. What a call of ours may have assigned is taken away again. It can be asked for anew.

detail-grant = Grant
detail-status = HTTP status
detail-code = Code
detail-message = Graph's message
detail-request-id = Graph's request-id
detail-job = Job

job-reconcile = Making the licences of {$name} right
job-directory = Reading the directory
job-catalogue = Reading the products
job-clock = What begins and ends by itself
job-drift = Comparing everybody's licences with the grants
job-adopt = Taking over what was found
job-policy = Looking at what waits by the new policy
job-policy-run = Running decisions again
job-carry-out = Carrying out what was signed
job-tell = Making mails
job-mail = Sending a mail
job-failed = { $attempts ->
    [one] The job failed once and is not tried any more: {$why}.
   *[other] The job failed {$attempts} times and is not tried any more: {$why}.
}
job-way-out = Look for the job's id in the log, mend the cause, then try again.

health-paused = { $count ->
    [one] Graph asked us to wait: no call goes out for another second.
   *[other] Graph asked us to wait: no call goes out for another {$count} seconds.
}
health-limit = {$share} % of Graph's own limit were used, {$moment}.
health-refusal = The last refusal for too many calls was about {$scope}.
health-refusal-because = The last refusal for too many calls was about {$scope}, because of {$reason}.
health-waiting = { $count ->
    [one] {$count} call waits for its turn.
   *[other] {$count} calls wait for their turn.
}
health-shared = {$count} processes share Graph's quota.

## What keeps a grant from being active: for the requester, for the administrator, and the way out

cause-usage-location = Microsoft needs to know the country you work in before it gives out a licence. An administrator has been asked to enter it.
cause-usage-location-administrator = The person has no valid usage location, so Microsoft refuses to assign a licence.
cause-usage-location-way-out = Set the usage location of this person in Entra ID, then try again.
cause-no-seat = All seats of this product are taken. Your request waits and goes on by itself as soon as a seat is free.
cause-no-seat-administrator = The product has no free seat.
cause-no-seat-way-out = Buy seats or free one; the request goes on by itself.
cause-unknown-sku = This product is no longer part of your organisation's subscriptions. An administrator has been told.
cause-unknown-sku-administrator = The tenant has no subscription with this SKU.
cause-unknown-sku-way-out = Check the subscription in the Microsoft 365 admin centre, then try again.
cause-not-assignable = This product cannot be given to a person. An administrator has been told.
cause-not-assignable-administrator = The SKU applies to the company, not to users, and cannot be assigned.
cause-not-assignable-way-out = Hide the product or choose one that applies to users; then tell the requester.
cause-inherited = You have this product through a group, so it cannot be changed for you alone. An administrator has been told.
cause-inherited-administrator = The licence is inherited from a group and cannot be changed on the person.
cause-inherited-way-out = Change the membership or the licence of the group, then try again.
cause-dependency = This product needs a service that is switched off or missing. An administrator has been told.
cause-dependency-administrator = A service plan depends on another plan that the person does not have.
cause-dependency-way-out = Assign or switch on the plan that is named in Graph's answer, then try again.
cause-exclusive = This product cannot be combined with one you already have. An administrator has been told.
cause-exclusive-administrator = Two service plans exclude each other.
cause-exclusive-way-out = Remove or switch off one of the plans that are named in Graph's answer, then try again.
cause-plan-not-in-sku = Microsoft no longer offers a part of this product. An administrator has been told.
cause-plan-not-in-sku-administrator = A plan that was sent is not part of the tenant's SKU.
cause-plan-not-in-sku-way-out = Read the catalogue again, then try again.
cause-plan-prohibited = Microsoft does not offer a part of this product in your country. An administrator has been told.
cause-plan-prohibited-administrator = A service plan is prohibited in the person's usage location.
cause-plan-prohibited-way-out = Switch the plan off by policy for this country, or correct the usage location; then try again.
cause-proxy-clash = Your mail address clashes with another account. An administrator has been told.
cause-proxy-clash-administrator = Another object has the same proxy address, so the mailbox cannot be made.
cause-proxy-clash-way-out = Remove the duplicate proxy address in Exchange or Entra ID, then try again.
cause-person-missing = Microsoft does not know your account yet. An administrator has been told.
cause-person-missing-administrator = Graph does not find the person. A new account can take some minutes to appear everywhere.
cause-person-missing-way-out = Check that the account exists in Entra ID, then try again.
cause-permission = Countersign is not allowed to assign licences at the moment. It is tried again until it works; nothing is lost.
cause-permission-administrator = The app registration lacks a permission that Graph asks for.
cause-permission-way-out = Grant admin consent for LicenseAssignment.ReadWrite.All and User.Read.All (countersign doctor shows which is missing). Nobody has to touch the requests.
cause-sign-in = Countersign cannot sign in to Microsoft at the moment. It is tried again until it works; nothing is lost.
cause-sign-in-administrator = Entra ID or Graph refuses the app's credentials. It is tried again by itself.
cause-sign-in-way-out = Run countersign doctor; renew the client secret or certificate if it has expired. Nobody has to touch the requests.
cause-quota = Your organisation has reached a limit at Microsoft. An administrator has been told.
cause-quota-administrator = The directory object quota of the tenant is used up.
cause-quota-way-out = Delete objects or have the quota raised, then try again.
cause-read-back = Microsoft shows something else than was asked of it. An administrator is looking into it.
cause-read-back-administrator = What Graph shows afterwards differs from what was sent. Some plans cannot be switched off.
cause-read-back-way-out = Compare the person's plans in the Microsoft 365 admin centre with the grant, then try again.
cause-unavailable = Microsoft is out of reach or too busy at the moment. It is tried again until it works; nothing is lost.
cause-unavailable-administrator = Graph keeps failing or asking to wait. It is tried again by itself.
cause-unavailable-way-out = If it lasts, check the network and Microsoft's service health. Nobody has to touch the requests.
cause-our-fault = Something went wrong on our side. An administrator has been told.
cause-our-fault-administrator = Graph refused the call as malformed: this is a fault of Countersign.
cause-our-fault-way-out = Report it with the request id of Graph's answer; trying again will not help until it is mended.
cause-unknown = Microsoft refused the change for a reason we do not know. An administrator has been told.
cause-unknown-administrator = Graph refused with a message that Countersign does not know.
cause-unknown-way-out = Read Graph's answer below, mend the cause, then try again.

## Why a right ended

ended-given-back = given back
ended-withdrawn = withdrawn
ended-closed = closed by an administrator
ended-expired = its term is over
ended-left = the account was closed
ended-moved = the person moved
ended-not-granted = taken away: nobody had granted it
ended-gone = taken away at Microsoft
ended-replaced = replaced by another product

## What Microsoft has refused before

conflict-needs = Microsoft has refused {$plan} without {$others} before. Ask for both, or leave it out.
conflict-excludes = Microsoft has refused {$plan} together with {$others} before. Only one of them can be on.

## Seats

seats-lead = Who waits for a seat, in order, and what is left of each product.
seats-read = Read from Microsoft
seats-unread = Not read from Microsoft yet
seats-nobody-waits = Nobody waits for a seat.
seats-enabled = Enabled
seats-warning = Warning
seats-suspended = Suspended
seats-locked-out = Locked out
seats-consumed = Consumed
seats-held-back = Held back
seats-set-aside = Set aside
seats-free = Free
seats-waiting = Waiting
seats-too-many = { $people ->
    [one] {$people} person has it
   *[other] {$people} people have it
}, but only { $seats ->
    [one] {$seats} seat is
   *[other] {$seats} seats are
} bought: {$many} too many. Microsoft gives out no seat until this is mended.
seats-in-warning = { $count ->
    [one] {$count} seat is in the grace period of a subscription that has run out, and will be switched off if it is not renewed.
   *[other] {$count} seats are in the grace period of a subscription that has run out, and will be switched off if it is not renewed.
}
seats-in-warning-count = Countersign gives them out: in_warning in the section [seats] of the configuration says so.
seats-in-warning-ignore = Countersign does not give them out, unless in_warning in the section [seats] of the configuration says so.
seats-are-suspended = { $count ->
    [one] {$count} seat is suspended: the subscription was cancelled or not paid, and nobody can use them.
   *[other] {$count} seats are suspended: the subscription was cancelled or not paid, and nobody can use them.
}
seats-are-locked-out = { $count ->
    [one] {$count} seat is locked out by Microsoft.
   *[other] {$count} seats are locked out by Microsoft.
}
seats-subscription-warning = Microsoft warns: the subscription has run out and is in its grace period.
seats-subscription-suspended = Microsoft has suspended the subscription: nothing can be assigned.
seats-subscription-locked-out = Microsoft has locked the subscription out.
seats-subscription-deleted = The subscription is deleted.
seats-line = Waiting, first approved first served
seats-approved = approved
seats-waits-since = waiting since
seats-hold-back = Hold seats back
seats-of = of {$product}
seats-for = for {$product}
seats-hold-back-hint = Seats that are held back are not given out. When some are let go, whoever waits gets them.
seats-to-hold-back = Seats to hold back
seats-held-as-before = { $count ->
    [one] {$product}: {$count} seat held back, as before.
   *[other] {$product}: {$count} seats held back, as before.
}
seats-held-now = { $count ->
    [one] {$product}: {$count} seat held back now; it was {$before}.
   *[other] {$product}: {$count} seats held back now; it was {$before}.
}
seats-write-a-number = Write a whole number from 0 to {$most}.

## New plans

plans-lead = What Microsoft added to products. It stays off for everybody who has the product by a grant, until somebody says what it is.
plans-empty = No plan is new
plans-empty-text = When Microsoft adds a plan to a product, it is kept off and appears here, and the navigation shows how many there are.
plans-in-product = {$plan} in {$product}
plans-in = in {$product}
plans-found = found
plans-status = Status
plans-status-ready = Ready at Microsoft
plans-status-adding = Microsoft is still adding it
plans-status-input = Microsoft waits for somebody to set it up
plans-status-activation = Microsoft has still to activate it
plans-status-off = Switched off at Microsoft
plans-status-error = Microsoft could not add it
plans-status-other = Microsoft calls it {$word}
plans-kept-off-for = Kept off for
plans-people = { $count ->
    [0] nobody
    [one] {$count} person
   *[other] {$count} people
}
plans-others = Others who have the product
plans-others-text = { $count ->
    [one] {$count} person has {$product} without a grant: Microsoft switched the plan on for them. Countersign leaves alone what it did not give.
   *[other] {$count} people have {$product} without a grant: Microsoft switched the plan on for them. Countersign leaves alone what it did not give.
}
plans-verdict = What becomes of it?
plans-keep-off = Keep off
plans-keep-off-hint = No request can have it.
plans-offer = Offer in new requests
plans-offer-hint = Whoever has the product already keeps it off.
plans-switch-on = { $count ->
    [one] Offer and switch on for {$count} person
   *[other] Offer and switch on for {$count} people
}
plans-switch-on-hint = Where policy keeps it off for somebody, it stays off.
plans-reason-hint = It stands in the audit log; 3 to 500 characters.
plans-classify = Classify
plans-choose = Choose what is to become of the plan.
plans-policy-changes = The policy changes in this moment, so nothing was done. Go back and try again.
plans-classified-already = Somebody has classified this plan already. Look at the list again.
plans-done-keep-off = {$plan} in {$product}: it stays off for everybody, and no request can have it.
plans-done-offer = {$plan} in {$product}: new requests can have it now. Whoever has the product already keeps it off.
plans-done-switch-on = { $count ->
    [0] {$plan} in {$product}: new requests can have it now, and it is being switched on for nobody.
    [one] {$plan} in {$product}: new requests can have it now, and it is being switched on for {$count} person.
   *[other] {$plan} in {$product}: new requests can have it now, and it is being switched on for {$count} people.
}
plans-done-policy = { $count ->
    [one] Policy keeps it off for {$count} person.
   *[other] Policy keeps it off for {$count} people.
}
plans-lately = Classified lately
plans-lately-caption = Plans, latest first
plans-plan = Plan
plans-is = Is
plans-is-offered = offered
plans-is-kept-off = kept off
plans-is-unclassified = not classified

## Drift

drift-lead = What Microsoft shows and no grant explains. Nothing here changes by itself: you adopt it, restore it, or accept it.
drift-compare = Compare now
drift-being-compared = Everybody's licences are being compared.
drift-comparing = { $pages ->
    [one] Comparing: {$people} people so far, in {$pages} page.
   *[other] Comparing: {$people} people so far, in {$pages} pages.
}
drift-compared = Compared
drift-never-compared = Nobody's licences have been compared yet.
drift-figures = { $people ->
    [one] {$people} person
   *[other] {$people} people
} in {$seconds} s: {$found} found anew, {$gone} gone{ $passed ->
    [0] {""}
   *[other] ; {$passed} passed over, because Microsoft did not say what they have
}
drift-actors-before = Microsoft does not say who did it: give the application the app role
drift-actors-after = to see that too.
drift-adoptable = { $count ->
    [one] {$count} licence was assigned at Microsoft without a grant.
   *[other] {$count} licences were assigned at Microsoft without a grant.
}
drift-adopt-all = Adopt all as found …
drift-kind = Kind of difference
drift-every-kind = Every kind
drift-kind-unknown = A licence nobody granted
drift-kind-missing = Granted, and not there
drift-kind-plans = Other plans than granted
drift-kind-group = A group can not give it
drift-every-product = Every product
drift-open = Open
drift-accepted = Accepted
drift-adopted = Adopted
drift-restored = Restored
drift-decided = Adopted or restored
drift-gone = Gone
drift-empty = Everything is as granted
drift-empty-compared = What Microsoft shows and what was granted here agree, for everybody.
drift-empty-soon = Everybody's licences are compared soon after the directory has been read.
drift-show-open = Show everything that is open
drift-with-chosen = With the chosen rows:
drift-adopt = Adopt
drift-restore = Restore
drift-accept = Accept
drift-done-by = Done by {$by}
drift-by-nobody = Who did it is not known.
drift-grant = The grant
drift-grant-of = of {$product} for {$person}
drift-later-gone = A later reading did not find it any more
drift-decided-by = { $what ->
    [accepted] Accepted by {$by}
    [adopted] Adopted by {$by}
   *[restored] Restored by {$by}
}
drift-decided-because = { $what ->
    [accepted] Accepted by {$by}: “{$reason}”
    [adopted] Adopted by {$by}: “{$reason}”
   *[restored] Restored by {$by}: “{$reason}”
}
drift-says-unknown = Assigned directly at Microsoft, with every plan on. No grant says so.
drift-says-unknown-without = Assigned directly at Microsoft, without {$plans}. No grant says so.
drift-says-missing = Granted here, and not assigned at Microsoft.
drift-says-lacking = Granted, and off at Microsoft: {$plans}.
drift-says-beyond = On at Microsoft, and not granted: {$plans}.
drift-says-changed = The grant has changed since this was found.
drift-says-the-group = The group {$group} is to give it, and Microsoft can not: {$why}.
drift-says-a-group = A group is to give it, and Microsoft can not: {$why}.
drift-group-no-reason = without a reason
drift-group-seats = there are not enough seats
drift-group-exclusive = the person has a plan that can not stand beside it
drift-group-dependency = a plan that it needs is not on
drift-group-location = it is not offered where the person is
drift-says-state = Microsoft calls the assignment {$state}.
drift-more-plans = {$count} more
drift-no-plan = no plan
drift-adopt-unknown = It becomes a grant, as it is at Microsoft
drift-adopt-plans = The grant takes the plans that are on at Microsoft
drift-restore-unknown = The licence is taken away at Microsoft
drift-restore-missing = The licence is assigned again
drift-restore-plans = The plans become what was granted
drift-accept-missing = The grant ends, as there is nothing left of it
drift-accept-other = It stays as it is, and comes back to this list when it changes

## Adopting all as found

adopt-title = Adopt all as found
adopt-lead = What was assigned at Microsoft without a grant becomes a grant each, with the plans that are on. Nothing changes at Microsoft, but for plans that nobody has classified: they are switched off.
adopt-run-running = Adopting
adopt-run-running-figures = {$done} of {$total} so far.
adopt-run-done = The last adoption is done
adopt-run-done-figures = {$done} of {$total} were adopted.
adopt-run-stopped = The last adoption was stopped
adopt-run-stopped-figures = {$done} of {$total} were adopted before.
adopt-run-passed = { $count ->
    [one] {$count} was passed over: a grant had come, or somebody was faster.
   *[other] {$count} were passed over: grants had come, or somebody was faster.
}
adopt-begun = Begun
adopt-stop = Stop
adopt-what = { $count ->
    [one] {$count} licence
   *[other] {$count} licences
} of { $products ->
    [one] one product
   *[other] {$products} products
}
adopt-caption = What is adopted, by product
adopt-with-plans-off = With plans off
adopt-none-off = No plan is switched off.
adopt-switched-off = Plans that are switched off
adopt-switched-off-caption = Plans that are on and not offered here: adopting switches them off
adopt-of = Of
adopt-conflicts = { $count ->
    [one] {$count} of them has a grant by now, or one that begins later, and is passed over.
   *[other] {$count} of them have a grant by now, or one that begins later, and are passed over.
}
adopt-of-closed = { $count ->
    [one] {$count} of them belongs to an account that is closed: what the policy says of leavers follows for it, counted from the adoption.
   *[other] {$count} of them belong to accounts that are closed: what the policy says of leavers follows for them, counted from the adoption.
}
adopt-last-day-hint = They end after this day, in the time zone of each person. Empty: they have no end.
adopt-button = Adopt {$what}
adopt-empty = Nothing to adopt
adopt-empty-text = No licence was found that nobody granted.
adopt-changed = The list has changed since you looked. This is how it is now.
adopt-one-at-a-time = Nothing was begun. Another adoption is under way: wait for it, or stop it.
adopt-nothing-left = Nothing was begun: what your page showed was decided meanwhile, and nothing is left to adopt.
adopt-stopped = Stopped. What was adopted stays adopted; the rest is on the list.
adopt-over = It was over already.

## Deciding what was found

decide-heading = { $act ->
    [adopt] Adopt
    [restore] Restore
   *[accept] Accept
} { $count ->
    [one] {$count} finding
   *[other] {$count} findings
}
decide-adopt-meaning = What is at Microsoft becomes what is granted here.
decide-restore-meaning = What is granted here is made so at Microsoft.
decide-accept-meaning = It stays different, and you say why.
decide-what = What happens
decide-left-out = Left out: {$what}.
decide-out-gone = { $count ->
    [one] {$count} that somebody decided meanwhile, or that is gone
   *[other] {$count} that somebody decided meanwhile, or that are gone
}
decide-out-unfit = {$count} of which this can not be done
decide-last-day-hint = A licence that becomes a grant ends after this day, in the person's time zone. Empty: it has no end.
decide-day-too-early = Choose a day after today, or leave it empty.
decide-day-too-late = Choose a day until {$latest}, or leave it empty: it has no end then.
decide-rows = These are meant
decide-more = And {$count} more.
decide-choose-act = Nothing was done: choose to adopt, to restore or to accept.
decide-choose-rows = Nothing was done: choose at least one row of the list first.
decide-too-many = Nothing was done: choose {$most} rows at most.
decide-unfit = Nothing was done: this can not be done to what was chosen.
decide-gone = Nothing was done: what was chosen was decided meanwhile, or is gone. This is the list as it is now.
decide-changed = The list has changed since you looked. Look again: this is how it is now.
decide-adopted = {$count} adopted.
decide-restored = {$count} restored: Microsoft is being told.
decide-accepted = {$count} accepted.
decide-none-done = Nothing was done: left as they are {$why}.
decide-left = Left as they are: {$why}.
decide-over-decided = { $count ->
    [one] {$count} because it was decided or gone already
   *[other] {$count} because they were decided or gone already
}
decide-over-grant-came = {$count} because a grant has come since, or begins later
decide-over-grant-changed = {$count} because the grant is another now, or on its way
decide-over-not-offered = {$count} because a plan is on that is not offered: it is switched off with the next change of this person. Offer the plan first, or restore
decide-over-kind = {$count} because this can not be done to them

## Fuse

fuse-lead = What ends by itself stops when it is too much at once: more than {$limit}.
fuse-limit = {$percent} % of the licences of a product, or of all, and at least {$least}, within an hour
fuse-empty = Whole
fuse-empty-text = Nothing is held: licences whose term is over, and those of people who left or moved, end as the policy says.
fuse-stopped = Stopped: {$product}
fuse-stopped-all = Stopped: all products
fuse-of-all = all products
fuse-why = { $count ->
    [one] {$count} licence
   *[other] {$count} licences
} of {$product} had ended by themselves within an hour; {$most} may.
fuse-why-of-active = { $count ->
    [one] {$count} licence
   *[other] {$count} licences
} of {$product} had ended by themselves within an hour, of {$active} that were active when it began; {$most} may.
fuse-follows = The next ones are held: nothing is taken away until you say so.
fuse-follows-nothing = Nothing is held by it any more: what it held was answered elsewhere. The next ones are held.
fuse-blown = Blown
fuse-kept-hint = { $days ->
    [one] Kept licences whose term is over end {$days} day later: time to ask for more.
   *[other] Kept licences whose term is over end {$days} days later: time to ask for more.
}
fuse-make-whole = Make the fuse whole again
fuse-let-end = { $count ->
    [one] Let {$count} licence end
   *[other] Let {$count} licences end
}
fuse-keep = { $count ->
    [one] Keep {$count} licence
   *[other] Keep {$count} licences
}
fuse-held-count = { $count ->
    [one] {$count} licence is held
   *[other] {$count} licences are held
}
fuse-nobody = Nobody of that name.
fuse-caption = Licences that would have ended
fuse-cause = Why it ends
fuse-cause-expired = its term is over
fuse-cause-left = the person left
fuse-cause-moved = the person moved
fuse-cause-other = it ends by itself
fuse-due = Was due
fuse-held = Held
fuse-request-column = Request
fuse-request = The request
fuse-request-for = for {$product} of {$person}
fuse-chosen-why = Why the chosen ones stay
fuse-keep-chosen = Keep the chosen ones
fuse-from-the-first = From the first
fuse-more = More
fuse-past = Before
fuse-past-line = {$product}: {$count} had ended within an hour, {$most} may
fuse-past-all = All products
fuse-settled = settled
fuse-settled-by = by {$by}: “{$reason}”
fuse-say-which = Say whether it goes on, or what is held stays.
fuse-too-late = Somebody has taken care of this already.
fuse-choose = Choose at least one row of the list above.
fuse-none-held = None of the chosen licences is held any more.
fuse-whole-already = The fuse is whole again: nothing was held any more.
fuse-done = { $count ->
    [one] {$count} licence { $act ->
        [end] ends now
       *[stay] stays
    }. The reason stands in the audit log.
   *[other] {$count} licences { $act ->
        [end] end now
       *[stay] stay
    }. The reason stands in the audit log.
}
fuse-done-whole = { $count ->
    [one] {$count} licence { $act ->
        [end] ends now
       *[stay] stays
    }, and the fuse is whole again. The reason stands in the audit log.
   *[other] {$count} licences { $act ->
        [end] end now
       *[stay] stay
    }, and the fuse is whole again. The reason stands in the audit log.
}
fuse-still-held = { $count ->
    [one] {$count} licence is still held.
   *[other] {$count} licences are still held.
}
fuse-changed-nothing = Nothing of it is held any more: it was answered elsewhere. Make the fuse whole again if it is right.
fuse-changed-more = More is held by now than you saw. This is how it is; say it again if it is right.
fuse-changed-less = Less is held by now than you saw. This is how it is; say it again if it is right.
fuse-changed-other = Something else is held by now than you saw. This is how it is; say it again if it is right.

## Leavers and movers

leavers-title = Leavers and movers
leavers-lead = Who left or moved, what follows for what was granted to them, and when.
leavers-removed = { $count ->
    [0] Nothing was removed for a leaver or mover in the last {$days} days.
    [one] {$count} licence was removed in the last {$days} days, {$slowest} after the movement was noticed.
   *[other] {$count} licences were removed in the last {$days} days: half of them within {$median}, the slowest {$slowest} after the movement was noticed.
}
leavers-later = { $count ->
    [0] None came later than promised: the grace and {$hours} hours.
   *[other] {$count} came later than promised: the grace and {$hours} hours.
}
leavers-overdue = { $count ->
    [one] {$count} should be gone by what is promised, the grace and {$hours} hours, and is still there.
   *[other] {$count} should be gone by what is promised, the grace and {$hours} hours, and are still there.
}
leavers-later-and-overdue = {$late} came later than promised (the grace and {$hours} hours), and {$overdue} should be gone and are still there.
leavers-filters = What is shown
leavers-waiting = Waiting
leavers-late = Late
leavers-no-rule = No rule
leavers-done = Done
leavers-empty = Nobody has left or moved
leavers-empty-text = People appear here when the directory says that their account is disabled or gone, or that their department, kind of employment, manager or country changed, and they have something by a grant.
leavers-noticed = noticed
leavers-ends = { $days ->
    [0] Ends at once
    [one] Ends after a day
   *[other] Ends after {$days} days
}
leavers-reviewed = Reviewed by {$by}
leavers-administrators = the administrators
leavers-by-rule = {$follows} (rule {$rule})
leavers-no-rule-follows = No rule: nothing happens by itself
leavers-due = due
leavers-state-removed = Removed
leavers-state-attention = Removal needs attention
leavers-state-removing = Being removed
leavers-state-grace = In its grace
leavers-state-review = Under review
leavers-state-held = Held by the fuse
leavers-state-called-off = Called off
leavers-state-kept = Kept
leavers-state-otherwise = Ended otherwise
leavers-means-no-rule = The licence stays until its term is over or somebody ends it.
leavers-means-grace = The licence stays until the days of grace are over, and ends by itself then unless somebody calls it off.
leavers-means-review = Whoever is asked says whether it stays; without an answer it ends when it is due.
leavers-means-held = The fuse holds it: it stays until an administrator answers the stop.
leavers-removed-after = Removed {$took} after it was noticed.
leavers-settled-by = By {$name}.
leavers-row-late = Later than promised.
leavers-decide = Decide …
leavers-decide-about = about {$product} of {$person}
leavers-call-off = Call it off
leavers-end = End it now
leavers-say-which = Say whether it is called off or ends.
leavers-called-off-done = Called off: the licence stays.
leavers-ended-done = Ended: the licence is removed at Microsoft in a moment.
leavers-too-late = It is over already, or it is about yourself: another administrator has to do that.

# Said after "within", or before "after".
long-days = { $count ->
    [one] {$count} day
   *[other] {$count} days
}
long-hours = { $count ->
    [one] {$count} hour
   *[other] {$count} hours
}
long-minutes = { $count ->
    [one] {$count} minute
   *[other] {$count} minutes
}
long-seconds = { $count ->
    [one] {$count} second
   *[other] {$count} seconds
}

## What a movement changed

moved-disabled = The account was disabled
moved-deleted = The account was deleted
moved-moved = Moved
moved-enabled = The account was enabled again
moved-returned = The account is back
moved-department = Department
moved-employment = Kind of employment
moved-manager = Manager
moved-country = Country
moved-account-enabled = Account enabled
moved-nothing = nothing
moved-yes = yes
moved-no = no
moved-unknown = somebody unknown

## Mirror

mirror-lead = What Countersign knows of the tenant, and how old it is. Before each decision and each change, the one person is read again.
mirror-refused = A reading of the directory waits for you
mirror-refused-sentence = { $before ->
    [one] A reading would leave {$after} of {$before} person with an account. It was not taken over: nobody has lost anything by it.
   *[other] A reading would leave {$after} of {$before} people with an account. It was not taken over: nobody has lost anything by it.
}
mirror-refused-read = Read
mirror-refused-hint = Look at the tenant first: an app role that was taken away, or a filter, makes people disappear too.
mirror-refused-why = Why it is true
mirror-refused-again = Read everybody again
mirror-refused-take = Take it as it is
mirror-state-waits = Waits for you
mirror-state-fail = Readings fail
mirror-state-fresh = Fresh
mirror-state-old = Too old to decide by
mirror-state-unread = Not read yet
mirror-as-of = As of
mirror-size = { $count ->
    [one] {$count} person with an account, of {$all} in the mirror
   *[other] {$count} people with an account, of {$all} in the mirror
}
mirror-unread = Not read yet.
mirror-read-again = Read again
mirror-about-to-begin = About to begin.
mirror-progress = { $people ->
    [one] Reading {$what}: {$people} person
   *[other] Reading {$what}: {$people} people
} on { $pages ->
    [one] {$pages} page
   *[other] {$pages} pages
} so far, {$rate} a second.
mirror-what-changed = what changed
mirror-everybody = everybody
mirror-all-products = all products
mirror-taking-over = { $before ->
    [one] Taking over what was refused: {$count} of {$before} person still have an account, {$after} will.
   *[other] Taking over what was refused: {$count} of {$before} people still have an account, {$after} will.
}
mirror-error = The last attempt did not come to its end:
mirror-tried-again = It is tried again
mirror-read = Read
mirror-finished = Finished
mirror-took = Took
mirror-people-on-them = People on them
mirror-changed = New or changed
mirror-gone = Gone
mirror-bad = {$count} could not be read
mirror-bad-item = Page {$page}, item {$item}: {$why}
mirror-nameless = { $count ->
    [one] {$count} entry that could not be read names nobody: this reading takes nobody for gone because they were not in it.
   *[other] {$count} of what could not be read names nobody: this reading takes nobody for gone because they were not in it.
}
mirror-read-now = Read now
mirror-of-people = people
mirror-of-products = products
mirror-read-anew = Read everybody anew
mirror-products = Products and seats
mirror-licences = Everybody's licences
mirror-found = What was found
mirror-uncompared = Not compared yet.
mirror-compared-again = Compared again
mirror-waits = A reading of the directory waits for your answer: until then nothing more is read.
mirror-reading-news = The directory is being read.
mirror-reading-everybody = Everybody is being read anew.
mirror-reading-products = The tenant's products are being read.
mirror-say-what = Say what is to be read.
mirror-too-late = No reading waits for an answer any more.
mirror-taking = { $before ->
    [one] It is being taken as it is: {$before} person had an account before, {$after} will have one.
   *[other] It is being taken as it is: {$before} people had an account before, {$after} will have one.
}
mirror-say-which = Say whether it is taken, or read again.

## Products

products-lead = What people read about each product, what it costs and who answers for it.
products-read = Seats read from Microsoft
products-filter-form = Filter products
products-search = Name, part number, owner, cost centre or tag
products-all = All products
products-hidden = Hidden
products-lacking-name = Without a name
products-lacking-owner = Without an owner
products-lacking-price = Without a price
products-filter = Filter
products-clear = Clear
products-none = No product fits
products-none-text = Take the filter away, or try a shorter word.
products-show-all = Show all products
products-caption = Products by name
products-no-owner = nobody
products-seats = {$free} free of {$all}
products-before = Before
products-after = After

## One product

product-back = All products
product-moved = Somebody was faster
product-moved-by = It was changed meanwhile ({$by}). Nothing of yours was saved yet.
product-moved-below = The catalogue file or the list of names changed meanwhile. Nothing of yours was saved yet.
product-moved-hint = Where it differs, both are shown. Save again, and what is in the form counts; or
product-moved-take = take what is there
product-not-saved = Not saved yet
product-name = Name
product-name-hint = What people call it. Empty: as Microsoft calls it.
product-description = Description
product-description-hint = What it is for, in a sentence or two.
product-tags = Tags
product-tags-hint = Up to 8 words to find it by, with commas between.
product-price = Price
product-price-hint = For one seat and month. It decides who signs where the policy asks for it.
product-currency = Currency
product-cost-centre = Cost centre
product-cost-centre-hint = Who pays.
product-owner = Owner
product-owner-hint = User principal name of whoever answers for it. The owner signs where the policy says so.
product-said-here = Said here.
product-said-in-place = Said here, in place of {$whose}.
product-from-file = From the catalogue file.
product-from-list = From Microsoft’s list.
product-of-file = the catalogue file’s
product-of-list = the list’s
product-now = There is now: “{$now}”
product-now-nothing = There is now: nothing
product-use-again = Use {$whose} again: “{$value}”
product-visibility = Visibility
product-visible = Everybody finds it
product-hidden = Hidden: nobody can ask for it, who has it keeps it
product-word-everybody = everybody
product-word-hidden = hidden
product-plans = { $count ->
    [one] Title of its plan
   *[other] Titles of its {$count} plans
}
product-plans-hint = Empty: the title from the catalogue file or Microsoft’s list, else Microsoft’s own word.
product-title-in-file = catalogue file
product-title-in-list = Microsoft’s list
product-no-title = no title elsewhere
product-leave = Leave it
product-who-signs = Who signs
product-who-signs-text = Owner and price are facts of the policy: a change can send new requests to other people. Open requests go on with the stages that they have. Every change stands in the audit log.
product-layers = Where words come from
product-layers-text = What is said here stands above the catalogue file, and that above Microsoft’s list of names, field by field. What you leave as the layer below has it goes on following that layer.
product-last = Last change
product-words = Words
product-words-below = from the layer below
product-words-here = the same, said here
product-nothing = nothing
product-put-back = Put back what was before
product-unchanged = {$product}: nothing changed.
product-saved = {$product}: saved.
product-not-put-back = Somebody has changed this product meanwhile. Nothing was put back. Look at it again.
product-nothing-to-put-back = There is nothing to put back.
product-was-put-back = It is as it was before the last change.
product-owner-unknown = Nobody in the directory has the user principal name {$upn}.
product-owner-gone = {$name} is no longer in the directory: nobody of that name could sign.
product-owner-disabled = The account of {$name} is disabled: it could sign nothing.
product-warning-unknown = Nobody in the directory has this name: administrators sign in the owner's place.
product-warning-gone = This person is no longer in the directory: administrators sign in the owner's place.
product-warning-disabled = This account is disabled: administrators sign in the owner's place.
product-the-name = The name
product-the-description = The description
product-the-cost-centre = The cost centre
product-the-title = The title
product-a-tag = A tag
product-fault-empty = {$what} is empty
product-fault-long = {$what} has {$count} characters; {$longest} are taken
product-fault-formula = {$what} begins with “{$sign}”, which a spreadsheet would take for a formula
product-fault-unseen = {$what} has a character that can not be seen
product-fault-lost = {$what} has a character that was lost in an earlier conversion
product-write-currency = Write the currency too, as EUR.
product-write-price = Write the price for one seat and month as 12.90, and the currency as EUR.
product-price-too-high = No seat costs more than a million a month: is it for one seat?
product-write-upn = Write the user principal name, as ada.novak@example.com.
product-tag-characters = “{$tag}” has more than letters, digits, spaces and - _ . & + / #
product-too-many-tags = {$count} tags are too many; {$most} are taken.
product-choose-visibility = Choose who finds it.

## Importing names

import-title = Import names
import-lead = Microsoft publishes what its products and plans are called. Names that an administrator or the catalogue file gave stay.
import-file = The list, as CSV
import-file-hint = “Product names and service plan identifiers for licensing”, from Microsoft’s documentation: “Download CSV” on that page. Up to {$largest}. Lines that are bad are shown by number, and the others go in.
import-button = Import
import-choose = Choose the CSV file first.
import-empty = {$file} is empty.
import-too-large = The file is larger than {$largest}. Nothing was taken. Larger lists go in on the server, with countersign catalog import-names.
import-past = Imports
import-none = No list was taken in yet.
import-caption = Imports, latest first
import-file-column = File
import-lines = Lines
import-taken = Taken
import-unchanged = Unchanged
import-bad = Bad
import-command-line = the command line
import-state-unread = Nothing could be read
import-state-stopped = Stopped before the end
import-state-running = Running
import-state-bad = Done, with bad lines
import-state-done = Done
import-result-title = Names from a list
import-back = All imports
import-by = by {$by}
import-died = It stopped before the end: its process was ended. What was taken stands. Send the file again, and it goes on.
import-running-text = Running: this page looks again by itself. Without scripts, reload it.
import-lines-read = Lines read
import-bad-lines = Bad lines
import-not-kept = These bad lines are no longer kept. Send the file again to see them.
import-shown-some = The first {$kept} of {$bad}; the CSV has the first {$held}.
import-shown-all = The first {$kept} of {$bad}; the CSV has them all.
import-bad-caption = Lines that were not taken as they stand, by number
import-line = Line
import-what-is-wrong = What is wrong
import-what-stands = What stands there
import-wrong = Wrong
import-there = There
import-all-in = Every line is in.
