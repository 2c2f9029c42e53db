## Reports

evidence-title = Berichte
evidence-lead = Jeder Bericht stellt eine Frage. Was er gefunden hat, wird mit seinem Hash aufbewahrt und bleibt, wie es ist.
evidence-to-log = Prüfprotokoll
evidence-latest = Letzte Läufe
evidence-none-yet = Es wurde noch kein Bericht erstellt.
evidence-not-run-yet = Dieser Bericht wurde noch nicht erstellt.
evidence-report = Bericht
evidence-asked = Gefragt nach
evidence-state = Stand
evidence-found = Gefunden
evidence-by = Erstellt von
evidence-when = Wann
evidence-group-approval = Wer was haben darf
evidence-group-removal = Was endet, und wann
evidence-group-exceptions = Was an den Regeln vorbeiging
evidence-form = Wonach gefragt wird
evidence-from = Von ({$zone})
evidence-to = Bis einschließlich
evidence-day = Stand am Ende von ({$zone})
evidence-second-day = Verglichen mit dem Ende von
evidence-person = Person (Benutzername)
evidence-product = Produkt
evidence-all-products = Alle Produkte
evidence-run = Bericht erstellen
evidence-sql = Die Frage in SQL
evidence-no-person = Niemand hat diesen Benutzernamen.
evidence-no-product = Dieses Produkt gibt es nicht.
evidence-too-long = Ein Bericht umfasst höchstens {$most} Tage. Bitte wählen Sie einen kürzeren Zeitraum.
evidence-too-many = Es werden bereits {$most} Berichte erstellt. Bitte warten Sie, bis einer davon fertig ist.
evidence-run-again = Noch einmal erstellen
evidence-this-run = Dieser Lauf
evidence-running = Läuft
evidence-done = Fertig
evidence-failed = Fehlgeschlagen
evidence-looks-again = Diese Seite sieht von selbst wieder nach. Sie können sie verlassen und wiederkommen.
evidence-took-too-long = Es hat zu lange gedauert. Bitte wählen Sie einen kürzeren Zeitraum.
evidence-too-many-rows = Der Bericht hätte zu viele Zeilen. Bitte wählen Sie einen kürzeren Zeitraum.
evidence-broke = Bei uns ist etwas schiefgegangen. Die Ursache steht im Protokoll des Dienstes.
evidence-not-there = Diese Version von Countersign hat den Bericht nicht.
evidence-not-done = Dieser Bericht ist noch nicht fertig, daher gibt es noch keine Datei.
evidence-over-what = Über
evidence-over = { $size ->
    [one] Der Prüfpunkt über {$size} Ereignis, Wurzel {$head}
   *[other] Der Prüfpunkt über {$size} Ereignisse, Wurzel {$head}
}
evidence-no-checkpoint = Es wurde noch kein Prüfpunkt signiert.
evidence-erased = Aus diesen Zeilen wurde danach eine Person gelöscht; der Hash ist der der Zeilen davor:
evidence-permalink = Dauerhafter Link
evidence-files = Dateien
evidence-lines = JSON Lines (gehasht)
evidence-curl = Hash prüfen
evidence-so-far = { $rows ->
    [one] Bisher {$rows} Zeile.
   *[other] Bisher {$rows} Zeilen.
}
evidence-rows = { $rows ->
    [one] {$rows} Zeile
   *[other] {$rows} Zeilen
}
evidence-rows-judged = { $rows ->
    [one] {$rows} Zeile: {$bad} mangelhaft, {$open} offen
   *[other] {$rows} Zeilen: {$bad} mangelhaft, {$open} offen
}
evidence-nothing = Es wurde nichts gefunden
evidence-totals = In Zahlen
evidence-count = Zeilen
evidence-all-others = alle anderen
evidence-rows-title = Zeilen
evidence-print = Alle auf einer Seite, zum Drucken
evidence-filter = Zeilen filtern
evidence-filter-words = Wörter in einer Zeile
evidence-every-verdict = Jedes Urteil
evidence-cut = Es gibt mehr Zeilen, als auf eine Seite passen. Die Dateien enthalten alle.
evidence-none-here = Keine Zeile passt.
evidence-first = Erste Zeilen
evidence-next = Nächste Zeilen
evidence-verdict-bad = Mangelhaft
evidence-verdict-open = Offen
evidence-verdict-ok = In Ordnung
evidence-asked-period = Vom {$from} bis {$to} ({$zone}).
evidence-asked-day = Stand am Ende des {$day} ({$zone}).
evidence-asked-days = Stand am Ende des {$first}, verglichen mit dem Ende des {$second} ({$zone}).
evidence-asked-person = Zur Person {$person}.
evidence-asked-product = Zum Produkt {$product}.
job-report = Ein Bericht für die Prüfung

## Columns

evidence-col-verdict = Urteil
evidence-col-why = Warum
evidence-col-at = Zeitpunkt
evidence-col-act = Was geschah
evidence-col-asked-as = Gefragt als
evidence-col-requester = Gefragt von
evidence-col-beneficiary = Für
evidence-col-signed-as = Unterzeichnet als
evidence-col-by = Von
evidence-col-on-behalf-of = In Vertretung von
evidence-col-product = Produkt
evidence-col-attempt = Versuch
evidence-col-request = Antrag
evidence-col-event = Ereignis
evidence-col-noticed-at = Bemerkt am
evidence-col-weekday = Wochentag
evidence-col-person = Person
evidence-col-action = Folgt
evidence-col-rule = Regel
evidence-col-grace-days = Tage Frist
evidence-col-promised-at = Zugesagt bis
evidence-col-removed-at = Entzogen am
evidence-col-removed-after = Stunden bis zum Entzug
evidence-col-late = Stunden zu spät
evidence-col-settled-by = Entschieden von
evidence-col-reason = Begründung
evidence-col-what = Ausnahme
evidence-col-reviewed-by = Geprüft von
evidence-col-reviewed-at = Geprüft am
evidence-col-review-note = Ergebnis der Prüfung

## Segregation of duties

evidence-duties = Funktionstrennung
evidence-duties-question = Wer hat für wen gefragt und wer hat unterzeichnet, hat jemand über sich selbst entschieden, und welche Versuche wurden abgewiesen?
evidence-duties-nothing = In dieser Zeit hat niemand etwas unterzeichnet, vergeben oder geprüft, und niemand wurde abgewiesen.
evidence-signed-own-request = Hat den eigenen Antrag unterzeichnet
evidence-signed-for-oneself = Hat unterzeichnet, was sie oder er selbst bekam
evidence-signed-in-their-place = Hat in Vertretung dessen unterzeichnet, der gefragt oder es bekommen hat
evidence-signed-two-stages = Hat zwei Stufen eines Antrags unterzeichnet
evidence-gave-to-oneself = Hat es sich selbst gegeben
evidence-reviewed-own-act = Hat geprüft, was sie oder er selbst vergeben hatte
evidence-reviewed-own-licence = Hat geprüft, was sie oder er selbst bekam
evidence-own-policy = Hat den eigenen Entwurf der Richtlinie in Kraft gesetzt
evidence-act-approve = Genehmigt
evidence-act-deny = Abgelehnt
evidence-act-automatic = Ohne Unterschrift vergeben
evidence-act-adopted = Abweichung übernommen
evidence-act-given-at-once = Sofort vergeben
evidence-act-reviewed = Ausnahme geprüft
evidence-act-policy = Richtlinie in Kraft gesetzt
evidence-act-refused = Versuch abgewiesen
evidence-as-author = Urheber
evidence-as-self = Für sich selbst
evidence-as-report = Für unterstellte Person
evidence-as-other = Für jemand anderen
evidence-as-administrator = Administration
evidence-as-reviewer = Prüfung
evidence-as-manager = Führungskraft
evidence-as-managers-manager = Nächsthöhere Führungskraft
evidence-as-owner = Produktverantwortung

## Leavers and movers

evidence-leavers = Austritte und Wechsel
evidence-leavers-question = Wenn jemand ausgetreten ist oder gewechselt hat: Nach wie vielen Stunden war jede Lizenz entzogen, und war das in der zugesagten Zeit?
evidence-leavers-nothing = Das Verzeichnis hat in dieser Zeit niemanden mit einer Lizenz von uns gemeldet, der ausgetreten ist oder gewechselt hat.
evidence-missed = Das Konto wurde geschlossen, und nichts folgte
evidence-not-noticed = Das Konto ist geschlossen, und niemand hat es bemerkt
evidence-no-rule = Keine Regel sagt, was folgt
evidence-called-off = Abgesagt: wieder da oder erneut gewechselt
evidence-kept = Jemand hat entschieden, es zu behalten
evidence-late = Zu spät entzogen
evidence-in-time = Rechtzeitig entzogen
evidence-overdue = Überfällig und nicht entzogen
evidence-overdue-held = Überfällig: Die Sicherung hält es zurück
evidence-held = Die Sicherung hält es zurück
evidence-not-due = Noch nicht fällig
evidence-event-disabled = Konto geschlossen
evidence-event-deleted = Konto gelöscht
evidence-event-moved = Gewechselt
evidence-action-end = Es endet
evidence-action-review = Jemand prüft es
evidence-action-none = Nichts
evidence-weekday-1 = Montag
evidence-weekday-2 = Dienstag
evidence-weekday-3 = Mittwoch
evidence-weekday-4 = Donnerstag
evidence-weekday-5 = Freitag
evidence-weekday-6 = Samstag
evidence-weekday-7 = Sonntag

## Exceptions

evidence-exceptions = Ausnahmen
evidence-exceptions-question = Was ging an den Regeln vorbei, wer hat es getan und warum, und hat jemand anderes es geprüft?
evidence-exceptions-nothing = In dieser Zeit wurde nichts sofort vergeben, übernommen, von Hand geschlossen oder von nur einer Person der Administration geändert.
evidence-what-break-glass = Sofort vergeben
evidence-what-single-administrator = Richtlinie von nur einer Person geändert
evidence-what-drift-adopted = Abweichung übernommen
evidence-what-drift-accepted = Abweichung hingenommen
evidence-what-forced-closure = Von Hand geschlossen
evidence-what-fuse-kept = Trotz Ablauf behalten
evidence-own-licence = Es ist die eigene Lizenz
evidence-reviewed = Von jemand anderem geprüft
evidence-review-overdue = Nicht innerhalb von 7 Tagen geprüft
evidence-not-reviewed = Noch nicht geprüft
evidence-nobody-else = Niemand anderes hat es geprüft

## Events of reports

log-report-asked = Hat den Bericht „{$report}“ angefordert
log-report-failed = Der Bericht „{$report}“ ist fehlgeschlagen
log-report-run = { $rows ->
    [one] Hat den Bericht „{$report}“ erstellt: {$rows} Zeile, {$bad} mangelhaft
   *[other] Hat den Bericht „{$report}“ erstellt: {$rows} Zeilen, {$bad} mangelhaft
}
log-reports-viewed = Hat die Liste der Berichte angesehen
log-report-opened = Hat den Bericht „{$report}“ geöffnet
log-report-viewed = Hat angesehen, was der Bericht „{$report}“ gefunden hatte
log-report-exported = Hat das Ergebnis des Berichts „{$report}“ als Datei ({$format}) heruntergeladen
