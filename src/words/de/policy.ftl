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
rule-wants-note = muss schreiben, warum
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

## Die geltende Richtlinie

policy-title = Richtlinie
policy-back = ← Richtlinie
policy-version = Fassung
policy-since = , in Kraft seit:
policy-examples = { $count ->
    [one] {$count} Beispiel besteht.
   *[other] {$count} Beispiele bestehen.
}
policy-every-version = Alle Fassungen
policy-drafts = Wartende Entwürfe
policy-no-draft = Keine Änderung der Richtlinie wartet darauf, in Kraft gesetzt zu werden.
policy-drafts-caption = Wartende Entwürfe, die ältesten zuerst
policy-draft = Entwurf
policy-why = Warum
policy-submitted-by = Eingereicht von
policy-by = Von
policy-when = Wann
policy-state = Zustand:
policy-kind-change = Änderung
policy-kind-rollback = Zurückrollen
policy-state-waits = Wartet
policy-state-in-force = In Kraft gesetzt
policy-state-withdrawn = Zurückgezogen
policy-state-refused = Zurückgewiesen
policy-change = Richtlinie ändern
policy-change-hint = Eine geänderte Fassung kommt als Entwurf herein.
policy-two-decide = Ein anderer Administrator sieht sie sich an und setzt sie in Kraft.
policy-one-decides = Wer sie einreicht, darf sie in Kraft setzen: Der Betrieb mit nur einem Administrator ist eingeschaltet.
policy-change-until = Bis dahin gilt die bisherige Fassung.
policy-send = Datei senden
policy-what = Was sich ändert, und warum
policy-file = Die Richtliniendatei
policy-file-too-large = Die Datei ist größer, als eine Richtlinie sein kann. Es wurde nichts übernommen.
policy-file-none = Wählen Sie zuerst die Richtliniendatei aus.
policy-file-empty = {$name} ist leer.
policy-file-bad = Die Datei kann nicht verwendet werden; ihre Fehler stehen unten.
policy-submit-file = Datei einreichen
policy-mistakes = { $count ->
    [one] {$count} Fehler
   *[other] {$count} Fehler
}
policy-nothing-taken = Es wurde nichts übernommen; die geltende Fassung bleibt in Kraft.
policy-disk = Die Datei auf dem Datenträger
policy-disk-newer = Die Datei enthält eine andere Fassung,
policy-disk-newer-after = Sie wurde geprüft und kann eingereicht werden.
policy-submit-disk = Fassung vom Datenträger einreichen
policy-disk-waits = Die Datei enthält eine Fassung, die schon wartet:
policy-disk-waits-way = zu ihrem Entwurf
policy-disk-same = Die Datei ist die geltende Fassung.
policy-disk-bad = Die Datei kann nicht verwendet werden. Die geltende Fassung bleibt in Kraft.
policy-disk-changed = Die Datei hat sich geändert, seit Sie sie angesehen haben. Sehen Sie sie erneut an.
policy-submitted = Der Entwurf ist eingereicht. Noch hat sich nichts geändert: Er wartet darauf, in Kraft gesetzt zu werden.
policy-in-force-already = Diese Bytes sind die geltende Fassung: Es gibt nichts zu ändern.
policy-waits-already = Diese Fassung wartet schon: Dies ist ihr Entwurf.
policy-guards = Schutzregeln
policy-guards-hint = Jede Schutzregel, die zutrifft, gilt. Eine Schutzregel kann nur einschränken.
policy-no-guards = Keine Schutzregeln.
policy-routes = Genehmigungswege
policy-routes-hint = Von oben gelesen; der erste, der zutrifft, sagt, wer unterzeichnet. Trifft keiner zu, wird der Antrag abgelehnt.
policy-no-routes = Keine Genehmigungswege.
policy-examples-word = Beispiele
policy-lines-left-out = { $count ->
    [one] {$count} weitere Zeile wird nicht angezeigt.
   *[other] {$count} weitere Zeilen werden nicht angezeigt.
}

## Ein Entwurf

draft-change = Eine Änderung der Richtlinie
draft-rollback = Zurück zu einer früheren Richtlinie
draft-submitted-by = Eingereicht von {$name},
draft-from = , aus
draft-compared = Verglichen mit
draft-against-replaced = die abgelöste Fassung
draft-against-in-force = die geltende Fassung
draft-altered-this = Zu diesem Entwurf: Die Bytes dieser Fassung wurden nach dem Aufbewahren verändert: Es sind nicht die, nach denen sie benannt ist. Stellen Sie sie aus einer Sicherung wieder her.
draft-altered-replaced = Zur abgelösten Fassung: Die Bytes dieser Fassung wurden nach dem Aufbewahren verändert: Es sind nicht die, nach denen sie benannt ist. Stellen Sie sie aus einer Sicherung wieder her.
draft-altered-in-force = Zur geltenden Fassung: Die Bytes dieser Fassung wurden nach dem Aufbewahren verändert: Es sind nicht die, nach denen sie benannt ist. Stellen Sie sie aus einer Sicherung wieder her.
draft-put-by = In Kraft gesetzt von {$name}
draft-withdrawn-by = Zurückgezogen von {$name}
draft-refused-by = Zurückgewiesen von {$name}
draft-pass-running = Wartende Anträge werden nach dieser Fassung geprüft. Bisher: { $denied ->
    [one] {$denied} wartender Antrag
   *[other] {$denied} wartende Anträge
} abgelehnt, { $kept ->
    [one] {$kept} behält seine Stufen
   *[other] {$kept} behalten ihre Stufen
}{ $unjudged ->
    [0] {""}
   *[other] , {$unjudged} nicht beurteilbar und unverändert; das Protokoll sagt, welche
}.
draft-pass-overtaken = { $denied ->
    [one] {$denied} wartender Antrag
   *[other] {$denied} wartende Anträge
} von dieser Fassung abgelehnt, { $kept ->
    [one] {$kept} behält seine Stufen
   *[other] {$kept} behalten ihre Stufen
}{ $unjudged ->
    [0] {""}
   *[other] , {$unjudged} nicht beurteilbar und unverändert; das Protokoll sagt, welche
}; dann trat eine andere Fassung in Kraft und prüfte die übrigen.
draft-pass-nothing = Als sie in Kraft trat, wartete kein Antrag auf Unterschriften.
draft-pass = { $denied ->
    [one] {$denied} wartender Antrag
   *[other] {$denied} wartende Anträge
} von dieser Fassung abgelehnt; { $kept ->
    [one] {$kept} behält seine Stufen
   *[other] {$kept} behalten ihre Stufen
}{ $unjudged ->
    [0] {""}
   *[other] , {$unjudged} nicht beurteilbar und unverändert; das Protokoll sagt, welche
}.
draft-problems = Diese Version von Countersign nimmt die Datei nicht an: Sie kann nicht in Kraft gesetzt werden.
draft-rules = Regeln, die sich ändern
draft-before = vorher: {$count}
draft-no-rule = Keine Schutzregel und kein Genehmigungsweg ändert sich: Was sich unterscheidet, steht in Beispielen, Kommentaren oder anderen Teilen der Datei.
draft-reordered = Die Reihenfolge ist eine andere, und der erste, der zutrifft, zählt.
draft-new = Neu
draft-changed-rule = Geändert
draft-as-it-was = Wie es war
draft-gone = Entfallen
draft-replay = Was sie entschieden hätte
draft-replay-see = Ansehen, was sich ändert
draft-replayed-by = Nachgerechnet von {$name},
draft-replayed-over = , über das, was mit früheren Anträgen gespeichert ist.
draft-not-replayed = Frühere Anträge wurden damit noch nicht nachgerechnet.
draft-replay-again = Erneut nachrechnen
draft-replay-90 = Die letzten 90 Tage nachrechnen
draft-other-days = Andere Zeiträume
draft-notice = Was ihre Beispiele bemerken
draft-examples = { $count ->
    [0] In der Datei steht kein Beispiel: Nichts zeigt, dass ihre Regeln tun, was sie sollen.
    [one] In der Datei steht 1 Beispiel, und es besteht.
   *[other] In der Datei stehen {$count} Beispiele, und alle bestehen.
}
draft-unexercised = Kein Beispiel erprobt
draft-tried = { $tried ->
    [one] {$tried} Änderung einzelner Regeln erprobt
   *[other] {$tried} Änderungen einzelner Regeln erprobt
}; { $unnoticed ->
    [0] die Beispiele bemerken jede.
   *[other] {$unnoticed} davon bemerkt kein Beispiel:
}
draft-line = Zeile {$number}
draft-unnoticed-hint = Die Datei könnte so geändert sein, und jedes Beispiel bestünde noch: Niemand würde den Fehler bemerken.
draft-more-unexercised = { $count ->
    [one] {$count} Regel, die kein Beispiel erprobt, ist nicht aufgeführt.
   *[other] {$count} Regeln, die kein Beispiel erprobt, sind nicht aufgeführt.
}
draft-more-unnoticed = { $count ->
    [one] {$count} Änderung, die kein Beispiel bemerkt, ist nicht aufgeführt.
   *[other] {$count} Änderungen, die kein Beispiel bemerkt, sind nicht aufgeführt.
}
draft-untried = { $count ->
    [one] {$count} Änderung wurde
   *[other] {$count} Änderungen wurden
} hier nicht erprobt: Es sind zu viele. `countersign policy check` erprobt mehr.
draft-unknown = Namen, die der Mandant nicht hat
draft-unknown-hint = Regeln über sie bewirken nichts, bis er sie hat.
draft-diff = Zeile für Zeile
draft-diff-hint = { $added ->
    [one] {$added} Zeile
   *[other] {$added} Zeilen
} hinzugefügt (+), {$removed} entfernt (−). Die erste Zahl ist die Zeile dort ({$against}), die zweite die Zeile hier.
draft-diff-empty = Beide Dateien sind leer.
draft-unchanged = { $count ->
    [one] {$count} unveränderte Zeile
   *[other] {$count} unveränderte Zeilen
}
draft-line-added = hinzugefügt
draft-line-removed = entfernt
draft-download = Datei herunterladen
draft-download-after = und dort ansehen.
draft-yours = Ihr Entwurf
draft-answer = Ihre Antwort
draft-own = Sie haben diesen Entwurf eingereicht. Jemand anderes mit der Rolle Administrator muss ihn in Kraft setzen.
draft-own-refused = Sie haben diesen Entwurf eingereicht. Jemand anderes mit der Rolle Administrator muss ihn in Kraft setzen. Der Versuch steht im Prüfprotokoll.
draft-alone = Sie haben diesen Entwurf selbst eingereicht. Der Betrieb mit nur einem Administrator ist eingeschaltet, deshalb dürfen Sie ihn allein in Kraft setzen; das Prüfprotokoll hält das fest.
draft-put-confirm = Diese Fassung in Kraft setzen?
draft-put-heading = In Kraft setzen
draft-put-hint = Von da an gilt sie für jeden Antrag. Wartende Anträge behalten ihre Stufen, außer diese Fassung lehnt sie ab; dann werden alle Betroffenen benachrichtigt.
draft-put-why = Warum sie richtig ist
draft-put-go = In Kraft setzen
draft-put = Der Entwurf ist jetzt in Kraft.
draft-withdraw-heading = Zurückziehen
draft-refuse-heading = Zurückweisen
draft-away-hint = Die geltende Fassung bleibt, und diese wird im Register aufbewahrt.
draft-away-why = Warum nicht
draft-withdraw-go = Zurückziehen
draft-refuse-go = Zurückweisen
draft-withdrawn = Sie haben den Entwurf zurückgezogen. Die geltende Fassung bleibt.
draft-refused = Sie haben den Entwurf zurückgewiesen. Die geltende Fassung bleibt.
draft-no-longer-waits = Jemand war schneller: Dieser Entwurf wartet nicht mehr.
draft-changed = Seit Sie hingesehen haben, ist eine andere Fassung in Kraft getreten; es wurde nichts getan. Die Unterschiede sind neu angezeigt: Sehen Sie noch einmal hin.
draft-altered = Die Bytes dieser Fassung wurden nach dem Aufbewahren verändert: Es sind nicht die, nach denen sie benannt ist. Stellen Sie sie aus einer Sicherung wieder her. Es wurde nichts getan.
draft-broken = Diese Version von Countersign nimmt die Datei nicht an, deshalb wurde nichts getan. Ihre Fehler stehen unten.

## Das Register der Fassungen

register-title = Alle Fassungen der Richtlinie
register-lead = Jede wird Byte für Byte unter ihrem SHA-256 aufbewahrt, auch wenn sie nie in Kraft trat.
register-none = Keine ältere Fassung.
register-download = Herunterladen
register-download-of = Fassung {$version}
version-title = Richtlinie {$version}
version-back = ← Alle Fassungen
version-kept = Zuerst aufbewahrt:
version-size = { $count ->
    [one] {$count} Byte
   *[other] {$count} Bytes
}
version-state-in-force = In Kraft
version-state-was = War in Kraft
version-state-never = Nie in Kraft
version-when = Wann sie in Kraft war
version-never = Nie.
period-in-force = In Kraft
period-from = ab
period-until = bis
period-first = Von Countersign beim ersten Start, oder bevor es Entwürfe gab
period-change = Eingereicht von {$submitter}, in Kraft gesetzt von {$put}
period-rollback = Zurückgerollt von {$submitter}, in Kraft gesetzt von {$put}
period-why = Eingereicht, weil:
period-put-why = In Kraft gesetzt, weil:
version-drafts = Entwürfe mit ihr
version-drafts-caption = Entwürfe mit dieser Fassung, die neuesten zuerst
version-draft-submitted = , eingereicht {$when}
version-state = Zustand
version-back-to = Zu ihr zurückrollen
version-back-hint = Sie wird ein Entwurf mit genau diesen Bytes und tritt in Kraft wie jeder andere.
version-back-go = Zurückrollen einreichen
version-broken = Diese Version von Countersign nimmt die Datei nicht mehr an, deshalb kann sie so nicht wieder in Kraft treten. Berichtigen Sie eine Kopie davon und reichen Sie diese ein.
version-never-in-force = Diese Fassung war nie in Kraft, es gibt also nichts, wohin zurückgerollt werden könnte. Reichen Sie die Datei als Änderung ein.
version-altered = Die Bytes dieser Fassung wurden nach dem Aufbewahren verändert: Es sind nicht die, nach denen sie benannt ist. Stellen Sie sie aus einer Sicherung wieder her.
version-file = Die Datei
version-download = Herunterladen

## Läufe: was Nachrechnung und Nachvollzug gemeinsam haben

run-days = {$count} Tage
run-choose-days = Wählen Sie, wie weit zurückgeblickt werden soll.
run-running = Läuft
run-done = Fertig
run-cancelled = Abgebrochen
run-failed = Gescheitert
run-progress = Bisher {$done} von {$total}.
run-looks-again = Diese Seite aktualisiert sich selbst; ohne Skripte laden Sie sie neu.
run-cancel = Abbrechen
run-over-already = Der Lauf war schon vorbei.
run-tried-again = Der letzte Versuch ist gescheitert; es wird erneut versucht.
run-waits = Der Lauf wartet auf einen Worker.
run-taken-up = Der Worker hat mittendrin aufgehört; ein anderer macht dort weiter.
run-interrupted = { $count ->
    [one] Der Lauf wurde einmal unterbrochen und an derselben Stelle fortgesetzt.
   *[other] Der Lauf wurde {$count}-mal unterbrochen und an derselben Stelle fortgesetzt.
}
run-trouble = Diese Version von Countersign kann den Entwurf nicht lesen: {$trouble}
run-list = Läufe
run-list-caption = Läufe, die neuesten zuerst
run-run = Lauf
run-state = Zustand
run-came-of-it = Was herauskam
run-result = Ergebnis
run-by = Von
run-when = Wann
run-csv = Als CSV herunterladen
run-product-for = {$product} für {$person}
run-request-gone = Ein Antrag, den es nicht mehr gibt
run-decided = entschieden:
run-beside = {$what}: {$left} und {$right}
run-differs = , abweichend
run-line-outcome = Ergebnis
run-line-signers = Wer unterzeichnet
run-line-people = Verschiedene Personen
run-line-plans = Dienstpläne aus
run-line-term = Laufzeit
run-line-asks = Fragen
run-line-replaces = Ersetzt
run-line-calendars = Arbeitszeiten
run-line-reasons = Gründe
run-decision = Entscheidung
run-request = Antrag
run-pages = Seiten
run-first-page = ← Erste Seite
run-next-page = Nächste Seite →

## Nachrechnung eines Entwurfs

replay-page = Nachrechnung
replay-title = Entwurf nachrechnen
replay-back = ← Alle Nachrechnungen
replay-lead = Was ein Entwurf zu früheren Anträgen gesagt hätte, über die Tatsachen, die mit ihnen gespeichert sind. Es wird nichts in Kraft gesetzt.
replay-is-version = Der Entwurf ist die Fassung
replay-choose-file = Stattdessen eine Datei wählen
replay-days = Anträge der letzten
replay-go = Nachrechnen
replay-none-yet = Noch wurde kein Entwurf nachgerechnet.
replay-file-too-large = Die Datei ist größer, als eine Richtlinie sein darf.
replay-file-nameless = eine Datei ohne Namen
replay-file-bad = {$name} kann nicht verwendet werden.
replay-version-bad = Diese Fassung kann nicht mehr gelesen werden.
replay-under-way = Eine andere Nachrechnung läuft schon: Warten Sie sie ab oder brechen Sie sie ab.
replay-cancelled = Abgebrochen. Was bis dahin gezählt wurde, bleibt zu lesen.
replay-draft-of = Entwurf von {$name}
replay-version = Fassung {$version}
replay-by = , nachgerechnet von {$name},
replay-since = : Anträge, entschieden seit
replay-running = Nachrechnung läuft
replay-waits = Diese Fassung wartet darauf, in Kraft gesetzt zu werden.
replay-waits-way = Zurück zum Entwurf
replay-sentence = { $requests ->
    [one] {$requests} Antrag
   *[other] {$requests} Anträge
}: {$same} wie bisher, {$changed} anders.
replay-unreadable = { $count ->
    [one] {$count} Entscheidung kann nicht mehr gelesen werden und wurde ausgelassen: Der Nachvollzug nennt sie.
   *[other] {$count} Entscheidungen können nicht mehr gelesen werden und wurden ausgelassen: Der Nachvollzug nennt sie.
}
replay-not-counted = { $count ->
    [one] {$count} Antrag kann
   *[other] {$count} Anträge können
} nicht beurteilt werden: Der Entwurf fragt, was eine Kostenstelle ausgab, und das wurde damals nicht gezählt.
replay-first-kept = Die ersten {$count} Anträge werden aufbewahrt; gezählt sind alle.
replay-nothing = Nichts ändert sich
replay-nothing-says = Der Entwurf entscheidet jeden dieser Anträge, wie er entschieden wurde.
replay-changes = Was sich ändert
replay-changes-nav = Änderungen
replay-changes-hint = Ein Antrag kann sich mehrfach ändern und ist unter jeder Änderung gezählt.
replay-cost = Kosten im Monat
replay-cost-hint = Neue Lizenzen, die nicht abgelehnt sind, zu ihrem damaligen Preis, als hätten alle unterzeichnet.
replay-cost-caption = Kosten im Monat, nach Währung
replay-currency = Währung
replay-no-currency = keine Währung
replay-before = Vorher
replay-difference = Unterschied
replay-no-difference = keiner
replay-every = Alle Anträge, die sich ändern
replay-left = Wie entschieden
replay-right = Mit dem Entwurf

## Nachvollzug

reperform-title = Nachvollzug
reperform-lead = Jede gespeicherte Entscheidung wird mit ihrer eigenen Fassung der Richtlinie und den damaligen Tatsachen erneut getroffen und mit dem verglichen, was das Prüfprotokoll über sie sagt; ebenso das Register der Richtlinie.
reperform-run = Entscheidungen nachvollziehen
reperform-result = Ergebnis
reperform-figures = {$reproduced} von {$decisions} mit demselben Ergebnis
reperform-as-far = {$figures}, so weit der Lauf kam
reperform-so-far = Bisher {$figures}
reperform-nothing = Keine Entscheidung in diesem Zeitraum
reperform-named-below = Die übrigen sind unten genannt.
reperform-without-fingerprint = { $count ->
    [one] {$count} Entscheidung wurde
   *[other] {$count} Entscheidungen wurden
} von einer älteren Version ohne Fingerabdruck protokolliert: Eine veränderte Tatsache, die keine Entscheidung ändert, wird dort nicht gefunden.
reperform-erased = { $count ->
    [one] {$count} Entscheidung betrifft
   *[other] {$count} Entscheidungen betreffen
} jemanden, dessen Daten gelöscht wurden, und {$count ->
    [one] kann
   *[other] können
} nicht noch einmal ausgeführt werden.
reperform-first-kept = Die ersten {$count} werden aufbewahrt.
reperform-since = Entscheidungen seit
reperform-since-day = Seit {$day}
reperform-every = Alle Entscheidungen
reperform-begun = ; begonnen
reperform-begun-by = von {$name}.
reperform-under-way = Die Entscheidungen werden schon nachvollzogen: Warten Sie den Lauf ab oder brechen Sie ihn ab.
reperform-cancelled = Abgebrochen. Was bis dahin gefunden wurde, bleibt zu lesen.
reperform-not-all = Nicht alle gleich
reperform-not-as-logged = Nicht wie im Protokoll
reperform-versions = Fassungen der Richtlinie, die nicht verwendet werden können
reperform-register = Das Register ist nicht wie im Protokoll
reperform-rows = Was anders herauskommt
reperform-left = Wie gespeichert
reperform-right = Wie es herauskommt
reperform-days = Wie weit zurück
reperform-everything = Alles
reperform-none-yet = Noch wurde keine Entscheidung nachvollzogen.
reperform-log-proof = Dass das Protokoll selbst unversehrt ist, beweist

fault-gone = laut Protokoll wurde sie getroffen, und sie ist weg
fault-misplaced = sie ist nicht dort, wo das Protokoll sie hat
fault-not-logged = das Protokoll sagt nicht, dass sie getroffen wurde
fault-logged-twice = das Protokoll sagt mehr als einmal, dass sie getroffen wurde
fault-facts-altered = Tatsachen wurden nach dem Protokollieren der Entscheidung verändert
fault-decision-altered = die Entscheidung wurde nach dem Protokollieren verändert
fault-people-altered = wer unterzeichnen sollte, wurde nach dem Protokollieren verändert
fault-time-altered = ihre Zeit ist nicht die protokollierte
fault-facts-unreadable = die Tatsachen können nicht gelesen werden
fault-decision-unreadable = die Entscheidung kann nicht gelesen werden
fault-policy-altered = ihre Fassung der Richtlinie wurde verändert
fault-policy-unreadable = ihre Fassung der Richtlinie kann nicht mehr gelesen werden
fault-outcome = ein anderes Ergebnis kommt heraus
fault-stages = andere Stufen kommen heraus
fault-plans = andere Dienstpläne sind aus
fault-term = eine andere Laufzeit kommt heraus
fault-reasons = andere Gründe kommen heraus
fault-version = sie nennt eine andere Fassung der Richtlinie
fault-other = etwas anderes kommt anders heraus
