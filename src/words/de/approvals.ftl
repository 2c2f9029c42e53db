## Was die Seiten der Genehmigung gemeinsam haben: Warnungen, Preise, Namen

alarm-one-administrator = Der Ein-Administrator-Modus ist eingeschaltet: Eine Person allein kann die Richtlinie ändern und die Änderung in Kraft setzen. Niemand sonst muss sie ansehen.
alarm-see-policy = Richtlinie ansehen
alarm-see-why = Ursache ansehen
alarm-readings-fail = Das Verzeichnis wurde zuletzt gelesen: {$when}. Seither schlägt das Einlesen fehl; Entscheidungen warten, sobald es älter ist als { $hours ->
    [one] {$hours} Stunde
   *[other] {$hours} Stunden
}.
alarm-seats-unknown = Die Plätze der Organisation wurden noch nicht gezählt: Es ist nicht bekannt, was frei ist.
alarm-seats-old = Die Plätze der Organisation wurden zuletzt gezählt: {$when}. Was frei ist, kann sich seither geändert haben.

price-unknown = Preis nicht hinterlegt
price-free = kostenlos
price-a-month = {$amount} im Monat

names-none = niemand
names-or = {$names} oder {$last}

reason-required = Begründen Sie es mit {$shortest} bis {$longest} Zeichen: Der Text steht im Prüfprotokoll.
reason-too-long = Bitte begrenzen Sie den Grund auf {$longest} Zeichen; dieser hat {$chars}.
reason-rule = Regel {$rule}
reason-more = Mehr dazu
reason-more-about = zur Regel {$rule}
reason-why = Grund
reason-why-hint = Er steht im Prüfprotokoll bei jedem Eintrag.

## Wer unterzeichnen darf und warum

signer-for = {$name} für {$other}

## Wie lange es üblicherweise dauert

usual-none = Noch keine Erfahrungswerte.
usual-of-rule = Üblicherweise binnen {$half} entschieden: die Hälfte der letzten {$count} Anträge nach dieser Regel.
usual-of-product = Üblicherweise binnen {$half} entschieden: die Hälfte der letzten {$count} Anträge auf dieses Produkt nach dieser Regel.
usual-most = Neun von zehn binnen {$most}.
usual-hours = { $count ->
    [one] einer Stunde
   *[other] {$count} Stunden
}
usual-days = { $count ->
    [one] einem Tag
   *[other] {$count} Tagen
}

## Dienstpläne, die durch eine Gruppe eingeschaltet sind

group-by-id = Gruppe {$id}
group-still-on = Abschalten bewirkt nichts: Durch die Gruppe „{$group}“ bleibt es eingeschaltet.

## Die Liste

queue-title = Genehmigungen
queue-lead = Anträge, die auf Ihre Unterschrift warten.
queue-refresh = Aktualisieren
queue-delegate = Vertretung bestimmen
queue-empty = Nichts wartet auf Sie
queue-empty-hint = Sobald jemand Ihre Unterschrift braucht, erscheint der Antrag hier, und die Navigation zeigt, wie viele es sind.
queue-search = Person oder Produkt
queue-due = Fällig
queue-due-any = Jederzeit
queue-due-overdue = Überfällig
queue-due-today = Heute
queue-due-week = Innerhalb einer Woche
queue-sort = Sortieren nach
queue-sort-deadline = Frist, nächste zuerst
queue-sort-deadline-falling = Frist, späteste zuerst
queue-sort-age = Alter, älteste zuerst
queue-sort-age-falling = Alter, neueste zuerst
queue-sort-cost = Kosten, niedrigste zuerst
queue-sort-cost-falling = Kosten, höchste zuerst
queue-sort-person = Person, A bis Z
queue-sort-person-falling = Person, Z bis A
queue-sort-product = Produkt, A bis Z
queue-sort-product-falling = Produkt, Z bis A
queue-only-flagged = Nur Besonderheiten
queue-show = Anzeigen
queue-none-found = Nichts dergleichen wartet auf Sie
queue-show-all = Alles anzeigen, was wartet
queue-count = { $count ->
    [one] {$count} Antrag
   *[other] {$count} Anträge
}
queue-range = {$first}–{$last} von {$total}
queue-place = {$place} von {$total}
queue-select-all = Alle ohne Besonderheit auswählen
queue-select-none = Auswahl aufheben
queue-review = Auswahl ansehen
queue-caption = Anträge, die auf Ihre Unterschrift warten
queue-select = Auswählen
queue-select-row = {$product} für {$beneficiary} auswählen
queue-product = Produkt
queue-for = Für
queue-asked-by = Beantragt von
queue-cost = Kosten
queue-asked = Beantragt
queue-for-whom = für {$beneficiary}
queue-more-time = Verlängerung
queue-waits = wartet auf eine Antwort
queue-no-deadline = keine Frist
queue-stage = Stufe {$position} von {$stages}
queue-stage-signed = Stufe {$position} von {$stages}: {$signed} von {$needed} unterzeichnet
queue-pages = Seiten
queue-previous-page = Vorige Seite
queue-next-page = Nächste Seite
queue-denied = Nicht mehr zu unterzeichnen
queue-denied-hint = Eine neue Fassung der Richtlinie hat diese Anträge abgelehnt, während sie warteten.
queue-denied-when = beantragt von {$requester}, abgelehnt

flag-appeal = Einspruch
flag-appeal-means = Der Antrag wurde abgelehnt, und die antragstellende Person hat Einspruch erhoben.
flag-escalated = eskaliert
flag-escalated-means = Die Frist der zuerst Gefragten ist abgelaufen.
flag-stands-in = Vertretung
flag-stands-in-means = Sie unterzeichnen für {$name}.
flag-denied-before = früher abgelehnt
flag-denied-before-means = Für {$name} wurde dasselbe in den letzten 180 Tagen abgelehnt.
flag-guest = Gast
flag-guest-means = {$name} ist Gast der Organisation.
flag-no-end = ohne Enddatum
flag-no-end-means = Die Lizenz bliebe, bis jemand sie entzieht.
flag-for-other = für jemand anderen
flag-for-other-means = {$requester} hat für {$beneficiary} beantragt.
flag-replaces = ersetzt anderes
flag-replaces-means = Es tritt an die Stelle von etwas, das schon da ist.
flag-made-anew = neu begonnen
flag-made-anew-means = Die Genehmigenden haben sich nach dem Antrag geändert; frühere Unterschriften zählen nicht.

due-at = fällig {$when}
due-just-over = überfällig
due-over-minutes = { $count ->
    [one] seit {$count} Minute überfällig
   *[other] seit {$count} Minuten überfällig
}
due-over-hours = { $count ->
    [one] seit {$count} Stunde überfällig
   *[other] seit {$count} Stunden überfällig
}
due-over-days = { $count ->
    [one] seit {$count} Tag überfällig
   *[other] seit {$count} Tagen überfällig
}
due-over-since = überfällig seit {$day}

## Tasten

keys-title = Tasten
keys-next = nächster Antrag
keys-previous = voriger Antrag
keys-select = auswählen
keys-open = öffnen
keys-approve = genehmigen
keys-deny = ablehnen: zuerst der Grund
keys-ask = Rückfrage stellen
keys-search = suchen
keys-show = diese Liste zeigen
keys-off = Sie lassen sich abschalten in den
keys-settings = Einstellungen
keys-close = Schließen

## Was zuletzt beantwortet wurde

done-carried-out = Ausführung
done-undo = Rückgängig machen
done-approved = Sie haben {$title} genehmigt.
done-narrowed = Sie haben {$title} mit einer Änderung genehmigt.
done-denied = Sie haben {$title} abgelehnt.

## Mehrere gemeinsam

bulk-title = Mehrere unterzeichnen
bulk-none = Nichts von Ihrer Auswahl wartet noch.
bulk-lead = {$requests} gemeinsam. Noch ist nichts unterzeichnet.
bulk-gone = { $count ->
    [one] {$count} Antrag Ihrer Auswahl wartet nicht mehr auf Sie und ist weggelassen.
   *[other] {$count} Anträge Ihrer Auswahl warten nicht mehr auf Sie und sind weggelassen.
}
bulk-nothing = Nichts zu unterzeichnen
bulk-nothing-hint = Jemand war schneller, oder der Antrag wurde zurückgezogen.
bulk-back = Zurück zu dem, was wartet
bulk-people = Personen
bulk-term = Laufzeit
bulk-each = Je Person
bulk-more = Mehr als vorher
bulk-replaces = Tritt an die Stelle von {$title}
bulk-asked-by = beantragt von {$requester}
bulk-all = Alles zusammen
bulk-total = mehr als vorher
bulk-each-alone = Jeder Antrag wird für sich unterzeichnet: Seine Angaben werden neu gelesen, und was abgewiesen wird, macht das Übrige nicht rückgängig.
bulk-approve-all = Alle genehmigen
bulk-read-by = Alle, die beantragt haben, können dies lesen.
bulk-approve = {$requests} genehmigen
bulk-deny-all = Alle ablehnen
bulk-required = Erforderlich. Alle, die beantragt haben, können dies lesen.
bulk-deny = {$requests} ablehnen
bulk-none-ticked = Nichts ist ausgewählt: Kreuzen Sie zuerst die Zeilen an.
bulk-too-many = Höchstens {$most} Anträge werden auf einmal unterzeichnet: Wählen Sie weniger aus.
bulk-say-why-yes = Nennen Sie den Grund: Die Regel einiger dieser Anträge verlangt ihn.
bulk-say-why = Nennen Sie den Grund: Wer beantragt hat, liest ihn.
bulk-not-theirs = Ein Antrag von jemand anderem
bulk-unreadable = Das Formular konnte nicht gelesen werden. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.
bulk-only-end = Nur das Ende verschiebt sich; die Dienstpläne bleiben, wie sie sind.
bulk-only-plan = Einziger Dienstplan eingeschaltet
bulk-all-on = { $count ->
    [one] {$count} Dienstplan eingeschaltet
   *[other] Alle {$count} Dienstpläne eingeschaltet
}
bulk-plans = {$on} von {$all} Dienstplänen eingeschaltet; aus: {$names}
bulk-plans-more = {$on} von {$all} Dienstplänen eingeschaltet; aus: {$names} und {$more} weitere
bulk-no-price = {$count} ohne Preis
bulk-no-cost = nichts
bulk-and = {$costs} und {$last}

## Was aus mehreren wurde

outcome-title = Ergebnis
outcome-at = Unterzeichnet
outcome-caption = Ergebnis zu jedem Antrag
outcome-request = Antrag
outcome-outcome = Ergebnis
outcome-take-back = Zurücknehmen
outcome-take-back-short = Zurücknehmen
outcome-carried-out = Ausführung
outcome-approved-all = { $count ->
    [one] Sie haben {$count} Antrag genehmigt.
   *[other] Sie haben {$count} Anträge genehmigt.
}
outcome-denied-all = { $count ->
    [one] Sie haben {$count} Antrag abgelehnt.
   *[other] Sie haben {$count} Anträge abgelehnt.
}
outcome-approved-some = { $count ->
    [one] Sie haben {$done} von {$count} Antrag genehmigt; was abgewiesen wurde, macht das Übrige nicht rückgängig.
   *[other] Sie haben {$done} von {$count} Anträgen genehmigt; was abgewiesen wurde, macht das Übrige nicht rückgängig.
}
outcome-denied-some = { $count ->
    [one] Sie haben {$done} von {$count} Antrag abgelehnt; was abgewiesen wurde, macht das Übrige nicht rückgängig.
   *[other] Sie haben {$done} von {$count} Anträgen abgelehnt; was abgewiesen wurde, macht das Übrige nicht rückgängig.
}
outcome-signed = unterzeichnet
outcome-approved = genehmigt
outcome-denied = abgelehnt
outcome-changed = geändert: noch einmal ansehen
outcome-quicker = jemand war schneller
outcome-before = schon beantwortet
outcome-not-signed = nicht unterzeichnet
outcome-over = nicht mehr möglich
outcome-not-theirs = abgewiesen
outcome-taken-back = zurückgenommen
outcome-waits-again = Der Antrag wartet wieder.
outcome-look = Hier ist etwas schiefgegangen. Öffnen Sie den Antrag und sehen Sie nach.
outcome-try-again = Hier ist etwas schiefgegangen. Öffnen Sie den Antrag und versuchen Sie es noch einmal.
outcome-not-there = Der Antrag ist nicht vorhanden.
outcome-unavailable = Der aktuelle Stand konnte nicht gelesen werden. Versuchen Sie es in einer Minute noch einmal.
outcome-more-needed = Es sind weitere Unterschriften nötig.
outcome-is-changed = Was geschähe, ist nicht, was gezeigt wurde. Nichts wurde unterzeichnet.
outcome-policy-changes = Die Richtlinie ändert sich in diesem Augenblick. Versuchen Sie es in einer Minute noch einmal.

## Die Karte

card-around = Wartende Anträge
card-previous = Voriger
card-next = Nächster
card-title = {$product} für {$beneficiary}
card-asked-by = Beantragt von {$requester},
card-changed = Die Entscheidung hat sich geändert; sehen Sie noch einmal hin. Was Sie jetzt sehen, ist der neue Stand. Nichts wurde unterzeichnet.
card-facts-changed = Die Angaben haben sich geändert, seit Sie hingesehen haben. Bitte sehen Sie noch einmal hin.
card-why-you = Warum Sie
card-you-sign = Sie unterzeichnen als {$why}. Regel {$rule} verlangt { $needed ->
    [one] eine Unterschrift
   *[other] {$needed} Unterschriften
}.
card-you-sign-for = Sie unterzeichnen für {$other} ({$why}). Regel {$rule} verlangt { $needed ->
    [one] eine Unterschrift
   *[other] {$needed} Unterschriften
}. Auch {$other} darf unterzeichnen: Es zählt, wer zuerst unterzeichnet.
card-due = Zu unterzeichnen bis {$when}.
card-overdue = Überfällig: Die Frist endete {$when}.
card-explain = Jede Regel und ihr Grund
card-diff = Was sich ändert
card-cost-before = Kosten vorher
card-cost-after = Kosten nachher
card-cost-nothing = keine
card-term = Laufzeit
card-only-end = Nur das Ende verschiebt sich; die Dienstpläne bleiben, wie sie sind.
card-diff-caption = Dienstpläne vorher und nachher
card-plan = Dienstplan
card-before = Vorher
card-after = Nachher
card-on = ein
card-off = aus
card-unclassified = Neu und noch nicht eingeordnet: aus.
card-kept-off = Von einem Administrator für alle abgeschaltet
card-off-by-rule = Regel {$rule} schaltet ihn ab
card-not-wanted = Nicht gewünscht
card-justification = Begründung
card-no-justification = Es wurde kein Grund genannt.
card-answers = Antworten
card-about = Über {$beneficiary}
card-fact-department = Abteilung
card-fact-job = Position
card-fact-employment = Art der Beschäftigung
card-fact-country = Land
card-fact-not-set = nicht angegeben
card-fact-held = Hat bereits
card-fact-held-none = nichts
card-fact-seats = Freie Plätze
card-fact-seats-of = {$free} von {$enabled}
card-fact-team = Kolleginnen und Kollegen, die es haben
card-team-no-manager = es ist keine Führungskraft eingetragen, daher gibt es kein Team
card-team-alone = niemand sonst hat dieselbe Führungskraft
card-team-none = { $colleagues ->
    [one] keine von {$colleagues} Person mit derselben Führungskraft
   *[other] keine von {$colleagues} Personen mit derselben Führungskraft
}
card-team = { $colleagues ->
    [one] {$count} von {$colleagues} Person mit derselben Führungskraft: {$names}
   *[other] {$count} von {$colleagues} Personen mit derselben Führungskraft: {$names}
}
card-team-more = { $colleagues ->
    [one] {$count} von {$colleagues} Person mit derselben Führungskraft: {$names} und {$more} weitere
   *[other] {$count} von {$colleagues} Personen mit derselben Führungskraft: {$names} und {$more} weitere
}
card-fact-before = Früher beantragt
card-never-before = nie
card-earlier = am {$asked} beantragt, {$outcome}
card-earlier-settled = am {$asked} beantragt, {$outcome} ({$day})
card-earlier-waits = wartet auf Unterschriften
card-earlier-approved = genehmigt, noch nicht ausgeführt
card-earlier-given = erteilt
card-earlier-denied = abgelehnt
card-earlier-cancelled = zurückgezogen
card-earlier-closed = geschlossen
card-fact-covered = Schon abgedeckt
card-not-covered = nichts davon durch andere Produkte
card-chain = Wer unterzeichnet hat, wer folgt
card-nobody-before = Vor Ihnen hat niemand unterzeichnet.
card-nobody = Niemand hat unterzeichnet.
card-approved-at = hat auf Stufe {$position} genehmigt
card-denied-at = hat auf Stufe {$position} abgelehnt
card-approved-before = hat genehmigt, bevor andere zu unterzeichnen hatten; das zählt nicht mehr
card-denied-before = hat abgelehnt
card-nobody-next = Niemand folgt: Nach der letzten Unterschrift hier wird der Antrag ausgeführt.
card-next-signs = Als Nächstes: {$names}
card-exact = Die genaue Änderung
card-exact-extension = Eine Unterschrift gilt für genau dies; an Microsoft wird nichts gesendet.
card-exact-hint = Eine Unterschrift gilt für genau dies; nichts anderes wird an Microsoft gesendet.
card-taken-away = {$product} (wird entfernt)

card-you-approved = Sie haben dies genehmigt ({$when}).
card-you-denied = Sie haben dies abgelehnt ({$when}).
card-other-approved = {$signer} hat dies genehmigt ({$when}).
card-other-denied = {$signer} hat dies abgelehnt ({$when}).
card-quicker-approved = {$signer} war schneller und hat dies genehmigt ({$when}).
card-quicker-denied = {$signer} war schneller und hat dies abgelehnt ({$when}).
card-lapsed-because = {$why} Der Antrag ist verfallen; es gibt nichts zu unterzeichnen.
card-denied-because = {$why} Der Antrag wurde abgelehnt; es gibt nichts zu unterzeichnen.
card-closed = Der Antrag wurde geschlossen; es gibt nichts zu unterzeichnen.
card-cancelled = Der Antrag wurde zurückgezogen; es gibt nichts zu unterzeichnen.
card-denied = Der Antrag wurde abgelehnt; es gibt nichts zu unterzeichnen.
card-not-open = Diese Stufe ist nicht offen für Unterschriften.

## Antworten

answer-undo-until = Bis dahin können Sie Ihre Antwort zurücknehmen.
answer-undo-open = Sie können Ihre Antwort zurücknehmen, bis nach Ihnen jemand unterzeichnet.
answer-you-asked = Ihre Rückfrage
answer-other-asked = Rückfrage von {$name}
answer-asked-when = Gefragt
answer-asked-open = noch nicht beantwortet. Bis zur Antwort steht die Zeit still.
answer-take-question-back = Rückfrage zurücknehmen
answer-yours = Ihre Antwort
answer-approve = Genehmigen
answer-why-yes = Warum Sie genehmigen
answer-note = Anmerkung
answer-optional = (optional)
answer-read-by = {$requester} kann dies lesen.
answer-deny = Ablehnen
answer-reason = Grund der Ablehnung
answer-required = Erforderlich. {$requester} kann dies lesen.
answer-narrow = Mit einer Änderung genehmigen
answer-narrow-hint = Weniger als beantragt, nie mehr. Wer vor Ihnen unterzeichnet hat, unterzeichnet noch einmal.
answer-until-earlier = Bis zu einem früheren Tag
answer-before-day = Vor dem {$day}; leer = wie beantragt.
answer-fewer-days = Für weniger Tage
answer-fewer-than = Weniger als {$days}; leer = wie beantragt.
answer-without-end = Leer = ohne Ende, wie beantragt.
answer-plans-off = Dienstpläne, die aus bleiben
answer-narrow-send = Mit dieser Änderung genehmigen
answer-ask = Rückfrage stellen
answer-question = Was Sie wissen möchten
answer-question-hint = {$requester} antwortet auf der Seite des Antrags. Bis dahin steht die Zeit still.
answer-ask-send = Fragen

answer-say-why-yes = Nennen Sie den Grund: Die Regel dieser Stufe verlangt ihn.
answer-say-why = Nennen Sie den Grund: Die antragstellende Person liest ihn.
answer-nothing-signed = Nichts wurde unterzeichnet. {$why}
answer-policy-changes = Nichts wurde unterzeichnet: Die Richtlinie ändert sich in diesem Augenblick. Gehen Sie zurück und versuchen Sie es in einer Minute noch einmal.
answer-unavailable = Nichts wurde unterzeichnet. Gehen Sie zurück und versuchen Sie es in einer Minute noch einmal.
answer-days-wrong = Geben Sie eine Anzahl von Tagen an.
answer-plan-unknown = Einer der Dienstpläne gehört nicht zu diesem Produkt. Sehen Sie die Liste noch einmal an.
answer-nothing-changed = Nichts ist geändert: Wählen Sie eine kürzere Laufzeit oder weniger Dienstpläne, oder genehmigen Sie den Antrag, wie er ist.
answer-not-less = Das ist nicht weniger als beantragt: Wer unterzeichnet, kann nicht mehr geben.
answer-no-plans = Mindestens ein Dienstplan muss bleiben; um nichts davon zu geben, lehnen Sie ab.
answer-no-days = Es bliebe kein Tag: Wählen Sie einen späteren letzten Tag. Um nichts davon zu geben, lehnen Sie ab.
answer-less-denied = Die Regeln erlauben nicht, was übrig bliebe: Wählen Sie etwas anderes, oder genehmigen Sie den Antrag, wie er gestellt wurde.
answer-term-fixed = Die Regeln erlauben nicht, hier beim Unterzeichnen die Laufzeit zu ändern.
answer-plans-fixed = Die Regeln erlauben nicht, hier beim Unterzeichnen die Dienstpläne zu ändern.
answer-question-empty = Schreiben Sie, was Sie wissen möchten.
answer-question-sent = Ihre Rückfrage wurde gesendet. Bis zur Antwort steht die Zeit still.
answer-question-open = Eine Rückfrage wartet schon auf eine Antwort, und es gibt immer nur eine: Ihre wurde nicht gesendet.
answer-question-late = Hier ist nichts mehr zu unterzeichnen: Ihre Rückfrage wurde nicht gesendet.
answer-question-taken-back = Ihre Rückfrage ist zurückgenommen.
answer-question-answered = Die Rückfrage wurde schon beantwortet.
answer-taken-back = Ihre Antwort ist zurückgenommen: Nichts ist geschehen.
answer-stays = Ihre Antwort bleibt: Nach Ihnen hat jemand unterzeichnet, oder der Antrag ist schon ausgeführt.
answer-own-request = Niemand unterzeichnet den eigenen Antrag oder einen, der für einen selbst gestellt wurde.
answer-signed-before = Sie haben eine andere Stufe dieses Antrags unterzeichnet. Die Regel verlangt hier jemand anderen.
answer-signed-in-place = Es wurde schon unterzeichnet: von der Person, für die Sie unterzeichnen, oder von Ihrer Vertretung. Ein Recht zu unterzeichnen gibt eine Unterschrift.
answer-not-yours = Diesen Antrag muss jemand anderes unterzeichnen.

## Überprüfungen

reviews-title = Überprüfungen
reviews-lead = Personen, die ausgetreten sind oder gewechselt haben, und was sie besitzen. Geben Sie an, ob es noch gebraucht wird: Was niemand beantwortet, endet nach Ablauf der Frist.
reviews-empty = Nichts wartet auf Sie
reviews-empty-hint = Wenn jemand aus Ihrem Bereich eine andere Aufgabe übernimmt und die Regeln eine Überprüfung verlangen, erscheinen die Lizenzen hier.
reviews-ends = Endet von selbst
reviews-of-person = von {$person}
reviews-request = Der Antrag
reviews-request-for = auf {$product} von {$person}
reviews-why = Warum es noch gebraucht wird
reviews-licence-of = {$product} von {$person}
reviews-keep = Behalten
reviews-end = Beenden
reviews-more = Es gibt weitere; sie erscheinen, wenn diese beantwortet sind.
reviews-chosen = Alle ausgewählten
reviews-chosen-why = Warum sie noch gebraucht werden
reviews-chosen-keep = Ausgewählte behalten
reviews-chosen-end = Ausgewählte beenden
reviews-plans-on = { $count ->
    [one] {$count} Dienstplan eingeschaltet
   *[other] {$count} Dienstpläne eingeschaltet
}
reviews-no-end = kein Enddatum
reviews-until = bis {$day}
reviews-none-chosen = Wählen Sie mindestens eine Lizenz aus.
reviews-too-late = Jemand hat dies schon beantwortet, oder die Frist ist abgelaufen.
reviews-kept = { $count ->
    [one] {$count} Lizenz bleibt.
   *[other] {$count} Lizenzen bleiben.
}
reviews-ended = { $count ->
    [one] {$count} Lizenz beendet: Sie wird gleich bei Microsoft entfernt.
   *[other] {$count} Lizenzen beendet: Sie werden gleich bei Microsoft entfernt.
}
reviews-say-which = Geben Sie an, ob es bleibt oder endet.
reviews-say-why-keep = Begründen Sie mit {$shortest} bis {$longest} Zeichen, warum es noch gebraucht wird: Prüfer lesen es.
reviews-say-why-end = Begründen Sie mit {$shortest} bis {$longest} Zeichen, warum es endet: Prüfer lesen es.

## Vertretungen

delegation-title-mine = Jemand unterzeichnet für mich
delegation-lead-mine = Während Sie abwesend sind, unterzeichnet jemand anderes, was auf Sie wartet.
delegation-list-mine = Wer für Sie unterzeichnet und für wen Sie unterzeichnen
delegation-title-all = Vertretungen
delegation-lead-all = Lassen Sie jemanden für eine andere Person unterzeichnen, solange diese abwesend ist.
delegation-list-all = Wer für wen unterzeichnet
delegation-unchanged = Noch wurde nichts geändert
delegation-to = Wer unterzeichnet?
delegation-to-hint = Ein Name oder Benutzername; wo mehrere passen, wählen Sie.
delegation-from = Für wen?
delegation-from-hint = Wessen Anträge jemand anderes unterzeichnen soll.
delegation-from-day = Ab
delegation-optional = (optional)
delegation-from-day-hint = Leer: ab sofort. Die Tage gelten in der Zeitzone {$zone}.
delegation-last-day = Letzter Tag
delegation-scope = Für welche Produkte?
delegation-all-products = Alle Produkte
delegation-some-products = Nur die angekreuzten
delegation-products = Produkte
delegation-up-to = Bis zu welchen Kosten im Monat
delegation-up-to-hint = Für einen Platz, wie im Katalog, etwa 25,00. Ein Produkt ohne Preis fällt dann nicht darunter.
delegation-save = Vertretung einrichten
delegation-does = Was das bewirkt
delegation-does-words = Beide werden benachrichtigt, und beide Namen stehen bei jeder Unterschrift im Protokoll. Auch was schon wartet, kann der Vertreter unterzeichnen; es unterzeichnet, wer zuerst da ist.
delegation-does-not = Was es nicht bewirkt
delegation-does-not-words = Niemand unterzeichnet, was er selbst beantragt hat oder was für ihn ist: Solche Anträge bleiben, wo sie sind. Ein Vertreter kann nicht weitergeben, was er von jemand anderem hat. Nach dem letzten Tag endet die Vertretung von selbst.
delegation-none = Niemand unterzeichnet für jemand anderen
delegation-none-hint = Eine Vertretung erscheint hier, sobald sie eingerichtet ist, und bleibt hier, wenn sie vorbei ist.
delegation-for = für
delegation-state = Status:
delegation-end = Jetzt beenden
delegation-of = {$to} für {$from}

delegation-period = {$first} bis {$last}
delegation-up-to-words = {$names}, bis {$amount} im Monat
delegation-made-by = Eingerichtet von {$name}.
delegation-ended-by = Beendet von {$name} ({$when}).
delegation-ended-itself = Von selbst beendet ({$when}).
delegation-nothing-waits = Zurzeit wartet nichts darauf.
delegation-waiting = { $count ->
    [one] Zurzeit wartet {$count} Antrag darauf.
   *[other] Zurzeit warten {$count} Anträge darauf.
}
delegation-stays-with-you = { $count ->
    [one] {$count} Antrag bleibt bei Ihnen:
   *[other] {$count} Anträge bleiben bei Ihnen:
}
delegation-stays-with = { $count ->
    [one] {$count} Antrag bleibt bei {$name}:
   *[other] {$count} Anträge bleiben bei {$name}:
}
delegation-stays = {$product} für {$beneficiary}: {$why}
delegation-over = Vorbei
delegation-runs = Läuft
delegation-to-come = Steht bevor

delegation-why-requester = der Vertreter hat es beantragt
delegation-why-beneficiary = es ist für den Vertreter
delegation-why-signed = der Vertreter hat diesen Antrag schon unterzeichnet
delegation-why-own-right = der Vertreter unterzeichnet es aus eigenem Recht
delegation-why-other-stage = das Recht, das genutzt würde, wurde auf einer anderen Stufe genutzt, und die Regel verlangt auf jeder jemand anderen
delegation-why-other = der Vertreter kann es nicht unterzeichnen

delegation-ended-done = Beendet: Was wartet, unterzeichnet, auf wen es vorher gewartet hat.
delegation-over-already = Die Vertretung war schon vorbei.
delegation-begun = Eingerichtet: Die Vertretung läuft ab sofort, und beide wurden benachrichtigt.
delegation-to-begin = Eingerichtet: Die Vertretung beginnt von selbst, und beide wurden benachrichtigt.
delegation-to-oneself = Es muss jemand anderes unterzeichnen: Wählen Sie eine andere Person.
delegation-delegate-closed = Dieses Konto ist geschlossen: Wählen Sie eine andere Person.
delegation-delegator-left = Dieses Konto ist geschlossen: Nichts wartet darauf.
delegation-last-day-over = Der letzte Tag ist schon vorbei.
delegation-ends-before = Der letzte Tag liegt vor dem ersten.
delegation-too-long = Sie dauert höchstens {$days} Tage.
delegation-too-many = Es gibt schon zu viele Vertretungen: Beenden Sie zuerst eine davon.
delegation-day-over = Dieser Tag ist vorbei. Lassen Sie das Feld leer, um jetzt zu beginnen.
delegation-no-day = Das ist kein Tag.
delegation-no-last-day = Geben Sie an, welcher Tag der letzte ist.
delegation-no-product = Kreuzen Sie mindestens ein Produkt an.
delegation-no-amount = Geben Sie einen Betrag wie 25 oder 25,50 an.

## Notvergabe

glass-title = Notvergabe
glass-lead = Eine Lizenz sofort geben, an den Regeln vorbei, wo niemand auf den üblichen Weg warten kann.
glass-warning = Keine Regel wird befragt, und niemand unterzeichnet.
glass-warning-more = Zwei weitere Personen werden sofort benachrichtigt, mit Ihrem Namen und Ihrem Grund. Die Vergabe steht im Bericht der Ausnahmen, bis jemand anderes sie geprüft hat, und endet spätestens nach {$days} Tagen von selbst.
glass-cost = Kosten
glass-term = Laufzeit
glass-days = {$days} Tage
glass-free = Freie Plätze
glass-free-of = {$free} von {$enabled}
glass-why = Grund:
glass-plans = Dienstpläne, die eingeschaltet werden
glass-plans-hint = Auch was die Regeln abschalten, steht in der Liste. Was niemand eingeordnet hat oder was für alle abgeschaltet ist, bleibt aus.
glass-give = Jetzt geben
glass-change = Etwas ändern
glass-nothing-yet = Noch wurde nichts gegeben
glass-who = Wer erhält sie?
glass-who-hint = Ein Name oder Benutzername; wo mehrere passen, wählen Sie.
glass-product = Produkt
glass-choose = Bitte wählen
glass-how-long = Für wie viele Tage?
glass-at-most = Höchstens {$days}.
glass-why-now = Warum kann es nicht warten?
glass-why-hint = Mindestens {$chars} Zeichen. Wer es prüft, liest dies, und ebenso die Person selbst.
glass-look = Zuerst ansehen

glass-given = Vergeben: Die Lizenz wird gleich bei Microsoft eingerichtet. Zwei weitere Personen wurden benachrichtigt.
glass-no-product = Wählen Sie ein Produkt.
glass-no-days = Geben Sie eine Anzahl von Tagen von 1 bis {$days} an.
glass-no-reason = Begründen Sie es mit mindestens {$chars} Zeichen: Andere müssen es später verstehen.
glass-unavailable = Nichts wurde gegeben. Gehen Sie zurück und versuchen Sie es in einer Minute noch einmal.
glass-to-oneself = Niemand gibt sich selbst eine Lizenz: Das muss ein anderer Administrator tun.
glass-account-closed = Das Konto von {$name} ist geschlossen.
glass-no-plans = Lassen Sie mindestens einen Dienstplan eingeschaltet.
glass-too-few-to-tell = Zwei weitere Personen werden sofort benachrichtigt, und so viele sind nicht zu erreichen: Es braucht außer Ihnen und der Person, die die Lizenz bekommt, zwei Administratoren oder Prüfer, die sich schon einmal angemeldet und eine E-Mail-Adresse haben. Lassen Sie noch einen von ihnen sich einmal anmelden.
glass-hidden = Das Produkt ist im Katalog ausgeblendet: Es wird niemandem gegeben.
glass-already-held = {$name} hat es bereits oder hat ein Recht darauf.
glass-already-asked = Es wurde für {$name} schon beantragt und wartet: Lassen Sie jenen Antrag zuerst unterzeichnen oder zurückziehen.
glass-not-given-out = Das Produkt kann nicht vergeben werden: Sein Abonnement ist abgelaufen, oder es ist nicht für Personen.

## Was seither gefragt und geantwortet wurde

card-asked-since = {$who} fragte: {$question}
card-appealed = Einspruch von {$who}
