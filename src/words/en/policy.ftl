## Rules and decisions in words

rule-always = Always
rule-when = When
rule-automatic = approved at once, nobody signs
rule-different-people = nobody signs at two stages
rule-calendar-is = calendar {$calendar}
rule-for-anybody = can be asked for anybody
rule-within = within {$time}
rule-of-calendar = {$what} of the calendar {$calendar}
rule-reminded = reminded {$time} before
rule-then = then {$who}
rule-then-for-both = then {$who} (named for both)
rule-then-reminded = then reminded again and again
rule-then-lapses = then it lapses
rule-term = term
rule-plans = plans
rule-may-change = may change {$what}
rule-may-change-both = may change {$one} and {$other}
rule-many-of = {$many} of {$who}
rule-or-else = {$who} (or, where that is not possible, {$other})
rule-who-manager = the manager
rule-who-managers-manager = the manager's manager
rule-who-owner = the owner of the product
rule-who-group = group {$name}
rule-who-administrators = the administrators
rule-days = { $count ->
    [one] {$count} day
   *[other] {$count} days
}
rule-hours = { $count ->
    [one] {$count} hour
   *[other] {$count} hours
}
rule-calendar = {$id}: {$zone}, {$days}, {$from} to {$to}
rule-calendar-but = {$calendar}, not on {$days}
rule-question-text = {$id}: “{$text}”, at least {$count} characters
rule-question-choice = {$id}: “{$text}”, one of {$choices}
rule-question-date = {$id}: “{$text}”, a date
rule-question-yes-no = {$id}: “{$text}”, yes or no
rule-question-person = {$id}: “{$text}”, a person
rule-denies = denies: {$text}
rule-keeps-off = keeps off {$plans}
rule-allows-only = allows only {$plans}
rule-longest-term = for at most {$days} days
rule-justification = demands a justification of at least {$count} characters
rule-asks = asks {$question}
rule-excludes = not together with {$products}
rule-replaces = takes the place of {$products}
rule-spend = for at most {$amount} a month and cost centre
rule-seats = holds back the last {$seats} seats
rule-follows-end = when the person {$does}: ends { $days ->
    [0] at once
    [1] after a day
   *[other] after {$days} days
}
rule-follows-review = when the person {$does}: the manager says whether it stays, else it ends { $days ->
    [0] at once
    [1] after a day
   *[other] after {$days} days
}
rule-says = says: {$reason}
rule-link = more at {$link}
fact-not-counted = not counted
fact-not-answered = not answered
fact-empty = empty
fact-yes = yes
fact-no = no
fact-none = none

decision-denied = Denied
decision-at-once = Approved at once
decision-stages = Needs signatures
decision-no-end = no end
change-automatic-to-stages = At once → needs signatures
change-automatic-to-denied = At once → denied
change-stages-to-automatic = Needs signatures → at once
change-stages-to-denied = Needs signatures → denied
change-denied-to-automatic = Denied → at once
change-denied-to-stages = Denied → needs signatures
change-signers = Other signers
change-plans = Other plans off
change-term = Another term
change-asked = Has to say more
change-other = Something else
change-reasons = The same, by other rules or words

mutation-dropped = {$rule} could be left out
mutation-flipped = the condition of {$rule} could be the opposite
mutation-every-product = {$rule} could be about every product
mutation-without = {$rule} could be without `{$key}`
mutation-without-plan = `{$key}` of {$rule} could be without {$plan}
mutation-without-question = {$rule} could be without the question `{$id}`
mutation-number = `{$key}` of {$rule} could be {$number}
mutation-before = {$rule} could stand before {$other}
mutation-without-stage = {$rule} could be without stage {$number}
mutation-one-signature = {$rule} could ask for one signature at stage {$number}
mutation-manager-at = {$rule} could ask the manager at stage {$number}
mutation-automatic = {$rule} could approve at once
mutation-manager-alone = {$rule} could ask the manager alone
