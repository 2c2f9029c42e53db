## What every page shares: the frame, times, numbers, dates.

# Order of a date's parts (strftime); names of months are those of the locale.
day-pattern = %-d %B %Y
day-short-pattern = %-d %b
month-and-year-pattern = %b %Y
month-pattern = %B %Y
exact-pattern = %Y-%m-%d %H:%M:%S %Z
exact-short-pattern = %Y-%m-%d %H:%M:%S

time-in-a-moment = in a moment
time-just-now = just now
time-since-just-now = a moment ago
time-minutes-ago = { $count ->
    [one] {$count} minute ago
   *[other] {$count} minutes ago
}
time-hours-ago = { $count ->
    [one] {$count} hour ago
   *[other] {$count} hours ago
}
time-days-ago = { $count ->
    [one] {$count} day ago
   *[other] {$count} days ago
}
time-in-minutes = { $count ->
    [one] in {$count} minute
   *[other] in {$count} minutes
}
time-in-hours = { $count ->
    [one] in {$count} hour
   *[other] in {$count} hours
}
time-in-days = { $count ->
    [one] in {$count} day
   *[other] in {$count} days
}

frame-skip = Skip to content
frame-nav = Main
frame-rooms = Administration
frame-settings-of = {$upn}: settings
frame-signed-in-as = Signed in as
frame-settings = : settings
frame-sign-out = Sign out
frame-as-of = Directory as of
frame-log = Every step here is written to an append-only audit log.
frame-help = Help

nav-catalogue = Catalogue
nav-requests = My requests
nav-licences = My licences
nav-approvals = Approvals
nav-approvals-count = { $count ->
    [one] {$count} request waits for you
   *[other] {$count} requests wait for you
}
nav-reviews = Reviews
nav-reviews-count = { $count ->
    [one] {$count} review waits for you
   *[other] {$count} reviews wait for you
}
nav-audit = Audit log
nav-exceptions = Exceptions
nav-exceptions-count = { $count ->
    [one] {$count} exception to review
   *[other] {$count} exceptions to review
}
nav-attention = Needs attention
nav-attention-count = { $count ->
    [one] {$count} thing stands still
   *[other] {$count} things stand still
}
nav-drift = Drift
nav-drift-count = { $count ->
    [one] {$count} difference to decide
   *[other] {$count} differences to decide
}
nav-fuse = Fuse
nav-fuse-count = { $count ->
    [one] {$count} stop to answer
   *[other] {$count} stops to answer
}
nav-leavers = Leavers
nav-delegations = Delegations
nav-break-glass = Break glass
nav-seats = Seats
nav-seats-count = { $count ->
    [one] {$count} licence waits for a seat
   *[other] {$count} licences wait for a seat
}
nav-plans = New plans
nav-plans-count = { $count ->
    [one] {$count} plan to classify
   *[other] {$count} plans to classify
}
nav-products = Products
nav-policy = Policy
nav-policy-count = { $count ->
    [one] {$count} draft to answer
   *[other] {$count} drafts to answer
}
nav-mirror = Mirror
nav-mirror-count = { $count ->
    [one] {$count} reading to answer
   *[other] {$count} readings to answer
}
nav-administration = Administration

alarm-fuse = The fuse has blown: too many licences would end by themselves, and are held.
alarm-fuse-way = See what is held
alarm-reading = A reading of the directory would leave far fewer people with an account. It was not taken over, and nothing more is read until you answer.
alarm-reading-way = See the reading
alarm-failed = { $count ->
    [one] The rules could not judge a request: it was denied.
   *[other] The rules could not judge {$count} requests: they were denied.
}
alarm-failed-way = See which
