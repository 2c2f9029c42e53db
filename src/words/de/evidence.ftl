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

## Expiries

evidence-col-due-at = Fällig am
evidence-col-lag = Stunden vom Ende bis zum Entzug
evidence-col-end-cause = Grund des Endes
evidence-col-told = Erinnerung
evidence-col-reminders = Erinnerungen
evidence-col-reminded-at = Zuletzt erinnert am
evidence-col-extensions = Verlängerungen
evidence-col-moved-at = Verschoben am
evidence-col-moved-to = Verschoben auf
evidence-col-extended-by = Antrag auf Verlängerung
evidence-expiries = Abläufe
evidence-expiries-question = Welche Rechte waren fällig, war jede Lizenz innerhalb von 24 Stunden entzogen, wer wurde vorher erinnert und was wurde verlängert? Schlecht ist, was zu spät entzogen wurde, überfällig ist, erst hinterher verschoben wurde oder ein anderes Ende hat, als das Prüfprotokoll sagt.
evidence-expiries-nothing = In diesem Zeitraum war kein Recht fällig.
evidence-end-differs = Das Ende ist ein anderes, als das Prüfprotokoll sagt
evidence-left-there = Aufgegeben: Die Lizenz blieb bei Microsoft
evidence-ended-before = Vor der Fälligkeit beendet
evidence-being-removed = Fällig und wird gerade entzogen
evidence-extended = Rechtzeitig verlängert
evidence-extended-late = Erst nach dem Ende verlängert
evidence-end-kept = Von der Administration behalten
evidence-end-kept-late = Nach dem Ende von der Administration behalten
evidence-reminded = Erinnert
evidence-not-reminded = Niemand wurde erinnert
evidence-no-reminder-due = Keine war fällig
evidence-cause-given-back = Zurückgegeben
evidence-cause-withdrawn = Vor der Einrichtung zurückgezogen
evidence-cause-closed = Von der Administration geschlossen
evidence-cause-expired = Die Zeit war abgelaufen
evidence-cause-left = Die Person ist ausgeschieden
evidence-cause-moved = Die Person hat gewechselt
evidence-cause-not-granted = Es war nicht von uns vergeben
evidence-cause-gone = Bei Microsoft nicht mehr da, und so angenommen
evidence-cause-replaced = Durch ein anderes Produkt ersetzt

## State as of a day and difference of two

evidence-col-state-then = Stand damals
evidence-col-plans = Eingeschaltete Dienstpläne
evidence-col-approved-at = Genehmigt am
evidence-col-active-at = Aktiv seit
evidence-col-until = Bis
evidence-col-how = Genehmigt durch
evidence-col-signers = Unterzeichnet von
evidence-col-justification = Begründung
evidence-col-policy = Fassung der Richtlinie
evidence-col-changed-by = Antrag, der es zuletzt geändert hat
evidence-as-of = Stand an einem Tag
evidence-as-of-question = Wer hatte am Ende dieses Tages was, seit wann, bis wann, mit welchen Dienstplänen, und welcher Antrag, welche Richtlinie und welche Unterschriften standen dahinter? Schlecht ist, was keine Genehmigung hat, nicht im Prüfprotokoll steht, andere Dienstpläne hat, als das Prüfprotokoll je genannt hat, oder sein Ende überschritten hatte.
evidence-as-of-nothing = Am Ende dieses Tages hatte niemand etwas von uns.
evidence-approved = Genehmigt
evidence-plans-differ = Die Dienstpläne sind keine, die das Prüfprotokoll je genannt hat
evidence-past-its-end = Das Ende war überschritten
evidence-then-active = Aktiv
evidence-then-ending = Wird entzogen
evidence-then-scheduled = Genehmigt, beginnt später
evidence-then-on-its-way = Genehmigt, noch nicht eingerichtet
evidence-how-signed = Unterschriften
evidence-how-automatic = Die Richtlinie, ohne Unterschrift
evidence-how-adopted = Eine übernommene Abweichung
evidence-how-given-at-once = Die Administration, an den Regeln vorbei
evidence-no-approval = Es gibt keine Genehmigung
evidence-not-in-the-log = Das Prüfprotokoll sagt nichts davon
evidence-col-change = Änderung
evidence-col-switched-on = Dazugekommene Dienstpläne
evidence-col-switched-off = Weggefallene Dienstpläne
evidence-col-until-before = Bis, vorher
evidence-col-until-after = Bis, nachher
evidence-difference = Unterschied zwischen zwei Tagen
evidence-difference-question = Was hatte wer am Ende des zweiten Tages und nicht am Ende des ersten, was war weg, welche Dienstpläne und Enden hatten sich geändert, und warum? Schlecht ist, was ohne Genehmigung kam, und was ohne ein Wort im Prüfprotokoll kam oder ging.
evidence-difference-nothing = Zwischen diesen Tagen kam, ging und änderte sich nichts.
evidence-came = Gekommen
evidence-went = Gegangen
evidence-came-anew = Gegangen und neu gekommen
evidence-changed-plans = Andere Dienstpläne
evidence-changed-end = Ein anderes Ende
evidence-classified = Ein Dienstplan wurde eingeordnet

## Access on a day

evidence-group-access = Wer hier was darf
evidence-col-source = Kommt von
evidence-col-right = Darf oder hat getan
evidence-col-scope = Wovon
evidence-col-times = Anzahl
evidence-col-since = Seit oder am
evidence-access = Wer an einem Tag was durfte
evidence-access-question = Wer hatte welche Rolle, war in welcher Gruppe, die unterzeichnet, zeichnete in Vertretung für wen, durfte welche offenen Stufen unterzeichnen, und was wurde an diesem Tag getan, das eine Rolle braucht? Schlecht ist eine Handlung ohne vorherige Anmeldung mit ihrer Rolle und ein Recht zu unterzeichnen von jemandem, dessen Konto geschlossen war. Offen ist, was nicht bekannt ist: wer sich nur vor diesem Tag mit einer Rolle angemeldet hat, und Gruppen, von denen das Prüfprotokoll vorher nichts sagt.
evidence-access-nothing = Von niemandem war bekannt, dass sie oder er an diesem Tag etwas durfte.
evidence-from-role = Rolle bei der Anmeldung
evidence-from-act = An diesem Tag getan
evidence-from-group = Gruppe des Verzeichnisses
evidence-from-delegation = Vertretung
evidence-from-stage = Offene Stufen
evidence-as-auditor = Prüferin oder Prüfer
evidence-signs-for-group = Unterzeichnet, wo die Richtlinie diese Gruppe fragt
evidence-signs-for-somebody = Unterzeichnet in Vertretung
evidence-signs-stage = Darf unterzeichnen
evidence-signed-in-that-day = Hat sich an diesem Tag damit angemeldet
evidence-last-seen-with-it = Hat sich vorher damit angemeldet; ob sie noch bestand, ist nicht bekannt
evidence-both-roles = Administration und Prüfung zugleich
evidence-with-the-role = Vorher mit der Rolle angemeldet
evidence-without-the-role = Vorher keine Anmeldung mit der Rolle
evidence-member = Mitglied
evidence-member-since-before = Mitglied; seit wann, steht nicht im Prüfprotokoll
evidence-left-unsaid = War Mitglied; wann das endete, steht nicht im Prüfprotokoll
evidence-members-not-known = Wer darin war, ist nicht bekannt: Das Prüfprotokoll spricht erst später davon
evidence-delegated = Von der vertretenen Person erteilt
evidence-delegated-by-administrator = Von der Administration erteilt
evidence-may-sign = Am Ende des Tages offen
evidence-others-later = Andere dürfen seitdem unterzeichnen: Ob sie es an diesem Tag durften, ist nicht bekannt
evidence-account-closed = Das Konto war geschlossen

## Rights of the database

evidence-col-role = Rolle der Datenbank
evidence-col-tables = Tabellen
evidence-col-rights = Rechte
evidence-col-as-found = Wie vorgefunden
evidence-rights = Rechte am Prüfprotokoll in der Datenbank
evidence-rights-question = Welche Rolle der Datenbank darf was mit den Tabellen des Prüfprotokolls, so wie sie jetzt sind, und was hält die auf, die mehr dürfen als hinzufügen und lesen? Schlecht ist ein Recht zu ändern bei anderen als dem Eigentümer, ein fehlender, abgeschalteter oder veränderter Trigger und alles, was daran vorbeiführt. Offen sind der Eigentümer und Superuser: Nichts in der Datenbank hält sie auf, daher finden die Prüfpunkte außerhalb, was sie ändern.
evidence-rights-nothing = Hier gibt es keine Tabellen des Prüfprotokolls.
evidence-kind-right = Recht
evidence-kind-session = Verbindung des Dienstes
evidence-kind-trigger = Trigger
evidence-kind-rule = Regel oder Trigger beim Schreiben
evidence-kind-setting = Einstellung einer Rolle
evidence-insert-only = Darf hinzufügen und lesen, sonst nichts
evidence-read-only = Darf lesen, sonst nichts
evidence-owner = Eigentümer der Tabellen: Nur Trigger halten ihn auf, und er darf sie entfernen
evidence-superuser = Superuser: Nichts hält ihn auf
evidence-may-change = Darf das Prüfprotokoll ändern
evidence-service-may-change = Der Dienst selbst darf das Prüfprotokoll ändern
evidence-service-is-superuser = Der Dienst selbst ist Superuser
evidence-may-put-off-its-role = Der Dienst verbindet sich mit dieser Rolle und nimmt nur eine andere an: Er kann sie ablegen
evidence-stopped = Ein Trigger hält es auf
evidence-trigger-altered = Der Trigger lehnt nicht mehr ab
evidence-trigger-off = Der Trigger ist abgeschaltet
evidence-no-trigger = Es gibt keinen Trigger, der es aufhält
evidence-rows-hidden = Zeilensicherheit kann Zeilen verbergen
evidence-alters-what-is-written = Ein Trigger kann ändern, was geschrieben wird
evidence-triggers-skipped = Diese Rolle übergeht Trigger

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
