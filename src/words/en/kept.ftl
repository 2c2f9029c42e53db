### What is kept, in English, by those who decide; each is read back by its words (src/words/kept.rs). A gap whose name begins
### with "kept" holds one of these itself.

## Why somebody may sign: src/requests/approvers.rs
kept-why-manager = manager of {$name}
kept-why-managers-manager = manager of the manager of {$name}
kept-why-owner = owner of the product
kept-why-member = member of {$group}
kept-why-no-group = member of {$group} (there is no such group)
kept-why-two-groups = member of {$group} (two groups have this name)
kept-why-named = named in the policy
kept-why-administrator = administrator of Countersign
kept-why-denied = manager of {$name}, who denied it
kept-why-because = {$kept}, because {$kept_notes}
kept-why-late = {$kept}, since nobody signed in time
kept-why-anew = {$kept}; it begins anew since {$name} moved
kept-why-too-few = too few people are eligible, also of the administrators
kept-why-nobody-else = nobody else is eligible, also of the administrators
kept-note-person = {$upn} can not sign
kept-note-nobody = no {$kept} can sign
kept-note-few = only {$few} of {$wanted} can sign as {$kept}
kept-notes = {$kept} and {$kept_more}

## Reasons of decisions: src/policy/evaluate.rs
kept-routed = To be signed by {$kept}.
kept-routed-then = {$kept}; after that by {$kept_more}
kept-routed-many = {$many} of {$kept}
kept-routed-or = {$kept} (or, where that is not possible, {$kept_other})
kept-who-manager = the manager
kept-who-managers-manager = the manager's manager
kept-who-owner = the owner of the product
kept-who-group = group {$name}
kept-who-administrators = the administrators
kept-automatic = Approved at once: nobody has to sign.
kept-no-route = No rule says who could approve {$product} for this person.
kept-not-yours = You can ask for yourself and for the people who report to you.
kept-out-of-bounds = The facts of this request can not be judged: {$name} is out of its bounds.
kept-justification = The justification has {$written} characters; at least {$least} are needed.
kept-off = {$plan} stays off.
kept-off-many = {$listed} stay off.
kept-term-day = The term is {$cap} day, the longest that is allowed.
kept-term-days = The term is {$cap} days, the longest that is allowed.
kept-excluded = {$product} can not be held together with {$listed}.
kept-stays = {$name} stays: it was not given by a grant of Countersign.
kept-takes-the-place = It takes the place of {$name}.
kept-last-seat = The last seat is held back.
kept-last-seats = The last {$seats} seats are held back.
kept-spend = With it, {$kept} would cost {$then} this month; at most {$most} are allowed.
kept-spend-nowhere = what has no cost centre
kept-spend-centre = cost centre {$name}
kept-answer = “{$question}”: {$kept}.
kept-answer-missing = it is not answered
kept-answer-empty = it is empty
kept-answer-short = it has {$written} characters; at least {$least} are needed
kept-answer-choice = it must be one of {$choices}
kept-answer-date = it must be a date like 2027-01-31
kept-answer-yes-no = it must be yes or no
kept-answer-nobody = it names nobody

## Why a request was closed: src/requests
kept-closed-left = The account for which it was asked was closed.
kept-closed-moved = The person moved, and the policy now says no.
kept-closed-policy = A new version of the policy says no.
kept-closed-plans = What was to have other plans has ended meanwhile. Ask for it anew.
kept-closed-extension = What was to be extended has ended meanwhile. Ask for it anew.
kept-closed-over = The last day that was asked for is over. Ask for it anew.
kept-closed-nobody-left = The rules want somebody else at each stage, and nobody is left who could sign the next. Tell an administrator of Countersign.
kept-closed-not-possible = These plans could not be set, so what was there stays as it was.
kept-closed-late = Nobody signed stage {$stage} in time, and rule {$rule} lets such a request lapse. Ask for it anew if it is still needed.
kept-closed-longest = It waited for a signature at stage {$stage} for {$days} days, which is the longest that anything waits. Ask for it anew if it is still needed.
kept-replaced = Replaced by {$product}.

## Whom the demo has: src/cli/demo.rs
kept-demo-mia = an employee: asks for products, gives one back
kept-demo-jonas = Mia's manager: signs, and waits for a seat
kept-demo-emil = has a licence that ends in two days, and can ask for more time
kept-demo-julie = leads a team that asks for much: a queue of all kinds waits for her
kept-demo-otto = the auditor: reads the log
kept-demo-ada = the administrator: drift, a blown fuse, leavers, stuck work, seats, a new plan, policy
kept-demo-viktor = second administrator: has submitted a draft of the policy, which Ada may put in force
