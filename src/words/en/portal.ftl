## Settings

settings-language = Language of pages and mails
settings-language-browser = As the browser says

## Error

error-status = Error { $status }
error-way-back = Back to where you were
error-reference = Reference for support:

## Sign-in

sign-in-lead = Ask for a Microsoft 365 licence, have it signed by the right people, and see it arrive.
sign-in-button = Sign in with Microsoft
sign-in-demo = People to try
sign-in-demo-what = This is the demo. Everybody here is made up.

## Parts of several pages

pager-label = Pages
pager-newer = Newer
pager-older = Older
picker-search = Search
picker-found = Whom it may mean
form-choose = Choose…

## Catalogue

catalogue-read = Read from Microsoft
catalogue-not-read = Not read from Microsoft yet
catalogue-unread = Microsoft does not answer, so what you have already is marked here only as far as Countersign granted it: licences through groups are missing.
catalogue-search = Search products and plans
catalogue-search-button = Search
catalogue-empty = The catalogue is empty
catalogue-empty-why = Products appear here once they have been read from Microsoft. If this lasts longer than a few minutes, tell your administrator.
catalogue-nothing = Nothing found for “{ $query }”
catalogue-nothing-try = Try a shorter word, or the name of something a product contains, such as “Teams”.
catalogue-show-all-products = Show all products
catalogue-for = for “{ $query }”
catalogue-show-all = Show all
catalogue-tags = Tags of { $product }
catalogue-price = Price
seats = Seats
catalogue-link-about = about { $product }
catalogue-contains = What it contains ({ $count })
catalogue-contains-of = for { $product }
catalogue-several = Several
catalogue-several-with = with { $product }
catalogue-ask = Ask for it
catalogue-together = Ask for the ticked ones together
catalogue-together-hint = Or for several people: choose them on the next page.

## Ends that are near

held-by-check = Its end is held by an administrator's check.
licences-extend = Extend
licences-give-back = Give back
licences-request = The request
licences-request-for = for { $product }

## My requests

requests-ask = Ask for a product
requests-drafts = Drafts
requests-drafts-what = Not sent: nobody but you sees them, and nothing of them counts.
requests-draft-kept = kept
ask-throw-away-sure = Throw this draft away?
requests-throw-away = Throw away
requests-empty = You have not asked for anything yet
catalogue-shows = The catalogue shows what there is, what it costs and who will have to sign.
catalogue-open = Open the catalogue
requests-caption = Requests, newest first
col-product = Product
col-state = State
col-waits-for = Waits for
col-asked = Asked
requests-for = for { $name }
requests-more-time = more time
requests-other-plans = other plans
requests-adopted-by = adopted by { $name }
requests-nobody = nobody

## A request

request-for = For { $name }
state-label = State:
request-steps = What has happened
request-confirmed = Microsoft confirmed
request-confirmed-plans = { $on ->
    [one] { $on } plan on
   *[other] { $on } plans on
}, { $off } off.
request-as-loaded = This page shows the state at the time it was loaded.
request-reload = Reload
request-facts = The request
request-why = Why
request-no-reason = no reason given
col-term = Term
request-until = until
col-cost = Cost
switched-on = Switched on
switched-off = Switched off
switched-nothing = Nothing
request-plans-off = Plans that are off
request-no-plans-off = None
request-rule = rule
request-together = { $count ->
    [one] Asked together with { $count } other
   *[other] Asked together with { $count } others
}
would-pass = What would pass:
would-pass-ask = Ask for this instead
request-ask-again = Ask again
request-change = Change it
request-cancel-sure = Cancel this request?
request-cancel = Cancel request
request-remind-later = You can have those reminded who are to sign
request-remind = Remind them
request-explain = Every rule, and why
request-reference = Reference

## What can be done with a request

in-hand-asks = { $name } asks
in-hand-asked = Asked
in-hand-waits = Until you answer, the request waits.
in-hand-answer = Your answer
in-hand-send = Send answer
in-hand-appeal = Appeal
in-hand-appeal-hint = Once for each request. Somebody other than who denied it decides, and reads what you write.
in-hand-appeal-why = Why it should be decided otherwise
in-hand-appeal-send = Appeal

## The form

form-replaces = This takes the place of
form-replaces-what = the request that waits
form-replaces-how = that one is cancelled when you send this, unless somebody signs it first.
form-errors = Please look at this again
form-for-whom = Who is it for?
form-several = Ask for several products, or for several people, in one go
form-begin = From when on?
form-first-day = First day
form-how-long = For how long?
form-send = Send request
form-send-in-place = Send in its place
form-look = What would happen
form-cancel = Cancel
form-which-plans = Which { $count } plans
form-stays-off = Stays off
form-title = Ask for { $product }
form-why = Why is it needed?
optional = (optional)
form-who-reads = Whoever signs reads this, and so does the auditor.
extend-why = Why is it still needed?
replan-why = Why are these plans needed, or not needed any more?
form-somebody = Or somebody else
form-somebody-hint = Their name, or the address with which they sign in. The rules say for whom you can ask.
form-plans = Which parts should be on?
form-plans-hint = All parts come with the product. Take the tick away from what is not needed.
before-denied = The rules would deny this.
before-stale = This could not be brought up to date. Sending the form asks again.
before-rules = By the rules
before-who = Who will sign
before-nobody = Nobody: it is approved at once.
before-open = Your answers can change this.
before-usual = Usual time
end-after-days = after this many days
end-days = Days
end-on-day = on a date, as the last day
end-last-day = Last day

## Extending

extend-title = Extend { $product }
extend-until = You have it until
extend-lead = The rules are asked again; when it is approved, the end moves and nothing else changes.
extend-held = Its term is over, and its end is held by an administrator's check. An extension that is approved takes the hold away.
extend-how-long = For how much longer?
extend-send = Ask for the extension
before-until-approved = Until it is approved
extend-stays = The end stays { $day }.

## Other plans

replan-title = Change the plans of { $product }
replan-lead = The rules are asked again; when it is approved, exactly these plans are on. The seat, the cost and the end stay as they are.
replan-send = Ask for these plans
replan-stay = The plans stay as they are.
replan-plans-hint = Ticked is what is on now. Tick what is needed, take the tick away from what is not.

## My licences

licences-lead = What you have, as Microsoft shows it now, and how you came by it.
licences-lead-unread = What was granted to you.
licences-unread = Microsoft does not answer, so this is what Countersign granted, not what you have now: licences through groups are missing.
licences-unread-again = Try again
licences-unread-later = in a minute; if it lasts, tell your administrator.
licences-later = Begins later
licences-from = from
licences-on = on
licences-empty = You have no licence
licences-none-granted = Nothing was granted to you
licences-none-granted-why = Once Microsoft answers, what you have by other ways appears here.
licences-since = Begun
term-no-end = no end date
licences-all-on = All plans on
licences-off = Off: { $plans }
licences-on-these = On:
licences-held = Its term is over, and its end is held by an administrator's check. Until then you keep it.
licences-change-plans = Change plans
licences-of = of { $product }
licences-in-effect = In effect:
licences-off-label = Off:
licences-ended = Ended lately
licences-removed = removed

## Giving back

give-back-title = Give back { $product }?
give-back-lead-gone = Microsoft shows nothing of it for you: somebody has taken it away there. Giving it back ends the grant.
give-back-lead-elsewhere = You keep every plan of it: all of them are also part of something else that you have.
give-back-lead-group = You keep every plan of it: you also have it through the group { $groups }, which is not touched.
give-back-lead-direct = Only the licence that was granted to you yourself is taken away, at once, and its seat goes to whoever waits for one.
give-back-lead = The licence is taken away at Microsoft at once, and the seat goes to whoever waits for one.
give-back-loss = What is deleted
give-back-loss-when = Microsoft keeps it for 30 days after the licence is gone and then deletes it for good. Save what you need first.
give-back-understood = I have saved what I need, or do not need it any more.
give-back-goes = What goes
give-back-stays = What stays
give-back-stays-elsewhere = These plans are also part of something else that you have.
give-back-stays-group = You also have { $product } through the group { $groups }; that is not touched.
give-back-again = Whenever you need it again, ask for it anew.
give-back-keep = Keep it

## Asking for several

ask-title = Ask for several
ask-lead = Several products, for several people, in one go. Each becomes a request of its own. Nothing is sent from this page.
ask-products = Products
ask-products-hint = All their parts are asked for. To leave parts out, ask for the product by itself.
ask-products-none = None yet.
ask-add-product = Add a product
ask-add = Add
ask-add-the-product = the product
ask-people = People
ask-add-person = Add somebody else
ask-add-the-person = the person
ask-from-file = Add people from a file
ask-days-hint = Days are counted in the time zone of each person.
ask-keep = Keep as a draft
ask-throw-away = Throw the draft away

## People from a file

file-title = People from a file
file-lead = One person in each line. Every line is looked at first, and nothing is taken from a file with bad lines before you say so.
file-bad-good = { $bad ->
    [one] { $bad } line is
   *[other] { $bad } lines are
} bad, { $good ->
    [one] { $good } is
   *[other] { $good } are
} good. Nothing was taken yet.
file-bad = Bad lines
file-bad-caption = Lines that name nobody who can be taken, by number
file-line = Line
file-wrong = What is wrong
file-there = What stands there
file-wrong-short = Wrong
file-there-short = There
file-good = Who the good lines name ({ $count })
file-take-good = Take the good ones ({ $count })
file-choose-again = Choose the mended file
file-label = The file
file-hint = CSV with the column upn, or simply one address in each line. At most 200 lines and 64 KiB.
file-look = Look at the file
file-without = Without a file

## What would happen with several

preview-change = Change what is asked
preview-lead = Nothing is sent yet. All of it is sent, or nothing.
preview-missing = Before it can be sent
preview-back = Go back and mend it
preview-empty = Nothing is left
preview-empty-why = Everything was taken out.
preview-caption = Each person with each product, and what would happen
col-person = Person
signs-at-once = Approved at once
signs-depends = Who signs depends on your answers
signs-label = Signs:
list-then = , then
preview-not = Would not be sent
preview-all = All together
preview-send = { $count ->
    [one] Send { $count } request
   *[other] Send { $count } requests
}
preview-send-rest = Take { $out } out and send the rest ({ $rest })
preview-none-passes = None of it would pass.

## Sent together

bundle-title = Asked together
bundle-sent = { $count ->
    [one] { $count } request
   *[other] { $count } requests
}, sent by { $name }
bundle-each = Each is signed and carried out by itself.
bundle-caption = Requests that were sent together

## Settings

settings-title = Settings
settings-lead = Your days begin and end in the time zone { $zone }, { $why }. It is { $time } there.
settings-zone = Your time zone
settings-zone-hint = What you ask for begins and ends with a day there. Left empty, it follows your country. Ends that are set already keep their moment.
settings-keys = Keys in the approver's queue
settings-keys-hint = Letters as commands: j and k for next and previous, a for approve. Press ? there to see them all.
settings-save = Save
settings-mail = How you are told
settings-mail-off = No mail server is set up, so nobody gets mail. What you choose counts once there is one.
settings-mail-address = Mails go to { $address }, as the directory has it.
settings-mail-nowhere = The directory has no mail address for you, so you get no mail. Everything stands on your pages.
settings-by-mail = By mail
settings-hour = Hour of the one mail a day
settings-mail-save = Save how you are told

## Help

help-for = Help for
help-keys = Keys in the queue
help-keys-off = They never act while you write, and can be switched off under

## Lists and names

list-and = { $first } and { $last }
list-quoted = “{ $name }”
somebody-gone = somebody who has left

## Days and terms

calendar-today = today { $time }
calendar-tomorrow = tomorrow { $time }
term-none = no end date
term-one-day = 1 day
term-one-year = 1 year
term-days = { $days } days
term-unchanged = stays as it is
term-until = until { $day }
term-moves = until { $day } → { $end }
term-from = from { $day }, { $end }
text-too-long = Please keep it to { $most } characters; this has { $chars }.
text-not-shown = It contains characters that cannot be shown. Please type it again.
term-choose = Choose for how long you need it.
term-not-listed = Choose one of the terms in the list.
term-day-over = { $day } is over. Choose today or a later day.
term-begin-latest = It can begin on { $day } at the latest.
term-not-later = That is not later than now: choose { $day } or a later day.
term-ends-before = It cannot end before it begins, on { $day }.
term-end-latest = Choose a day up to { $day }, or no end date.
term-days-number = Write a number of days from 1 to { $most }.
term-day-like = Write a day like 2027-03-01.

## Questions of the policy

question-choose = Choose an answer.
question-choose-day = Choose a day.
question-name = Name a person.
question-write = Write an answer.
question-empty = The answer is empty.
question-too-short = The answer has { $written } characters; at least { $least } are needed.
question-one-of = The answer must be one of { $choices }.
question-day-like = The answer must be a date like 2027-01-31.
question-yes-or-no = The answer must be yes or no.
question-names-nobody = The answer names nobody.
question-nobody-called = Nobody in the directory signs in as “{ $name }”.
yes = Yes
no = No
question-at-least = At least { $least } characters.
question-person-hint = The address with which they sign in.

## Already covered

covered-all-until = { $by } already { $count ->
    [one] contains
   *[other] contain
} { $part ->
    [whole] all of { $product }
   *[asked] all that is asked for of { $product }
}, until { $day }.
covered-all = { $by } already { $count ->
    [one] contains
   *[other] contain
} { $part ->
    [whole] all of { $product }
   *[asked] all that is asked for of { $product }
}: nothing to ask for.
covered-some-until = { $by } already { $count ->
    [one] contains
   *[other] contain
} { $already ->
    [one] one plan
   *[other] { $already } plans
} of what is asked for, until { $day }.
covered-some = { $by } already { $count ->
    [one] contains
   *[other] contain
} { $already ->
    [one] one plan
   *[other] { $already } plans
} of what is asked for.
covered-adds-many = { $product } adds only these { $count } plans.
covered-adds = { $product } { $count ->
    [1] adds only this plan
    [2] adds only these two plans
   *[other] adds only these { $count } plans
}: { $names }.

## Whom a name means

file-no-text = This is no text file. Save it as CSV (UTF-8), then choose it again.
file-too-many = Keep it to { $most } lines.
file-no-column = The first line names columns, and none of them is upn.
file-empty = There is nobody in it.
file-twice = { $name } stands in line { $line } already.
name-empty = It names nobody.
name-nobody = Nobody in the directory is called so.
name-closed = The account of { $name } is closed.
name-all-closed = The accounts of those who are called so are closed.
name-several = { $count } people are called so: write the address with which the one signs in.
name-like = Several people fit: { $names }. Write the whole name, or the address.
name-like-and-more = Many people fit, among them { $names }. Write the whole name, or the address.
picker-empty = Type a name or a user name.
picker-nobody = Nobody with an open account is called that.
picker-one = Is it this person? Then choose them.
picker-several = Several people are called that: choose one.
picker-whole = Nobody is found by this. Type the whole user name, with which the one signs in.

## The age of the directory

directory-unread = The directory has not been read yet: decisions wait until it has.
directory-old = The directory was last read { $when }: decisions wait until it has been read again.

## Signing in

sign-in-out = You are signed out.
sign-in-unreachable = The sign-in service cannot be reached. Try again in a minute.
sign-in-ended = Microsoft ended the sign-in. Try again, or choose another account.
sign-in-too-old = This sign-in is too old or was begun in another browser. Try again.
sign-in-not-ours = Microsoft's answer does not fit this organisation. Try again.
sign-in-no-answer = The sign-in service does not answer. Try again in a minute.
sign-in-account-unread = Your account could not be read from Microsoft. Try again in a minute.
sign-in-title = Sign in
role-needed = It needs the role { $role }. Ask whoever manages Countersign in Entra ID for it.
role-needed-either = It needs the role Auditor or Administrator. Ask whoever manages Countersign in Entra ID for it.

## What went wrong

error-home = Go to the catalogue
error-not-found = There is nothing here
error-not-found-why = The address is wrong, or what stood here is gone.
error-method = That cannot be done here
error-method-why = The address is right, but it does not take this kind of request.
error-forbidden = This is not for you
error-foreign = This form cannot be taken
error-foreign-why = It does not belong to your present session. Nothing was changed. Go back, reload the page and send it again.
error-sign-in = Please sign in
error-sign-in-why = You are not signed in, or your session has ended. Nothing was changed.
error-conflict = That has changed meanwhile
error-form = The form could not be read
error-too-many = That was too often
error-too-many-why = So much came within a minute that this was not done. Nothing was changed. Try again in { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}.
error-large = That is too large
error-large-why = The form has more text than can be taken. Nothing was changed. Go back and shorten it.
error-microsoft = Microsoft does not answer
error-slow = That took too long
error-slow-why = It was given up. Look first whether it was done; if it was not, try again in a minute.
error-ours = Something went wrong on our side
error-ours-why = It has been logged. Try again; if it happens again, give your administrator the reference.
error-forms-only = This page takes forms only.
error-address = The address has something behind the ? that cannot be read.
error-form-again = The form could not be read. Go back, reload the page and send it again.
error-file-only = This page takes a form with a file.
error-no-file = The form came without a file.
error-file-again = The form with the file could not be read. Go back, reload the page and send it again.

## Who signs

approved-by = Approved by { $names }
adopted-by = Adopted by { $name }
given-by = Given at once by { $name }, past the rules
approved-by-rule = Approved by rule { $rule }: nobody had to sign
before-without-days = Known once the days are chosen.
before-depends = That depends on your answers.
before-nobody-said = Nobody has to sign.
before-signers-said = To be signed by { $signers }.
signs-people = Signs: { $people }
signs-denied = Not available to you: { $reason }
catalogue-asked = Asked for { $when }
catalogue-yours = You have this
catalogue-count = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
catalogue-near = Nothing has “{ $query }”. Near it
catalogue-seats-none = none free of { $all }: requests wait
catalogue-seats-free = { $free } free of { $all }
signer-your-manager = your manager
signers-of = { $needed } of { $names } ({ $why })
end-of-yours = Your { $product } { $tense ->
    [past] was to end
   *[to-come] ends
} after
end-of-theirs = { $product } of { $name }, which you asked for, { $tense ->
    [past] was to end
   *[to-come] ends
} after
extend-not = { $product } was not extended: it has no end, has not begun, or is over.
extend-zone = Counted from { $day } on, in your time zone, { $zone }.

## What is wrong with the form

form-asked-already = This one is open already, and there is one at a time: what you have just sent was not taken.
form-signed = Somebody signed this meanwhile: it can not be changed any more. You can cancel it and ask anew.
form-not-requester = Only whoever asked for it can change it.
form-not-waiting = It does not wait any more: it can not be changed. You can ask anew.
form-other-product = You chose another product. Look at what would happen, then send it.
form-denied-change = The rules would deny this. The request that waits stays as it is.
form-choose-person = Choose a person from the list.
form-not-yours = You can ask for yourself and for the people who report to you.
form-already-asked = There is an open request for this product already.
form-already-held = This person has the product already, or a right to it: there is nothing to ask for.
form-nobody-to-sign = Too few people are there who may sign this request, also among the administrators: one of them has to sign in to Countersign once. Tell your administrator.
form-not-assignable = This product cannot be given to a person at the moment.
form-hidden = This product is not in the catalogue any more: it cannot be asked for. Who has it keeps it.
form-not-extendable = There is no right of this person to this product whose end could move to that day.
form-not-changeable = There is no right of this person to this product whose plans could change now: it is over, or something of it is on its way.
form-nothing-changes = These are the plans that are on already: tick another one, or take a tick away. What a rule keeps off stays off.
form-policy-changed = The policy changed while you wrote: look at what would happen now, then send it.
form-account-closed = The account of this person is closed. Ask again when it is open.
form-no-plan = Choose at least one plan: with all of them off there is nothing to ask for.
form-unknown-plan = One of the plans is not part of this product any more. Look at the list again.
form-unavailable = Nothing was changed. What you typed is still there when you go back; try again in a minute.
form-justification-least = At least { $least } characters are needed.
form-zone-yours = Days are counted in your time zone, { $zone }.
form-zone-theirs = Days are counted in their time zone, { $zone }.
before-nothing = Nobody: there is nothing to ask for.
form-questions-said = { $count ->
    [one] One question is asked.
   *[other] { $count } questions are asked.
}
form-said = { $product }: { $price }, { $term }.
begin-now = as soon as it is approved
begin-date = on a date
plan-new = New, not classified yet: off.
plan-kept-off = Kept off for everybody by an administrator.
plan-kept-off-by-rule = Rule { $rule } keeps it off.
form-me = Me ({ $name })

## What can not be given back

give-back-tick = Tick the box: what is listed here is deleted for good.
give-back-gone = { $product } is gone already: { $why }. Nothing more was done.
give-back-not-there = { $product } is not there to be given back. Nothing was done.
give-back-unread = What you have could not be read, so nothing was changed. Try again in a minute.
give-back-inherited = You have { $product } through the group { $groups }, so it cannot be taken from you alone. { $known ->
    [yes] Ask { $name } or whoever
   *[no] Ask whoever
} looks after that group in Entra ID to take you out of it.
give-back-not-ours = { $product } was given to you directly, not by Countersign, and Countersign takes away only what it gave. { $known ->
    [yes] Ask { $name } or whoever
   *[no] Ask whoever
} looks after licences in the Microsoft 365 admin centre.
give-back-mailbox = Your mailbox
give-back-files = Your files
give-back-frame = Give back { $product }

## Answering, reminding, appealing

in-hand-sent = Your answer was sent.
in-hand-not-asked = Nothing is asked any more: your answer was not sent.
in-hand-reminded = Those who are to sign are reminded.
in-hand-remind-no-more = Nobody was reminded: they were reminded often enough, or nothing waits for them any more.
in-hand-say-why = Say why it should be decided otherwise.
in-hand-no-appeal = There is nothing to appeal against any more: once for each request.
in-hand-asked-again = You have asked for the same again: that request goes on instead.
in-hand-nobody-decides = Nobody else is there who could decide it. Tell an administrator of Countersign.
in-hand-appealed = Somebody else decides now.
in-hand-remind-later = Nobody was reminded: you can do that { $when }.

## What would pass

instead-nothing = Nothing near it would pass.
instead-term = The same for { $term }.
instead-without = The same without { $plan }.
instead-product = { $product } in its place.
instead-later = The same from { $day } on: the month’s money begins anew. Ask again then.

## What one has

licences-plans = { $on ->
    [one] { $on } plan on
   *[other] { $on } plans on
}, { $off } off
replan-said-on = Switched on: { $plans }.
replan-said-off = Switched off: { $plans }.
licences-off-directly = { $plan } is off directly. That has no effect: it is still on through the group “{ $group }”.
licences-through = Through the group “{ $group }”
licences-direct = Given directly, not by Countersign
state-active = Active
state-removing = Being removed
state-removal-stuck = Removal needs an administrator
state-changing = Being changed
state-setting-up = Being set up
licences-by-grant = By grant
licences-missing = Microsoft does not show it any more: somebody has taken it away there. Tell your administrator.
problem-not-changed = It is there, but Microsoft could not change it as asked
problem-off = Microsoft has switched it off.
problem-not-given = Microsoft could not give it
problem-no-seat = there is no free seat
problem-exclusive = it cannot be combined with something else that you have
problem-depends = it needs a plan that you do not have
problem-country = it is not offered in your country
problem-address = your mail address clashes with another account
problem-unknown = Microsoft does not say why
end-cause-none = ended

## A request and its steps

request-given-by = given at once by { $name }
request-asked-by = asked for by { $name }
request-not-cancelled = It was not cancelled: it is over or carried out already.
step-done = Done
step-now = Now
step-to-come = To come
step-stopped = Stopped
state-waits-for-answer = Waiting for an answer
state-waits-for-approval = Waiting for approval
state-approved = Approved
state-waits-for-seat = Waiting for a seat
state-attention = Needs attention
state-scheduled = Approved, begins later
state-delayed = Delayed, being tried again
state-approved-setting-up = Approved, being set up
state-cancelled-removing = Cancelled, being removed
state-closed-removing = Closed, being removed
state-removal-attention = Removal needs attention
state-ended = Ended
state-extended = Extended
state-plans-changed = Plans changed
state-active-changing = Active, being changed
state-denied-later = Denied: the policy changed
state-lapsed = Lapsed: nobody signed
state-denied = Denied
state-cancelled = Cancelled
state-closed = Closed
waits-for-seat = a free seat
waits-for-administrator = an administrator
waits-for-day = its first day
waits-for-answer = an answer to { $name }
plan-not-adopted = It is not on in what was adopted.
plan-not-wanted = Not wanted by the requester.
plan-left-off = Left off by {$name}, who signed less than was asked.
step-narrowed-term = Less than was asked: {$now} instead of {$before}.
step-narrowed-plans = Left off: {$plans}.
step-asked = Asked
step-denied-later = Denied by a new version of the policy
step-given = Given at once by an administrator
step-given-how = No rule decided it, and nobody signed. Others were told at once, and somebody else reviews it.
step-found = Found at Microsoft, to be taken away
step-found-how = The licence was there and nobody had granted it.
step-adopted = Adopted as it was found at Microsoft
step-adopted-how = The licence was there and nobody had granted it. It was adopted as it is: no policy decided it, and nobody signed.
step-policy-denied = Denied by policy
step-policy-decided = Policy decided
step-appeal = Appeal: waiting for a decision
step-by-administrator = an administrator
step-because = Because { $why }.
step-answered = { $name } { $did ->
    [approved] approved
   *[denied] denied
} { $when }
step-answered-why = { $name } { $did ->
    [approved] approved
   *[denied] denied
} { $when }: “{ $reason }”
step-stage-signed = Stage { $stage } signed
step-stage-denied = Denied at stage { $stage }
step-stage-waits = Stage { $stage }: waiting for approval
step-stage-to-come = Stage { $stage }: approval
step-appealed = { $name } appealed { $when }: “{ $text }”
step-waits-since = Waiting for { $names } since { $since }
step-due = To be signed by { $by }
step-overdue = Overdue: it was to be signed by { $by }
step-signatures = { $given } of { $needed } signatures given
step-why = Why: { $why } (rule { $rule })
step-question = { $name } asked { $when }: “{ $text }”
step-question-answered = { $name } answered { $when }: “{ $text }”
step-question-back = { $name } took the question back { $when }

## What happens at Microsoft

progress-set-up = Set up at Microsoft
progress-confirmed = Microsoft's own records confirm it. Apps can take a quarter of an hour to notice.
progress-active = Licence active
progress-begins-later = Begins on a later day
progress-changing = Its plans are being changed
progress-setting-up = Being set up at Microsoft
progress-queued = Queued for Microsoft
progress-stuck = Needs an administrator
progress-held = Its end is held by an administrator's check. Until then it stays.
over-expired = The term is over
progress-end-moved = The end moved
progress-end-moves = The end moves
progress-plans-changed = The plans are changed
progress-plans-change = The plans change at Microsoft
progress-carried-out-now = It is carried out in this moment.
progress-removing = Being removed at Microsoft
progress-ended = Licence ended
progress-nothing = Nothing is assigned
progress-gone = Microsoft's own records show nothing of it any more.
over-given-back = Given back
over-withdrawn = Withdrawn
over-closed = Closed by an administrator
over-left = The account was closed
over-moved = The person moved
over-not-granted = Taken away: nobody had granted it
over-gone = Taken away at Microsoft
over-replaced = Another product took its place
over = Over
progress-waits-for-seat = Waiting for a seat: { $place }
progress-begins = It is set up on { $day } ({ $zone }). Until then it takes no seat and can be withdrawn.
progress-end-now = It is now { $end }.
progress-carried-out = It is carried out { $when }. Until then whoever signed can take it back.
progress-closed-why = An administrator closed it: “{ $reason }”

## The waiting room

waiting-place = { $place } of { $of }
waiting-ordinal = { $number }{ $ending ->
    [st] st
    [nd] nd
    [rd] rd
   *[th] th
}
waiting-over = { $have } people have { $product }, which is more than the { $all } seats that were bought.
waiting-taken = { $count ->
    [one] The only seat of { $product } is
   *[other] All { $all } seats of { $product } are
} taken.
waiting-set-aside = { $count ->
    [one] The only seat of { $product } is
   *[other] All { $all } seats of { $product } are
} taken, or set aside for others who were approved before.
waiting-taken-and-held = { $have } of { $all } seats of { $product } are taken and { $held } held back.
waiting-held = No seat of { $product } is free: { $held } of { $all } are held back.
waiting-next-or-let-go = A seat comes when somebody gives theirs back, when one is bought, or when an administrator lets one go.
waiting-next = A seat comes when somebody gives theirs back or when one is bought.
waiting-goes-on = Your request goes on by itself as soon as a seat is free.
waiting-first = Who was approved first gets the next one.

## Changing plans

replan-not = The plans of { $product } can not be changed now: it has not begun, is over, or something of it is on its way.
replan-nothing = Nobody: nothing would change.
replan-stays-on = It can not be asked for any more; yours stays on.

## What is said of settings

settings-saved = Saved. Ends that are set already keep their moment.
settings-time = { $time } on { $day }
settings-no-zone = There is no such time zone. Choose one of the list, like Europe/Oslo.
settings-why-chosen = because you chose it
settings-why-country = because the directory says { $country }
settings-why-unknown = because nothing is known of where you are
settings-each = A mail for each new item
settings-each-hint = As soon as it waits for you, or something happens to what you asked for.
settings-digest = One mail a day
settings-digest-hint = At the hour you choose, and only when something waits.
settings-no-mail = No mail
settings-no-mail-hint = Everything stands on your pages.
settings-mail-wrong = Choose one of the three, and an hour of the day.
settings-mail-saved = Saved. It counts from the next thing that happens.

## Several at once

ask-thrown-away = The draft is thrown away. Nothing of it was sent.
ask-kept = The draft is kept. Nothing is sent yet.
ask-too-many-drafts = You have { $count } drafts. Send one or throw one away first: they stand on “My requests”.
ask-too-many-people = A draft takes at most { $most } people. None was added.
ask-no-product = Choose at least one product.
ask-no-person = Choose at least one person.
ask-count = { $products ->
    [one] { $products } product
   *[other] { $products } products
} for { $people ->
    [one] { $people } person
   *[other] { $people } people
}: { $requests ->
    [one] { $requests } request
   *[other] { $requests } requests
}.
ask-draft-empty = Nothing chosen yet
ask-draft-more = { $product } and { $more } more
ask-draft-people = { $what }, for { $count ->
    [one] one person
   *[other] { $count } people
}
file-choose = Choose a file.
file-too-large = The file has more than 64 KiB.
file-has-it = { $name } has it already.
file-asked = It is asked for { $name } already.
file-has-or-asked = { $name } has it already, or it is asked for.
file-taken = Taken from the file: { $count ->
    [one] { $count } person
   *[other] { $count } people
}.
preview-too-many = These are { $count } requests. Send at most { $most } together.
preview-needed = { $count } needed
preview-no-price = what has no price
preview-nothing-sent = Nothing was sent: what stands below with a reason would not be taken. Take it out, or change it, and send again.
preview-elsewhere = It was sent or changed in another window just now: nothing was done here.
preview-microsoft = Microsoft could not be asked about this person just now.
preview-unread = Microsoft does not answer just now: what is there already is not counted here. Before anything is sent, it is asked again.

## Help and its answers

help-asking = Asking
help-signing = Signing
help-checking = Checking
help-asking-lead = How you get a licence, and what becomes of what you ask for.
help-signing-lead = How you clear your queue, and what your signature means.
help-checking-lead = What the log holds, and how you know that nobody changed it.
help-ask = How do I ask?
help-ask-answer = Find the product in the catalogue, by its name or by what it does, and press “Ask for it”. Before you send it, the form says who will sign, by which rule, what it costs and what you have already.
help-then = What happens then?
help-then-answer = The page of the request shows each step with names and times. You may have those reminded who are to sign, answer their questions, or cancel.
help-when = When do I have it?
help-when-answer = When the request says Active: Microsoft's own records show it then. Apps can take a quarter of an hour more.
help-seat = There is no free seat?
help-seat-answer = Your request keeps its place in the waiting room, first approved first served, and goes on by itself.
help-denied = It was denied?
help-denied-answer = The page says why. Ask for what would pass, or appeal once: somebody other than who denied it decides.
help-give-back = I do not need it any more?
help-give-back-answer = Give it back under My licences. There you can also ask for more time.
help-waits = What waits for me?
help-waits-answer = Approvals lists it, what is due first on top. You are told by mail, for each request or once a day, as you choose under Settings.
help-sign = What do I sign?
help-sign-answer = Exactly the change on the card, plan by plan. If facts or rules make it another change before it is carried out, you are asked again.
help-less = Can I give less?
help-less-answer = Where the rules allow it, “Approve with a change” gives it for a shorter time or with fewer plans. Who signed before you signs again.
help-question = Can I ask first?
help-question-answer = Yes. The time of the stage stands still until the question is answered.
help-undo = I was too quick?
help-undo-answer = Undo takes your answer back until somebody signs after you, or until it is carried out half a minute later.
help-away = I am away?
help-away-answer = Name a delegate. They sign for you from a day to a day, and the log names you both. Nobody ever signs for themselves.
help-log = What is in the log?
help-log-answer = Every step of every request, with who did it and when: asked, decided by which version of which rule, signed, sent to Microsoft, read back, ended. Refused attempts too.
help-changed = Can it be changed?
help-changed-answer = The service may only add to it and read it. Each event is a leaf of a tree of hashes, and the service signs the root of that tree (a checkpoint). Whoever changes, removes or slips in an event makes another root than the one that was signed.
help-check = How do I check that?
help-check-answer = Run “countersign audit verify” against the database: it begins with the rows and names each that does not fit. Keep a checkpoint (/audit/checkpoint) and the public keys (/audit/keys) elsewhere: with them nobody can cut off the end or sign anew unnoticed.
help-reports = Which questions are answered?
help-reports-answer = “Reports” has them: who decided about whom, exceptions, leavers, expiries, who had what on a day, rights, time and money. Each run keeps its rows, its statement and its hash under a link that stays.
help-dossier = How do I check one licence?
help-dossier-answer = The dossier judges nine attributes, from “requested” to “removed in time”, with the evidence and the proofs beside each. It is linked from the request, and can be printed.
help-decided = Why was this decided so?
help-decided-answer = “Every rule, and why” on the page of a request shows the facts and each rule that was asked. Re-performance runs all decisions again.
help-past = What went past the rules?
help-past-answer = The report of exceptions lists what an administrator gave at once, with the reason, until somebody else has reviewed it.
help-export = How do I take it along?
help-export-answer = The log can be filtered and exported as CSV; the export is itself an event.
help-key-next = next
help-key-previous = previous
help-key-select = select
help-key-open = open
help-key-approve = approve
help-key-deny = deny
help-key-ask = ask
help-key-search = search
help-key-these = show these
