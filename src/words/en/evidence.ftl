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

## Expiries

evidence-col-due-at = Due at
evidence-col-lag = Hours from the end to the removal
evidence-col-end-cause = Ended because
evidence-col-told = Reminder
evidence-col-reminders = Reminders
evidence-col-reminded-at = Last reminded at
evidence-col-extensions = Extensions
evidence-col-moved-at = Moved at
evidence-col-moved-to = Moved to
evidence-col-extended-by = Request that extended it
evidence-expiries = Expiries
evidence-expiries-question = Which rights were due to end, was each licence gone within 24 hours, who was reminded before, and what was extended? Bad is what was removed late, is overdue, was moved only afterwards, or has another end than the log says.
evidence-expiries-nothing = No right was due to end in this time.
evidence-end-differs = The end is another than the log says
evidence-left-there = Given up: the licence was left at Microsoft
evidence-ended-before = Ended before it was due
evidence-being-removed = Due, and being removed
evidence-extended = Extended in time
evidence-extended-late = Extended only after its end
evidence-end-kept = Kept by an administrator
evidence-end-kept-late = Kept by an administrator, after its end
evidence-reminded = Reminded
evidence-not-reminded = Nobody was reminded
evidence-no-reminder-due = None was due
evidence-cause-given-back = Given back
evidence-cause-withdrawn = Withdrawn before it was active
evidence-cause-closed = Closed by an administrator
evidence-cause-expired = Its time was over
evidence-cause-left = The person left
evidence-cause-moved = The person moved
evidence-cause-not-granted = It was not granted by us
evidence-cause-gone = Gone at Microsoft, and accepted
evidence-cause-replaced = Replaced by another product

## State as of a day and difference of two

evidence-col-state-then = State then
evidence-col-plans = Plans that were on
evidence-col-approved-at = Approved at
evidence-col-active-at = Active from
evidence-col-until = Until
evidence-col-how = Approved by
evidence-col-signers = Signed by
evidence-col-justification = Justification
evidence-col-policy = Version of the policy
evidence-col-changed-by = Request that changed it last
evidence-as-of = State as of a day
evidence-as-of-question = Who had what at the end of that day, since when, until when, with which plans, and which request, policy and signatures were behind it? Bad is what has no approval, is not in the log, has other plans than the log ever named, or was past its end.
evidence-as-of-nothing = Nobody had anything from us at the end of that day.
evidence-approved = Approved
evidence-plans-differ = Its plans are none that the log ever named
evidence-past-its-end = It was past its end
evidence-then-active = Active
evidence-then-ending = Being removed
evidence-then-scheduled = Approved, begins later
evidence-then-on-its-way = Approved, not set up yet
evidence-how-signed = Signatures
evidence-how-automatic = The policy, without a signature
evidence-how-adopted = Drift that was adopted
evidence-how-given-at-once = An administrator, past the rules
evidence-no-approval = No approval is there
evidence-not-in-the-log = The log says nothing of it
evidence-col-change = Change
evidence-col-switched-on = Plans that came on
evidence-col-switched-off = Plans that went off
evidence-col-until-before = Until, before
evidence-col-until-after = Until, after
evidence-difference = Difference between two days
evidence-difference-question = What did who have at the end of the second day and not at the end of the first, what was gone, which plans and ends had changed, and why? Bad is what came without an approval, and what came or went without a word in the log.
evidence-difference-nothing = Between these days nothing came, went or changed.
evidence-came = Came
evidence-went = Went
evidence-came-anew = Went and came anew
evidence-changed-plans = Other plans
evidence-changed-end = Another end
evidence-classified = A plan was classified

## Access on a day

evidence-group-access = Who may do what here
evidence-col-source = Comes from
evidence-col-right = May do, or did
evidence-col-scope = Of what
evidence-col-times = Count
evidence-col-since = Since, or at
evidence-access = Who could do what on a day
evidence-access-question = Who had which role, was in which group that signs, signed for whom, might sign which open stages, and what was done that day that needs a role? Bad is an act without a sign-in with its role before, and a right to sign of somebody whose account was closed. Open is what is not known: who came in with a role only before that day, and groups of which the log says nothing before it.
evidence-access-nothing = Nobody was known to be able to do anything on that day.
evidence-from-role = Role at sign-in
evidence-from-act = Done that day
evidence-from-group = Group of the directory
evidence-from-delegation = Delegation
evidence-from-stage = Open stages
evidence-as-auditor = Auditor
evidence-signs-for-group = Signs where the policy asks this group
evidence-signs-for-somebody = Signs for somebody else
evidence-signs-stage = May sign
evidence-signed-in-that-day = Came in with it that day
evidence-last-seen-with-it = Came in with it before that day; whether it was still theirs is not known
evidence-both-roles = Administrator and auditor at once
evidence-with-the-role = Signed in with the role before
evidence-without-the-role = No sign-in with the role before
evidence-member = A member
evidence-member-since-before = A member; since when is not in the log
evidence-left-unsaid = Was a member; when they left is not in the log
evidence-members-not-known = Who was in it is not known: the log first speaks of it later
evidence-delegated = By whoever it is for
evidence-delegated-by-administrator = By an administrator
evidence-may-sign = Open at the end of the day
evidence-others-later = Others may sign it since: it is not known whether they could on that day
evidence-account-closed = The account was closed

## Rights of the database

evidence-col-role = Role of the database
evidence-col-tables = Tables
evidence-col-rights = Rights
evidence-col-as-found = As found
evidence-rights = Rights on the log in the database
evidence-rights-question = Which role of the database may do what with the tables of the log, as they are now, and what stops those who may do more than add and read? Bad is a right to change of anybody but the owner, a trigger that is missing, off or altered, and all that goes around it. Open are the owner and superusers: nothing in the database stops them, so what they change is found by the checkpoints outside.
evidence-rights-nothing = There are no tables of the log here.
evidence-kind-right = Right
evidence-kind-session = Connection of the service
evidence-kind-trigger = Trigger
evidence-kind-rule = Rule or trigger on writing
evidence-kind-setting = Setting of a role
evidence-insert-only = May add and read, nothing else
evidence-read-only = May read, nothing else
evidence-owner = Owner of the tables: only triggers stop it, and it may drop them
evidence-superuser = Superuser: nothing stops it
evidence-may-change = May change the log
evidence-service-may-change = The service itself may change the log
evidence-service-is-superuser = The service itself is a superuser
evidence-may-put-off-its-role = The service connects as this role and only puts on another: it may put that off
evidence-stopped = A trigger stops it
evidence-trigger-altered = The trigger no longer refuses
evidence-trigger-off = The trigger is off
evidence-no-trigger = There is no trigger that stops it
evidence-rows-hidden = Row security may hide rows
evidence-alters-what-is-written = A trigger may alter what is written
evidence-triggers-skipped = This role skips triggers

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
