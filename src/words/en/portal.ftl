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
