## Regeln und Entscheidungen in Worten

rule-always = Immer
rule-when = Wenn
rule-automatic = sofort genehmigt, niemand unterzeichnet
rule-different-people = niemand unterzeichnet an zwei Stufen
rule-calendar-is = Kalender {$calendar}
rule-for-anybody = kann für jede Person beantragt werden
rule-within = Frist {$time}
rule-of-calendar = {$what} nach dem Kalender {$calendar}
rule-reminded = Erinnerung {$time} vorher
rule-then = danach {$who}
rule-then-for-both = danach {$who} (für beides genannt)
rule-then-reminded = danach immer wieder Erinnerungen
rule-then-lapses = danach verfällt der Antrag
rule-term = Laufzeit
rule-plans = Dienstpläne
rule-may-change = darf {$what} ändern
rule-may-change-both = darf {$one} und {$other} ändern
rule-many-of = {$who} ({$many} Unterschriften)
rule-or-else = {$who} (oder, wo das nicht möglich ist, {$other})
rule-who-manager = die Führungskraft
rule-who-managers-manager = die Führungskraft der Führungskraft
rule-who-owner = die für das Produkt verantwortliche Person
rule-who-group = Gruppe {$name}
rule-who-administrators = die Administratoren
rule-days = { $count ->
    [one] {$count} Tag
   *[other] {$count} Tage
}
rule-hours = { $count ->
    [one] {$count} Stunde
   *[other] {$count} Stunden
}
rule-calendar = {$id}: {$zone}, {$days}, {$from} bis {$to}
rule-calendar-but = {$calendar}, nicht am {$days}
rule-question-text = {$id}: „{$text}“, mindestens {$count} Zeichen
rule-question-choice = {$id}: „{$text}“, eines von {$choices}
rule-question-date = {$id}: „{$text}“, ein Datum
rule-question-yes-no = {$id}: „{$text}“, ja oder nein
rule-question-person = {$id}: „{$text}“, eine Person
rule-denies = lehnt ab: {$text}
rule-keeps-off = schaltet aus: {$plans}
rule-allows-only = erlaubt nur {$plans}
rule-longest-term = { $days ->
    [one] für höchstens {$days} Tag
   *[other] für höchstens {$days} Tage
}
rule-justification = verlangt eine Begründung von mindestens {$count} Zeichen
rule-asks = fragt {$question}
rule-excludes = nicht zusammen mit {$products}
rule-replaces = ersetzt {$products}
rule-spend = für höchstens {$amount} je Monat und Kostenstelle
rule-seats = { $seats ->
    [one] hält den letzten Platz zurück
   *[other] hält die letzten {$seats} Plätze zurück
}
rule-follows-end = { $does ->
    [leaves] wenn die Person ausscheidet
   *[moves] wenn die Person wechselt
}: endet { $days ->
    [0] sofort
    [1] nach einem Tag
   *[other] nach {$days} Tagen
}
rule-follows-review = { $does ->
    [leaves] wenn die Person ausscheidet
   *[moves] wenn die Person wechselt
}: Die Führungskraft sagt, ob es bleibt, sonst endet es { $days ->
    [0] sofort
    [1] nach einem Tag
   *[other] nach {$days} Tagen
}
rule-says = sagt: {$reason}
rule-link = mehr unter {$link}
fact-not-counted = nicht gezählt
fact-not-answered = nicht beantwortet
fact-empty = leer
fact-yes = ja
fact-no = nein
fact-none = nichts

decision-denied = Abgelehnt
decision-at-once = Sofort genehmigt
decision-stages = Braucht Unterschriften
decision-no-end = kein Ende
change-automatic-to-stages = Sofort → braucht Unterschriften
change-automatic-to-denied = Sofort → abgelehnt
change-stages-to-automatic = Braucht Unterschriften → sofort
change-stages-to-denied = Braucht Unterschriften → abgelehnt
change-denied-to-automatic = Abgelehnt → sofort
change-denied-to-stages = Abgelehnt → braucht Unterschriften
change-signers = Andere unterzeichnen
change-plans = Andere Dienstpläne aus
change-term = Andere Laufzeit
change-asked = Mehr anzugeben
change-other = Etwas anderes
change-reasons = Dasselbe, durch andere Regeln oder Worte

mutation-dropped = {$rule} könnte weggelassen werden
mutation-flipped = die Bedingung von {$rule} könnte umgekehrt sein
mutation-every-product = {$rule} könnte jedes Produkt betreffen
mutation-without = {$rule} könnte ohne `{$key}` sein
mutation-without-plan = `{$key}` von {$rule} könnte ohne {$plan} sein
mutation-without-question = {$rule} könnte ohne die Frage `{$id}` sein
mutation-number = `{$key}` von {$rule} könnte {$number} sein
mutation-before = {$rule} könnte vor {$other} stehen
mutation-without-stage = {$rule} könnte ohne Stufe {$number} sein
mutation-one-signature = {$rule} könnte an Stufe {$number} eine Unterschrift verlangen
mutation-manager-at = {$rule} könnte an Stufe {$number} die Führungskraft fragen
mutation-automatic = {$rule} könnte sofort genehmigen
mutation-manager-alone = {$rule} könnte allein die Führungskraft fragen
