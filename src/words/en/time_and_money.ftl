## Time and money: how long it takes, what it costs, what it will come to; and what charts say.

chart-figures = The figures
chart-nothing = There is nothing to draw.
chart-hours = {$hours} h
chart-minutes = {$minutes} min
chart-days = {$days} d

tm-group = Time and money

tm-half = Half within
tm-nine = 9 of 10 within
tm-most = 99 of 100 within

tm-lead = Lead time
tm-lead-question = How long does it take from asking to the licence, stage by stage: half of them, nine of ten, ninety-nine of a hundred; by product, weekday and week? What is still open is counted apart, and its time is not known yet.
tm-lead-nothing = Nobody asked for anything in this period.
tm-col-part = Counted by
tm-col-step = Step
tm-col-who = Who signs
tm-col-week = Week from
tm-col-done = Done
tm-col-still-open = Still open
tm-by-step = Step
tm-by-product = Product
tm-by-weekday = Weekday
tm-by-week = Week
tm-step-stage = One stage
tm-step-answer = From asking to the last answer
tm-step-carry-out = From approval to the licence
tm-step-whole = From asking to the licence
tm-chart-whole = From asking to the licence, week by week
tm-chart-whole-said = Each week's requests that have their licence ({$count} in all): the half, nine of ten, and ninety-nine of a hundred.
tm-chart-answers = From asking to the last answer, week by week
tm-chart-answers-said = {$count} requests that were answered by those who sign.
tm-chart-steps = Where the time goes
tm-chart-steps-said = Each step by itself, the slowest first.
tm-chart-products = The slowest products
tm-chart-products-said = From asking to the licence, the slowest first.
tm-chart-weekdays = By the weekday of asking
tm-chart-weekdays-said = From asking to the last answer.

tm-waiting = Waiting room
tm-waiting-question = How long do people with an approval wait until a seat is free? Counted from the first time that there was none.
tm-waiting-nothing = Nobody had to wait for a seat in this period.
tm-col-seated = Got a seat
tm-col-still-waiting = Waiting now
tm-col-gave-up = Ended without a seat
tm-col-longest = Longest wait so far
tm-chart-waits = Waits by product
tm-chart-waits-said = {$seated} got a seat, {$waiting} wait now, {$gone} ended without one. Drawn are those that got one, the slowest product first.
tm-chart-waits-by-week = Waits week by week
tm-chart-waits-by-week-said = By the week in which the wait began.

tm-cost = Cost
tm-cost-question = What do the granted licences cost, by product, department and month? A licence that was there on any day of a month costs the whole month. The department is the one at the end of the month, the price the one at its end; before the first price that was written down, that one is taken. Licences without a grant are not in it, and currencies are never added up.
tm-cost-nothing = No licence was granted in these months.
tm-col-month = Month
tm-col-department = Department
tm-col-cost-center = Cost centre
tm-col-seats = Licences
tm-col-price = Price a month
tm-col-cost = Cost
tm-col-price-is = Price
tm-price-of-then = of that month
tm-price-first-known = the first that is known
tm-price-not-set = not set
tm-others = All others
tm-no-department = No department
tm-chart-months = Cost by month, in {$currency}
tm-chart-months-said = {$cost} in the whole period; the products that cost most, and all others together.
tm-chart-departments = Cost by department, in {$currency}
tm-chart-departments-said = { $count ->
    [one] One department, over the whole period.
   *[other] {$count} departments over the whole period, the largest first.
}

tm-seats = Seats in use, free and idle
tm-seats-question = Which seats that were bought are used, free, or held by accounts that are closed? Bad: accounts that are closed hold seats, or more are used than bought. Open: seats are free, or somebody waits. Not known here is who has not used a product for long: neither the sign-ins nor the use of products are read.
tm-seats-nothing = The tenant has no products.
tm-col-bought = Bought
tm-col-used = Used
tm-col-free = Free
tm-col-held-back = Held back
tm-col-held = By a grant
tm-col-closed-accounts = Held by closed accounts
tm-col-outside = Without a grant
tm-col-coming = Begin later
tm-col-idle = Free and idle, a month
tm-col-read-at = Read at
tm-more-used-than-bought = more used than bought
tm-held-by-closed-accounts = closed accounts hold seats
tm-somebody-waits = somebody waits
tm-seats-free = seats are free
tm-all-used = all used
tm-seats-ours = By a grant, account open
tm-chart-seats = Where the seats are
tm-chart-seats-said = Of {$bought} seats {$free} are free, and {$closed} are held by closed accounts.

tm-forecast = Seats until the renewal
tm-forecast-question = How many seats will be in use on the day of the renewal, if it goes on as in these weeks? A straight line by least squares through the end of each week, with the range in which nine of ten would lie. Bad: the line ends above what was bought. Open: the range does, or there are fewer than four weeks. Seats without a grant are taken as they are now.
tm-forecast-nothing = No licence was granted until the end of this period.
tm-col-day = Day
tm-least = At least
tm-likeliest = Likeliest
tm-most-seats = At most
tm-in-use = In use
tm-today = Today
tm-renewal = Renewal: {$day}
tm-limit = {$seats} bought
tm-not-enough = not enough seats
tm-perhaps-not-enough = perhaps not enough seats
tm-enough = enough seats
tm-too-few-weeks = Too few weeks to say where it goes.
tm-past = past week
tm-ahead = if it goes on like this
tm-chart-forecast-said = On {$day} likeliest {$likeliest} seats, between {$least} and {$most}; {$bought} are bought.
tm-form-renewal = Day of the renewal
tm-asked-renewal = Renewal on {$day}.
tm-renewal-wrong = The renewal is a day after today, and within the next three years.
tm-charts = Charts
tm-too-many-to-draw = More rows than are drawn; choose a shorter period or one product to see charts.
