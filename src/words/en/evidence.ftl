## Reports

evidence-title = Reports
evidence-lead = Each report asks one question. What it found is kept with its hash and stays as it is.
evidence-to-log = Audit log
evidence-latest = Latest runs
evidence-none-yet = No report has been run yet.
evidence-not-run-yet = This report has not been run yet.
evidence-report = Report
evidence-asked = Asked for
evidence-state = State
evidence-found = Found
evidence-by = Run by
evidence-when = When
evidence-group-approval = Who may have what
evidence-group-removal = What ends, and when
evidence-group-exceptions = What went past the rules
evidence-form = What to ask for
evidence-from = From ({$zone})
evidence-to = To, with that day
evidence-day = As of the end of ({$zone})
evidence-second-day = Compared with the end of
evidence-person = Person (user name)
evidence-product = Product
evidence-all-products = All products
evidence-run = Run the report
evidence-sql = The question in SQL
evidence-no-person = Nobody has this user name.
evidence-no-product = There is no such product.
evidence-too-long = A report looks at {$most} days at most. Choose a shorter period.
evidence-too-many = {$most} reports are being made already. Please wait until one of them is done.
evidence-run-again = Run it again
evidence-this-run = This run
evidence-running = Running
evidence-done = Done
evidence-failed = Failed
evidence-looks-again = This page looks again by itself. You can leave it and come back.
evidence-took-too-long = It took too long. Choose a shorter period.
evidence-too-many-rows = It would have too many rows. Choose a shorter period.
evidence-broke = Something went wrong on our side. The service log has the cause.
evidence-not-there = This version of Countersign does not have the report.
evidence-not-done = This report is not done yet, so there is no file of it.
evidence-over-what = Over
evidence-over = { $size ->
    [one] The checkpoint over {$size} event, root {$head}
   *[other] The checkpoint over {$size} events, root {$head}
}
evidence-no-checkpoint = No checkpoint was signed yet.
evidence-erased = Somebody was erased from these rows afterwards; the hash is that of the rows before:
evidence-permalink = Permanent link
evidence-files = Files
evidence-lines = JSON Lines (hashed)
evidence-curl = Check the hash
evidence-so-far = { $rows ->
    [one] {$rows} row so far.
   *[other] {$rows} rows so far.
}
evidence-rows = { $rows ->
    [one] {$rows} row
   *[other] {$rows} rows
}
evidence-rows-judged = { $rows ->
    [one] {$rows} row: {$bad} bad, {$open} open
   *[other] {$rows} rows: {$bad} bad, {$open} open
}
evidence-nothing = Nothing was found
evidence-totals = In numbers
evidence-count = Rows
evidence-all-others = all others
evidence-rows-title = Rows
evidence-print = All on one page, to print
evidence-filter = Filter the rows
evidence-filter-words = Words in a row
evidence-every-verdict = Every verdict
evidence-cut = There are more rows than one page can hold. The files have all of them.
evidence-none-here = No row fits.
evidence-first = First rows
evidence-next = Next rows
evidence-verdict-bad = Bad
evidence-verdict-open = Open
evidence-verdict-ok = OK
evidence-asked-period = From {$from} to {$to} ({$zone}).
evidence-asked-day = As of the end of {$day} ({$zone}).
evidence-asked-days = As of the end of {$first}, compared with the end of {$second} ({$zone}).
evidence-asked-person = Of the person {$person}.
evidence-asked-product = Of the product {$product}.
job-report = A report of an auditor

## Columns

evidence-col-verdict = Verdict
evidence-col-why = Why
evidence-col-at = At
evidence-col-act = What was done
evidence-col-asked-as = Asked as
evidence-col-requester = Asked by
evidence-col-beneficiary = For
evidence-col-signed-as = Signed as
evidence-col-by = By
evidence-col-on-behalf-of = On behalf of
evidence-col-product = Product
evidence-col-attempt = Attempt
evidence-col-request = Request
evidence-col-event = Event
evidence-col-noticed-at = Noticed at
evidence-col-weekday = Weekday
evidence-col-person = Person
evidence-col-action = Follows
evidence-col-rule = Rule
evidence-col-grace-days = Days of grace
evidence-col-promised-at = Promised by
evidence-col-removed-at = Removed at
evidence-col-removed-after = Hours to the removal
evidence-col-late = Hours late
evidence-col-settled-by = Decided by
evidence-col-reason = Reason
evidence-col-what = Exception
evidence-col-reviewed-by = Reviewed by
evidence-col-reviewed-at = Reviewed at
evidence-col-review-note = What the review says

## Segregation of duties

evidence-duties = Segregation of duties
evidence-duties-question = Who asked for whom and who signed, did anybody decide about themselves, and which attempts were refused?
evidence-duties-nothing = Nobody signed, gave, reviewed or was refused anything in this time.
evidence-signed-own-request = Signed what they had asked for themselves
evidence-signed-for-oneself = Signed what they got themselves
evidence-signed-in-their-place = Signed in the place of who asked or got it
evidence-signed-two-stages = Signed two stages of one request
evidence-gave-to-oneself = Gave it to themselves
evidence-reviewed-own-act = Reviewed what they had given themselves
evidence-reviewed-own-licence = Reviewed what they got themselves
evidence-own-policy = Put their own draft of the policy in force
evidence-act-approve = Approved
evidence-act-deny = Denied
evidence-act-automatic = Granted without a signature
evidence-act-adopted = Drift adopted
evidence-act-given-at-once = Given at once
evidence-act-reviewed = Exception reviewed
evidence-act-policy = Policy put in force
evidence-act-refused = Attempt refused
evidence-as-author = Author
evidence-as-self = For themselves
evidence-as-report = For a direct report
evidence-as-other = For somebody else
evidence-as-administrator = Administrator
evidence-as-reviewer = Reviewer
evidence-as-manager = Manager
evidence-as-managers-manager = Manager’s manager
evidence-as-owner = Product owner

## Leavers and movers

evidence-leavers = Leavers and movers
evidence-leavers-question = When somebody left or moved, how many hours later was each licence gone, and was that within the time promised?
evidence-leavers-nothing = The directory told of nobody with a licence from us who left or moved in this time.
evidence-missed = The account was closed and nothing followed
evidence-not-noticed = The account is closed and nobody noticed
evidence-no-rule = No rule says what follows
evidence-called-off = Called off: they are back, or moved again
evidence-kept = Somebody decided to keep it
evidence-late = Removed too late
evidence-in-time = Removed in time
evidence-overdue = Overdue and not removed
evidence-overdue-held = Overdue: the fuse holds it
evidence-held = The fuse holds it
evidence-not-due = Not due yet
evidence-event-disabled = Account closed
evidence-event-deleted = Account deleted
evidence-event-moved = Moved
evidence-action-end = It ends
evidence-action-review = Somebody reviews it
evidence-action-none = Nothing
evidence-weekday-1 = Monday
evidence-weekday-2 = Tuesday
evidence-weekday-3 = Wednesday
evidence-weekday-4 = Thursday
evidence-weekday-5 = Friday
evidence-weekday-6 = Saturday
evidence-weekday-7 = Sunday

## Exceptions

evidence-exceptions = Exceptions
evidence-exceptions-question = What went past the rules, who did it and why, and has somebody else looked at it?
evidence-exceptions-nothing = In this time nothing was given at once, adopted, closed by hand or changed by one administrator alone.
evidence-what-break-glass = Given at once
evidence-what-single-administrator = Policy changed by one administrator
evidence-what-drift-adopted = Drift adopted
evidence-what-drift-accepted = Drift accepted as it is
evidence-what-forced-closure = Closed by hand
evidence-what-fuse-kept = Kept although its time was over
evidence-own-licence = It is their own licence
evidence-reviewed = Reviewed by somebody else
evidence-review-overdue = Not reviewed within 7 days
evidence-not-reviewed = Not reviewed yet
evidence-nobody-else = Nobody else has looked at it

## Events of reports

log-report-asked = Asked for the report “{$report}”
log-report-failed = The report “{$report}” failed
log-report-run = { $rows ->
    [one] Ran the report “{$report}”: {$rows} row, {$bad} bad
   *[other] Ran the report “{$report}”: {$rows} rows, {$bad} bad
}
log-reports-viewed = Looked at the list of reports
log-report-opened = Opened the report “{$report}”
log-report-viewed = Looked at what the report “{$report}” had found
log-report-exported = Took what the report “{$report}” had found as a file ({$format})
