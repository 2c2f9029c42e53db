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
reasons-rule = Rule { $rule }
reasons-link = Read more
reasons-link-about = about the rule { $rule }
form-choose = Choose…
periods-in-force = In force
periods-from = from
periods-until = until
periods-submitted = Submitted because:
periods-put = Put in force because:

## Catalogue

catalogue-read = Read from Microsoft
catalogue-not-read = Not read from Microsoft yet
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
requests-adopted-by = adopted by { $name }
requests-nobody = nobody

## A request

request-for = For { $name }
state-label = State:
request-steps = What has happened
request-confirmed = Microsoft confirmed
request-confirmed-plans = { $on } plans on, { $off } off.
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
licences-since = Since
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

## Texts and their changes

lines-added = added
lines-removed = removed

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

## How long it usually takes

history-none = No history yet.
history-usual = Usually decided within { $half }: half of the last { $requests } requests { $of ->
    [product] for this by this rule
   *[rule] by this rule
}.
history-most = Nine of ten within { $most }.
history-hour = an hour
history-hours = { $hours } hours
history-day = a day
history-days = { $days } days
still-on = Switching it off has no effect: it is still on through the group “{ $group }”.
group-called = group { $group }

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
picker-empty = Type a name or a user name.
picker-nobody = Nobody with an open account is called that.
picker-several = Several people are called that: choose one.

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
error-large = That is too large
error-large-why = The form has more text than can be taken. Nothing was changed. Go back and shorten it.
error-microsoft = Microsoft does not answer
error-ours = Something went wrong on our side
error-ours-why = It has been logged. Try again; if it happens again, give your administrator the reference.
error-forms-only = This page takes forms only.
error-address = The address has something behind the ? that cannot be read.
error-form-again = The form could not be read. Go back, reload the page and send it again.
error-file-only = This page takes a form with a file.
error-no-file = The form came without a file.
error-file-again = The form with the file could not be read. Go back, reload the page and send it again.
