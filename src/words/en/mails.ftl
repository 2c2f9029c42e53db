## What every mail shares

mail-settings = Settings
mail-why = You get this mail because it concerns you. How you are told is yours to choose under Settings.
mail-why-daily = You get one mail a day, and only when something waits. How you are told is yours to choose under Settings.
mail-you = you
mail-somebody = Somebody
mail-whom-unknown = somebody
mail-somebody-signs = somebody who may sign
mail-a-product = a product
mail-more-time = more time with {$product}

## One thing: the subject, and what happened

mail-to-sign = To sign: {$what} for {$whom}
mail-to-sign-says = {$requester} asks for {$what} for {$whom}. You are one of those who may sign.
mail-reminder = Still to sign: {$what} for {$whom}
mail-reminder-says = {$requester} asks for {$what} for {$whom}, and it still waits for a signature. You are one of those who may sign.
mail-escalated = To sign in place of others: {$what} for {$whom}
mail-escalated-says = Nobody signed {$what} for {$whom} in time, so you are asked now.
mail-asked = A question about {$what} for {$whom}
mail-asked-says = Somebody who may sign asks you something before they decide. Until you answer, the time stands still.
mail-answered = Answered: your question about {$what} for {$whom}
mail-answered-says = What you asked is answered, and it waits for your decision.
mail-signed = One step on: {$what} for {$whom}
mail-signed-says = A stage is signed, and the next one is open.
mail-narrowed = Less than was asked: {$what} for {$whom}
mail-narrowed-says = Somebody who may sign changed it to less than was asked. It goes on with what is left.
mail-approved = Approved: {$what} for {$whom}
mail-approved-says = Everybody who had to has signed. You are told again when it can be used.
mail-denied = Denied: {$what} for {$whom}
mail-denied-says = It was denied, and nothing changes.
mail-lapsed = Lapsed: {$what} for {$whom}
mail-lapsed-says = Nobody signed in time, so it ended without an answer. It can be asked for anew.
mail-closed = Closed: {$what} for {$whom}
mail-closed-says = It was closed before it was carried out.
mail-taken-back = Open again: {$what} for {$whom}
mail-taken-back-says = An answer was taken back, so it waits for an answer again.
mail-waits-for-seat = Waits for a seat: {$what} for {$whom}
mail-waits-for-seat-says = It is approved, and no seat is free. It is given out by itself as soon as there is one, first approved first served.
mail-extended = Extended: {$product} for {$whom}
mail-extended-says = It ends later now; nothing else changes.
mail-not-given = Not given yet: {$what} for {$whom}
mail-not-given-says = It is approved, but Microsoft 365 did not take it as it is. Administrators see it among what needs attention; the request says why.
mail-active = Ready to use: {$product} for {$whom}
mail-active-says = Microsoft 365 shows the licence. It can be used now; some apps want a new sign-in first.
mail-ends-soon = Ends soon: {$product} for {$whom}
mail-ends-soon-says = The licence ends soon. Whoever still needs it can ask for more time.
mail-last-day-is = Its last day is {$day}.
mail-ended = Ended: {$product} for {$whom}
mail-ended-says = The licence has ended. It can be asked for anew.
mail-delegation = {$delegate} signs for {$name} until {$day}
mail-delegation-says = What waits for {$name} waits for {$delegate} as well, and either may sign it. The log names both. Each of the two can end it at any time.
mail-delegation-over = {$delegate} does not sign for {$name} any more
mail-delegation-over-says = What is not signed yet waits for {$name} alone again.
mail-given-at-once = Given past the rules: {$product} for {$whom}
mail-given-at-once-says = An administrator gave it at once, past the rules. Somebody else has to review that.
mail-to-review = To review: {$product} for {$whom}
mail-to-review-says = Something changed around {$whom}. Say whether they still need {$product}.

## What it is about, and what was written

mail-product = Product
mail-for = For
mail-asked-by = Asked by
mail-term = Term
mail-term-from = from {$day} {$term}
mail-term-until = until {$day}
mail-term-days = { $count ->
    [one] {$count} day
   *[other] {$count} days
}
mail-term-open = without end
mail-costs = Costs
mail-due = To be signed by
mail-due-at = {$weekday}, {$day}, {$time} ({$zone})
mail-first-day = First day
mail-last-day = Last day
mail-signs = Signs
mail-signs-for = You sign for
mail-products = Products
mail-all-products = all
mail-some-products = { $count ->
    [one] {$count} product
   *[other] {$count} products
}
mail-up-to = Up to, for a seat and month
mail-justification = Justification
mail-question = Question
mail-answer = Answer
mail-reason = Reason
mail-reason-by = Reason, by {$by}

## The mail of the day

mail-day-waits = { $count ->
    [one] {$count} request waits for you
   *[other] {$count} requests wait for you
}
mail-day-new = { $count ->
    [one] {$count} thing is new
   *[other] {$count} things are new
}
mail-day-first = {$name}, this is what there is to tell today.
mail-title = {$product} for {$beneficiary}
mail-item-due = to be signed by {$when}
mail-item-waits = waits since {$day}
mail-more = and {$more} more

## Where to look

mail-decide = Look at it and decide
mail-answer-it = Answer
mail-review = Review it
mail-see = See it
mail-open = Open Countersign
mail-see-delegations = See who signs for whom
mail-see-requests = See your requests
mail-see-waiting = See what waits for you
