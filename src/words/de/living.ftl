## Was die Seiten der Verwaltung gemeinsam haben

room-search = Suchen
room-search-people = Personen suchen
room-show = Anzeigen
room-show-all = Alle anzeigen
room-show-everything = Alles anzeigen
room-all = Alle
room-more = und {$count} weitere
room-since = begann
room-state = Status
room-state-is = Status:
room-person = Person
room-people = Personen
room-product = Produkt
room-by = Von
room-when = Wann
room-pages = Seiten
room-why = Warum
room-reason = Begründung
room-optional = (optional)
room-last-day = Letzter Tag
room-save = Speichern
room-cancel = Abbrechen
room-csv = Als CSV herunterladen
room-or = oder
room-and = {$first} und {$last}
room-and-between = und
room-quoted = „{$text}“
room-product-for = {$product} für {$person}
room-product-of = {$product} von {$person}
room-somebody-left = jemand, der nicht mehr da ist
room-an-administrator = einem Administrator
room-too-late = Darum hat sich schon jemand gekümmert.
room-looks-again = Diese Seite aktualisiert sich von selbst.
room-nothing-found = Nichts gefunden
room-nothing-found-text = Versuchen Sie ein kürzeres Wort oder einen anderen Filter.
room-no-products = Noch keine Produkte
room-no-products-text = Sie erscheinen hier, sobald sie von Microsoft gelesen sind. Dauert das länger als ein paar Minuten, sehen Sie nach unter

## Handlungsbedarf

attention-lead = Was stillsteht, nach Schritt, das Älteste zuerst.
attention-search = Personen und Produkte suchen
attention-credential-over = {$what} ist am {$day} abgelaufen: Microsoft weist uns ab. Tragen Sie etwas Neues in die Konfiguration ein.
attention-credential-ends = { $days ->
    [0] {$what} läuft in weniger als einem Tag ab, am {$day}. Tragen Sie vorher etwas Neues in die Konfiguration ein.
    [one] {$what} läuft in {$days} Tag ab, am {$day}. Tragen Sie vorher etwas Neues in die Konfiguration ein.
   *[other] {$what} läuft in {$days} Tagen ab, am {$day}. Tragen Sie vorher etwas Neues in die Konfiguration ein.
}
attention-client-secret = Der geheime Clientschlüssel
attention-certificate = Das Zertifikat
attention-failed = Die Regeln konnten nicht urteilen
attention-failed-hint = Diese Anträge wurden abgelehnt, denn was nicht beurteilt werden kann, wird nicht genehmigt. Sehen Sie sich Regeln und Fakten an, beheben Sie den Fehler und bestätigen Sie, dass Sie es angesehen haben.
attention-looked = Es ist vermerkt, dass Sie es angesehen haben.
attention-looked-already = Das hat schon jemand angesehen.
attention-mails = E-Mail
attention-mails-hint = Diese werden nicht von selbst erneut gesendet: Eine E-Mail darf nie zweimal ankommen.
attention-mail-title = {$subject} an {$name}
attention-mail-unknown = Die Verbindung brach ab, nachdem die ganze E-Mail gesendet war und bevor der Server antwortete: Sie kann angekommen sein.
attention-mail-unknown-way = Fragen Sie nach, ob sie angekommen ist. Erneut gesendet kommt sie vielleicht zweimal an; so gelassen vielleicht gar nicht.
attention-mail-refused = Der Mailserver nimmt sie nicht an.
attention-mail-refused-way = Berichtigen Sie die Adresse im Verzeichnis, oder beheben Sie, was der Server meldet. Eine erneut gesendete E-Mail geht an die Adresse, an die sie geschrieben wurde.
attention-mail-said = Antwort:
attention-mail-address = Adresse
attention-mail-attempts = Versuche
attention-mail-again = Erneut senden
attention-mail-leave = So lassen
attention-mail-sent = Die E-Mail wird erneut gesendet.
attention-mail-left = Die E-Mail bleibt, wie sie ist.
attention-mails-more = und {$count} weitere; suchen Sie nach einer Person, um sie zu sehen.
attention-empty = Nichts braucht Sie
attention-empty-text = Alles Genehmigte ist ausgeführt oder unterwegs.
attention-none-found = Zu „{$query}“ steht nichts still
attention-none-found-text = Versuchen Sie ein kürzeres Wort oder einen Teil des Namens.
attention-steps = Schritte
attention-open-seats = Plätze öffnen
attention-graph-said = Antwort von Graph:
attention-way-out = Abhilfe:
attention-detail = Technische Einzelheiten
attention-of = zu {$title}
attention-again = Erneut versuchen
attention-tried = Es wird erneut versucht.
attention-closing = Schließen …
attention-close-reason = Begründung für das Schließen
attention-close-hint = Erforderlich, 3 bis 500 Zeichen.
attention-close = Schließen
attention-closed = Geschlossen. Die Begründung steht im Prüfprotokoll, und die antragstellende Person liest sie.
attention-job-taken-up = Die Aufgabe wird wieder aufgenommen.
attention-more = und {$count} weitere; suchen Sie nach einer Person oder einem Produkt, um sie zu sehen.
attention-workers = Worker
attention-no-worker = Es läuft kein Worker: Was genehmigt ist, bleibt erhalten, wird aber nicht ausgeführt.
attention-start = Starten Sie
attention-processes = Laufende Prozesse
attention-process = Prozess
attention-started = Gestartet
attention-seen = Zuletzt gesehen
attention-silent = Stumm
attention-works = Läuft
attention-graph-free = Graph bremst diesen Prozess nicht.

step-reading = Graph lesen
step-reading-hint = Was die Person hat, war nicht zu lesen; darum wurde nichts gesendet.
step-assigning = Zuweisen
step-assigning-hint = Genehmigt und nicht zugewiesen.
step-removing = Entfernen
step-removing-hint = Das Recht ist zu Ende, und die Lizenz ist noch da.
step-changing = Dienstpläne ändern
step-changing-hint = Die Lizenz ist, wie sie war. Was nicht gelang, wird jede Stunde erneut versucht.
step-waiting = Wartet auf einen Platz
step-waiting-hint = Geht von selbst weiter, in der Reihenfolge der Genehmigung. Unter „Plätze“ steht, was noch frei ist.
step-trying = Wird noch von selbst versucht
step-trying-hint = Niemand muss etwas tun; ein Versuch von Hand kommt nur früher.
step-jobs = Angehaltene Hintergrundaufgaben
step-jobs-hint = Arbeit, die immer wieder fehlschlug, aus einem Grund auf unserer Seite.

closing-removal = Das Recht gilt als beendet. Die Lizenz bleibt, wie Graph sie zeigt: Countersign versucht nicht mehr, sie zu entfernen.
closing-active = Die Lizenz bleibt, wie Graph sie zeigt, und diese Zeile verschwindet.
closing-was-active = Das Recht endet, und was Graph davon noch zeigt, wird weggenommen. Es kann neu beantragt werden.
closing-never-active = Der Antrag endet als geschlossen, und die antragstellende Person liest Ihre Begründung. Was ein Aufruf von uns zugewiesen haben kann, wird wieder weggenommen. Es kann neu beantragt werden.

detail-grant = Vergabe
detail-status = HTTP-Status
detail-code = Code
detail-message = Meldung von Graph
detail-request-id = request-id von Graph
detail-job = Aufgabe

job-reconcile = Lizenzen richtigstellen: {$name}
job-directory = Verzeichnis lesen
job-catalogue = Produkte lesen
job-clock = Was von selbst beginnt und endet
job-drift = Alle Lizenzen mit den Vergaben vergleichen
job-adopt = Gefundenes übernehmen
job-policy = Wartendes nach der neuen Richtlinie prüfen
job-policy-run = Entscheidungen neu berechnen
job-carry-out = Unterzeichnetes ausführen
job-tell = E-Mails erstellen
job-mail = E-Mail senden
job-failed = { $attempts ->
    [one] Die Aufgabe schlug einmal fehl und wird nicht mehr versucht: {$why}.
   *[other] Die Aufgabe schlug {$attempts} Mal fehl und wird nicht mehr versucht: {$why}.
}
job-way-out = Suchen Sie die Kennung der Aufgabe im Log, beheben Sie die Ursache und versuchen Sie es erneut.

health-paused = { $count ->
    [one] Graph bat uns zu warten: In der nächsten Sekunde geht kein Aufruf hinaus.
   *[other] Graph bat uns zu warten: In den nächsten {$count} Sekunden geht kein Aufruf hinaus.
}
health-limit = {$share} % der Grenze von Graph waren verbraucht, {$moment}.
health-refusal = Zuletzt abgewiesen wegen zu vieler Aufrufe: {$scope}.
health-refusal-because = Zuletzt abgewiesen wegen zu vieler Aufrufe: {$scope}, Grund {$reason}.
health-waiting = { $count ->
    [one] {$count} Aufruf wartet, bis er an der Reihe ist.
   *[other] {$count} Aufrufe warten, bis sie an der Reihe sind.
}
health-shared = {$count} Prozesse teilen sich das Kontingent von Graph.

## Warum eine Vergabe nicht aktiv ist: für die antragstellende Person, für Administratoren, und die Abhilfe

cause-usage-location = Microsoft muss das Land kennen, in dem Sie arbeiten, bevor eine Lizenz vergeben wird. Ein Administrator wurde gebeten, es einzutragen.
cause-usage-location-administrator = Die Person hat keinen gültigen Verwendungsstandort; darum weist Microsoft die Zuweisung ab.
cause-usage-location-way-out = Tragen Sie den Verwendungsstandort dieser Person in Entra ID ein und versuchen Sie es erneut.
cause-no-seat = Alle Plätze dieses Produkts sind belegt. Ihr Antrag wartet und geht von selbst weiter, sobald ein Platz frei ist.
cause-no-seat-administrator = Das Produkt hat keinen freien Platz.
cause-no-seat-way-out = Kaufen Sie Plätze oder machen Sie einen frei; der Antrag geht von selbst weiter.
cause-unknown-sku = Dieses Produkt gehört nicht mehr zu den Abonnements Ihrer Organisation. Ein Administrator weiß Bescheid.
cause-unknown-sku-administrator = Der Mandant hat kein Abonnement mit dieser SKU.
cause-unknown-sku-way-out = Prüfen Sie das Abonnement im Microsoft 365 Admin Center und versuchen Sie es erneut.
cause-not-assignable = Dieses Produkt kann keiner Person gegeben werden. Ein Administrator weiß Bescheid.
cause-not-assignable-administrator = Die SKU gilt für das Unternehmen, nicht für Benutzer, und kann nicht zugewiesen werden.
cause-not-assignable-way-out = Verbergen Sie das Produkt oder wählen Sie eines für Benutzer; sagen Sie dann der antragstellenden Person Bescheid.
cause-inherited = Sie haben dieses Produkt über eine Gruppe, darum kann es nicht für Sie allein geändert werden. Ein Administrator weiß Bescheid.
cause-inherited-administrator = Die Lizenz stammt aus einer Gruppe und kann nicht an der Person geändert werden.
cause-inherited-way-out = Ändern Sie die Mitgliedschaft oder die Lizenz der Gruppe und versuchen Sie es erneut.
cause-dependency = Dieses Produkt braucht einen Dienst, der ausgeschaltet ist oder fehlt. Ein Administrator weiß Bescheid.
cause-dependency-administrator = Ein Dienstplan hängt von einem anderen ab, den die Person nicht hat.
cause-dependency-way-out = Weisen Sie den Dienstplan zu, den die Antwort von Graph nennt, oder schalten Sie ihn ein; versuchen Sie es dann erneut.
cause-exclusive = Dieses Produkt verträgt sich nicht mit einem, das Sie schon haben. Ein Administrator weiß Bescheid.
cause-exclusive-administrator = Zwei Dienstpläne schließen einander aus.
cause-exclusive-way-out = Entfernen Sie einen der Dienstpläne, die die Antwort von Graph nennt, oder schalten Sie ihn aus; versuchen Sie es dann erneut.
cause-plan-not-in-sku = Microsoft bietet einen Teil dieses Produkts nicht mehr an. Ein Administrator weiß Bescheid.
cause-plan-not-in-sku-administrator = Ein gesendeter Dienstplan gehört nicht zur SKU des Mandanten.
cause-plan-not-in-sku-way-out = Lesen Sie den Katalog neu und versuchen Sie es erneut.
cause-plan-prohibited = Microsoft bietet einen Teil dieses Produkts in Ihrem Land nicht an. Ein Administrator weiß Bescheid.
cause-plan-prohibited-administrator = Ein Dienstplan ist am Verwendungsstandort der Person nicht zulässig.
cause-plan-prohibited-way-out = Schalten Sie den Dienstplan für dieses Land durch die Richtlinie aus, oder berichtigen Sie den Verwendungsstandort; versuchen Sie es dann erneut.
cause-proxy-clash = Ihre E-Mail-Adresse kollidiert mit einem anderen Konto. Ein Administrator weiß Bescheid.
cause-proxy-clash-administrator = Ein anderes Objekt hat dieselbe Proxyadresse, darum kann das Postfach nicht angelegt werden.
cause-proxy-clash-way-out = Entfernen Sie die doppelte Proxyadresse in Exchange oder Entra ID und versuchen Sie es erneut.
cause-person-missing = Microsoft kennt Ihr Konto noch nicht. Ein Administrator weiß Bescheid.
cause-person-missing-administrator = Graph findet die Person nicht. Ein neues Konto braucht manchmal einige Minuten, bis es überall erscheint.
cause-person-missing-way-out = Prüfen Sie, ob es das Konto in Entra ID gibt, und versuchen Sie es erneut.
cause-permission = Countersign darf im Augenblick keine Lizenzen zuweisen. Es wird versucht, bis es gelingt; nichts geht verloren.
cause-permission-administrator = Der App-Registrierung fehlt eine Berechtigung, die Graph verlangt.
cause-permission-way-out = Erteilen Sie die Administratorzustimmung für LicenseAssignment.ReadWrite.All und User.Read.All (countersign doctor zeigt, was fehlt). An den Anträgen muss niemand etwas tun.
cause-sign-in = Countersign kann sich im Augenblick nicht bei Microsoft anmelden. Es wird versucht, bis es gelingt; nichts geht verloren.
cause-sign-in-administrator = Entra ID oder Graph weist die Anmeldedaten der App ab. Es wird von selbst erneut versucht.
cause-sign-in-way-out = Führen Sie countersign doctor aus; erneuern Sie den geheimen Clientschlüssel oder das Zertifikat, falls abgelaufen. An den Anträgen muss niemand etwas tun.
cause-quota = Ihre Organisation hat bei Microsoft eine Grenze erreicht. Ein Administrator weiß Bescheid.
cause-quota-administrator = Das Objektkontingent des Verzeichnisses ist aufgebraucht.
cause-quota-way-out = Löschen Sie Objekte oder lassen Sie das Kontingent erhöhen und versuchen Sie es erneut.
cause-read-back = Microsoft zeigt etwas anderes, als verlangt wurde. Ein Administrator sieht es sich an.
cause-read-back-administrator = Was Graph hinterher zeigt, weicht von dem ab, was gesendet wurde. Manche Dienstpläne lassen sich nicht ausschalten.
cause-read-back-way-out = Vergleichen Sie die Dienstpläne der Person im Microsoft 365 Admin Center mit der Vergabe und versuchen Sie es erneut.
cause-unavailable = Microsoft ist im Augenblick nicht erreichbar oder überlastet. Es wird versucht, bis es gelingt; nichts geht verloren.
cause-unavailable-administrator = Graph schlägt immer wieder fehl oder bittet zu warten. Es wird von selbst erneut versucht.
cause-unavailable-way-out = Hält es an, prüfen Sie das Netz und den Dienststatus von Microsoft. An den Anträgen muss niemand etwas tun.
cause-our-fault = Auf unserer Seite ist etwas schiefgegangen. Ein Administrator weiß Bescheid.
cause-our-fault-administrator = Graph wies den Aufruf als fehlerhaft ab: Das ist ein Fehler von Countersign.
cause-our-fault-way-out = Melden Sie ihn mit der request-id aus der Antwort von Graph; ein neuer Versuch hilft nicht, bis er behoben ist.
cause-unknown = Microsoft wies die Änderung aus einem Grund ab, den wir nicht kennen. Ein Administrator weiß Bescheid.
cause-unknown-administrator = Graph wies mit einer Meldung ab, die Countersign nicht kennt.
cause-unknown-way-out = Lesen Sie unten die Antwort von Graph, beheben Sie die Ursache und versuchen Sie es erneut.

## Warum ein Recht endete

ended-given-back = zurückgegeben
ended-withdrawn = zurückgezogen
ended-closed = von einem Administrator geschlossen
ended-expired = die Laufzeit ist zu Ende
ended-left = das Konto wurde geschlossen
ended-moved = die Person hat gewechselt
ended-not-granted = weggenommen: niemand hatte es vergeben
ended-gone = bei Microsoft weggenommen
ended-replaced = durch ein anderes Produkt ersetzt

## Was Microsoft schon abgewiesen hat

conflict-needs = Microsoft hat {$plan} ohne {$others} schon einmal abgewiesen. Beantragen Sie beides, oder lassen Sie es weg.
conflict-excludes = Microsoft hat {$plan} zusammen mit {$others} schon einmal abgewiesen. Nur eines davon kann eingeschaltet sein.

## Plätze

seats-lead = Wer auf einen Platz wartet, der Reihe nach, und was von jedem Produkt übrig ist.
seats-read = Von Microsoft gelesen:
seats-unread = Noch nicht von Microsoft gelesen
seats-nobody-waits = Niemand wartet auf einen Platz.
seats-enabled = Aktiv
seats-warning = Nachfrist
seats-suspended = Gesperrt
seats-locked-out = Ausgesperrt
seats-consumed = Verbraucht
seats-held-back = Zurückgehalten
seats-set-aside = Vorgemerkt
seats-free = Frei
seats-waiting = Wartend
seats-too-many = { $people ->
    [one] {$people} Person hat es
   *[other] {$people} Personen haben es
}, aber nur { $seats ->
    [one] {$seats} Platz ist
   *[other] {$seats} Plätze sind
} gekauft: {$many} zu viel. Microsoft gibt keinen Platz aus, bis das behoben ist.
seats-in-warning = { $count ->
    [one] {$count} Platz ist in der Nachfrist eines abgelaufenen Abonnements und wird abgeschaltet, wenn es nicht erneuert wird.
   *[other] {$count} Plätze sind in der Nachfrist eines abgelaufenen Abonnements und werden abgeschaltet, wenn es nicht erneuert wird.
}
seats-in-warning-count = Countersign gibt sie aus: in_warning im Abschnitt [seats] der Konfiguration bestimmt das.
seats-in-warning-ignore = Countersign gibt sie nicht aus, es sei denn, in_warning im Abschnitt [seats] der Konfiguration bestimmt es.
seats-are-suspended = { $count ->
    [one] {$count} Platz ist gesperrt: Das Abonnement wurde gekündigt oder nicht bezahlt, und niemand kann ihn nutzen.
   *[other] {$count} Plätze sind gesperrt: Das Abonnement wurde gekündigt oder nicht bezahlt, und niemand kann sie nutzen.
}
seats-are-locked-out = { $count ->
    [one] {$count} Platz ist von Microsoft ausgesperrt.
   *[other] {$count} Plätze sind von Microsoft ausgesperrt.
}
seats-subscription-warning = Microsoft warnt: Das Abonnement ist abgelaufen und in seiner Nachfrist.
seats-subscription-suspended = Microsoft hat das Abonnement gesperrt: Es kann nichts zugewiesen werden.
seats-subscription-locked-out = Microsoft hat das Abonnement ausgesperrt.
seats-subscription-deleted = Das Abonnement ist gelöscht.
seats-line = Warteschlange in der Reihenfolge der Genehmigung
seats-approved = genehmigt
seats-waits-since = Warten begann
seats-hold-back = Plätze zurückhalten
seats-of = von {$product}
seats-for = für {$product}
seats-hold-back-hint = Zurückgehaltene Plätze werden nicht ausgegeben. Werden welche freigegeben, bekommt sie, wer wartet.
seats-to-hold-back = Zurückzuhaltende Plätze
seats-held-as-before = { $count ->
    [one] {$product}: {$count} Platz zurückgehalten, wie zuvor.
   *[other] {$product}: {$count} Plätze zurückgehalten, wie zuvor.
}
seats-held-now = { $count ->
    [one] {$product}: jetzt {$count} Platz zurückgehalten; vorher {$before}.
   *[other] {$product}: jetzt {$count} Plätze zurückgehalten; vorher {$before}.
}
seats-write-a-number = Schreiben Sie eine ganze Zahl von 0 bis {$most}.

## Neue Dienstpläne

plans-lead = Was Microsoft zu Produkten hinzugefügt hat. Es bleibt für alle ausgeschaltet, die das Produkt durch eine Vergabe haben, bis jemand sagt, was es ist.
plans-empty = Kein Dienstplan ist neu
plans-empty-text = Fügt Microsoft einem Produkt einen Dienstplan hinzu, bleibt er ausgeschaltet und erscheint hier; die Navigation zeigt, wie viele es sind.
plans-in-product = {$plan} in {$product}
plans-in = in {$product}
plans-found = gefunden
plans-status = Status
plans-status-ready = Bei Microsoft bereit
plans-status-adding = Microsoft fügt ihn noch hinzu
plans-status-input = Microsoft wartet, dass ihn jemand einrichtet
plans-status-activation = Microsoft muss ihn noch aktivieren
plans-status-off = Bei Microsoft ausgeschaltet
plans-status-error = Microsoft konnte ihn nicht hinzufügen
plans-status-other = Microsoft nennt es {$word}
plans-kept-off-for = Ausgeschaltet für
plans-people = { $count ->
    [0] niemanden
    [one] {$count} Person
   *[other] {$count} Personen
}
plans-others = Andere, die das Produkt haben
plans-others-text = { $count ->
    [one] {$count} Person hat {$product} ohne Vergabe: Microsoft hat den Dienstplan für sie eingeschaltet. Countersign lässt in Ruhe, was es nicht vergeben hat.
   *[other] {$count} Personen haben {$product} ohne Vergabe: Microsoft hat den Dienstplan für sie eingeschaltet. Countersign lässt in Ruhe, was es nicht vergeben hat.
}
plans-verdict = Was wird daraus?
plans-keep-off = Ausgeschaltet lassen
plans-keep-off-hint = Kein Antrag kann ihn enthalten.
plans-offer = In neuen Anträgen anbieten
plans-offer-hint = Wer das Produkt schon hat, behält ihn ausgeschaltet.
plans-switch-on = { $count ->
    [one] Anbieten und für {$count} Person einschalten
   *[other] Anbieten und für {$count} Personen einschalten
}
plans-switch-on-hint = Wo die Richtlinie ihn für jemanden ausgeschaltet hält, bleibt er aus.
plans-reason-hint = Sie steht im Prüfprotokoll; 3 bis 500 Zeichen.
plans-classify = Einordnen
plans-choose = Wählen Sie, was aus dem Dienstplan werden soll.
plans-policy-changes = Die Richtlinie ändert sich gerade, darum ist nichts geschehen. Gehen Sie zurück und versuchen Sie es erneut.
plans-classified-already = Jemand hat diesen Dienstplan schon eingeordnet. Sehen Sie sich die Liste noch einmal an.
plans-done-keep-off = {$plan} in {$product}: Er bleibt für alle ausgeschaltet, und kein Antrag kann ihn enthalten.
plans-done-offer = {$plan} in {$product}: Neue Anträge können ihn jetzt enthalten. Wer das Produkt schon hat, behält ihn ausgeschaltet.
plans-done-switch-on = { $count ->
    [0] {$plan} in {$product}: Neue Anträge können ihn jetzt enthalten; er wird für niemanden eingeschaltet.
    [one] {$plan} in {$product}: Neue Anträge können ihn jetzt enthalten, und er wird für {$count} Person eingeschaltet.
   *[other] {$plan} in {$product}: Neue Anträge können ihn jetzt enthalten, und er wird für {$count} Personen eingeschaltet.
}
plans-done-policy = { $count ->
    [one] Die Richtlinie hält ihn für {$count} Person ausgeschaltet.
   *[other] Die Richtlinie hält ihn für {$count} Personen ausgeschaltet.
}
plans-lately = Zuletzt eingeordnet
plans-lately-caption = Dienstpläne, die neuesten zuerst
plans-plan = Dienstplan
plans-is = Ist
plans-is-offered = angeboten
plans-is-kept-off = ausgeschaltet
plans-is-unclassified = nicht eingeordnet

## Abweichungen

drift-lead = Was Microsoft zeigt und keine Vergabe erklärt. Hier ändert sich nichts von selbst: Sie übernehmen es, stellen es wieder her oder akzeptieren es.
drift-compare = Jetzt vergleichen
drift-being-compared = Alle Lizenzen werden verglichen.
drift-comparing = { $pages ->
    [one] Vergleich läuft: {$people} Personen bisher, auf {$pages} Seite.
   *[other] Vergleich läuft: {$people} Personen bisher, auf {$pages} Seiten.
}
drift-compared = Verglichen
drift-never-compared = Die Lizenzen wurden noch nicht verglichen.
drift-figures = { $people ->
    [one] {$people} Person
   *[other] {$people} Personen
} in {$seconds} s: {$found} neu gefunden, {$gone} verschwunden{ $passed ->
    [0] {""}
   *[other] ; {$passed} übergangen, weil Microsoft nicht sagte, was sie haben
}
drift-actors-before = Microsoft sagt nicht, wer es war. Mit der App-Rolle
drift-actors-after = für die Anwendung ist auch das zu sehen.
drift-adoptable = { $count ->
    [one] {$count} Lizenz wurde bei Microsoft ohne Vergabe zugewiesen.
   *[other] {$count} Lizenzen wurden bei Microsoft ohne Vergabe zugewiesen.
}
drift-adopt-all = Alle wie gefunden übernehmen …
drift-kind = Art der Abweichung
drift-every-kind = Jede Art
drift-kind-unknown = Eine Lizenz, die niemand vergeben hat
drift-kind-missing = Vergeben und nicht da
drift-kind-plans = Andere Dienstpläne als vergeben
drift-kind-group = Eine Gruppe kann sie nicht geben
drift-every-product = Jedes Produkt
drift-open = Offen
drift-accepted = Akzeptiert
drift-adopted = Übernommen
drift-restored = Wiederhergestellt
drift-decided = Übernommen oder wiederhergestellt
drift-gone = Verschwunden
drift-empty = Alles ist wie vergeben
drift-empty-compared = Was Microsoft zeigt und was hier vergeben wurde, stimmt für alle überein.
drift-empty-soon = Alle Lizenzen werden verglichen, bald nachdem das Verzeichnis gelesen ist.
drift-show-open = Alles Offene anzeigen
drift-with-chosen = Mit den gewählten Zeilen:
drift-adopt = Übernehmen
drift-restore = Wiederherstellen
drift-accept = Akzeptieren
drift-done-by = Ausgeführt von {$by}
drift-by-nobody = Wer es war, ist nicht bekannt.
drift-grant = Die Vergabe
drift-grant-of = von {$product} an {$person}
drift-later-gone = Ein späterer Lesevorgang fand es nicht mehr
drift-decided-by = { $what ->
    [accepted] Akzeptiert von {$by}
    [adopted] Übernommen von {$by}
   *[restored] Wiederhergestellt von {$by}
}
drift-decided-because = { $what ->
    [accepted] Akzeptiert von {$by}: „{$reason}“
    [adopted] Übernommen von {$by}: „{$reason}“
   *[restored] Wiederhergestellt von {$by}: „{$reason}“
}
drift-says-unknown = Direkt bei Microsoft zugewiesen, mit allen Dienstplänen. Keine Vergabe besagt das.
drift-says-unknown-without = Direkt bei Microsoft zugewiesen, ohne {$plans}. Keine Vergabe besagt das.
drift-says-missing = Hier vergeben und bei Microsoft nicht zugewiesen.
drift-says-lacking = Vergeben und bei Microsoft ausgeschaltet: {$plans}.
drift-says-beyond = Bei Microsoft eingeschaltet und nicht vergeben: {$plans}.
drift-says-changed = Die Vergabe hat sich geändert, seit dies gefunden wurde.
drift-says-the-group = Die Gruppe {$group} soll sie geben, und Microsoft kann es nicht: {$why}.
drift-says-a-group = Eine Gruppe soll sie geben, und Microsoft kann es nicht: {$why}.
drift-group-no-reason = ohne Angabe von Gründen
drift-group-seats = es gibt nicht genug Plätze
drift-group-exclusive = die Person hat einen Dienstplan, der nicht daneben bestehen kann
drift-group-dependency = ein Dienstplan, den sie braucht, ist nicht eingeschaltet
drift-group-location = sie wird dort, wo die Person ist, nicht angeboten
drift-says-state = Microsoft nennt die Zuweisung {$state}.
drift-more-plans = {$count} weitere
drift-no-plan = keinen Dienstplan
drift-adopt-unknown = Sie wird zu einer Vergabe, so wie sie bei Microsoft ist
drift-adopt-plans = Die Vergabe übernimmt die Dienstpläne, die bei Microsoft eingeschaltet sind
drift-restore-unknown = Die Lizenz wird bei Microsoft weggenommen
drift-restore-missing = Die Lizenz wird erneut zugewiesen
drift-restore-plans = Die Dienstpläne werden, wie sie vergeben wurden
drift-accept-missing = Die Vergabe endet, denn es ist nichts von ihr übrig
drift-accept-other = Es bleibt, wie es ist, und kommt auf diese Liste zurück, wenn es sich ändert

## Alle wie gefunden übernehmen

adopt-title = Alle wie gefunden übernehmen
adopt-lead = Was bei Microsoft ohne Vergabe zugewiesen wurde, wird je eine Vergabe, mit den eingeschalteten Dienstplänen. Bei Microsoft ändert sich nichts, außer bei Dienstplänen, die niemand eingeordnet hat: Sie werden ausgeschaltet.
adopt-run-running = Übernahme läuft
adopt-run-running-figures = Bisher {$done} von {$total}.
adopt-run-done = Die letzte Übernahme ist fertig
adopt-run-done-figures = {$done} von {$total} wurden übernommen.
adopt-run-stopped = Die letzte Übernahme wurde angehalten
adopt-run-stopped-figures = {$done} von {$total} wurden vorher übernommen.
adopt-run-passed = { $count ->
    [one] {$count} wurde übergangen: Eine Vergabe war hinzugekommen, oder jemand war schneller.
   *[other] {$count} wurden übergangen: Vergaben waren hinzugekommen, oder jemand war schneller.
}
adopt-begun = Begonnen
adopt-stop = Anhalten
adopt-what = { $count ->
    [one] {$count} Lizenz
   *[other] {$count} Lizenzen
} { $products ->
    [one] eines Produkts
   *[other] von {$products} Produkten
}
adopt-caption = Was übernommen wird, nach Produkt
adopt-with-plans-off = Mit ausgeschalteten Dienstplänen
adopt-none-off = Kein Dienstplan wird ausgeschaltet.
adopt-switched-off = Dienstpläne, die ausgeschaltet werden
adopt-switched-off-caption = Dienstpläne, die eingeschaltet sind und hier nicht angeboten werden: Die Übernahme schaltet sie aus
adopt-of = Von
adopt-conflicts = { $count ->
    [one] {$count} davon hat inzwischen eine Vergabe oder eine, die später beginnt, und wird übergangen.
   *[other] {$count} davon haben inzwischen eine Vergabe oder eine, die später beginnt, und werden übergangen.
}
adopt-of-closed = { $count ->
    [one] {$count} davon gehört zu einem geschlossenen Konto: Was die Richtlinie zu Austritten sagt, folgt für sie, gerechnet von der Übernahme an.
   *[other] {$count} davon gehören zu geschlossenen Konten: Was die Richtlinie zu Austritten sagt, folgt für sie, gerechnet von der Übernahme an.
}
adopt-last-day-hint = Sie enden nach diesem Tag, in der Zeitzone jeder Person. Leer: Sie haben kein Ende.
adopt-button = {$what} übernehmen
adopt-empty = Nichts zu übernehmen
adopt-empty-text = Es wurde keine Lizenz gefunden, die niemand vergeben hat.
adopt-changed = Die Liste hat sich geändert, seit Sie sie angesehen haben. So ist sie jetzt.
adopt-one-at-a-time = Nichts wurde begonnen. Eine andere Übernahme läuft: Warten Sie auf sie, oder halten Sie sie an.
adopt-nothing-left = Nichts wurde begonnen: Was Ihre Seite zeigte, wurde inzwischen entschieden, und es ist nichts mehr zu übernehmen.
adopt-stopped = Angehalten. Was übernommen ist, bleibt übernommen; der Rest steht auf der Liste.
adopt-over = Sie war schon zu Ende.

## Über Gefundenes entscheiden

decide-heading = { $count ->
    [one] {$count} Abweichung
   *[other] {$count} Abweichungen
} { $act ->
    [adopt] übernehmen
    [restore] wiederherstellen
   *[accept] akzeptieren
}
decide-adopt-meaning = Was bei Microsoft ist, wird zu dem, was hier vergeben ist.
decide-restore-meaning = Was hier vergeben ist, wird bei Microsoft so eingerichtet.
decide-accept-meaning = Es bleibt verschieden, und Sie sagen, warum.
decide-what = Was geschieht
decide-left-out = Ausgelassen: {$what}.
decide-out-gone = { $count ->
    [one] {$count}, über die inzwischen jemand entschieden hat oder die verschwunden ist
   *[other] {$count}, über die inzwischen jemand entschieden hat oder die verschwunden sind
}
decide-out-unfit = {$count}, für die das nicht möglich ist
decide-last-day-hint = Eine Lizenz, die zu einer Vergabe wird, endet nach diesem Tag, in der Zeitzone der Person. Leer: Sie hat kein Ende.
decide-day-too-early = Wählen Sie einen Tag nach heute, oder lassen Sie das Feld leer.
decide-day-too-late = Wählen Sie einen Tag bis {$latest}, oder lassen Sie das Feld leer: Dann gibt es kein Ende.
decide-rows = Diese sind gemeint
decide-more = Und {$count} weitere.
decide-choose-act = Nichts ist geschehen: Wählen Sie Übernehmen, Wiederherstellen oder Akzeptieren.
decide-choose-rows = Nichts ist geschehen: Wählen Sie zuerst mindestens eine Zeile der Liste.
decide-too-many = Nichts ist geschehen: Wählen Sie höchstens {$most} Zeilen.
decide-unfit = Nichts ist geschehen: Mit dem Gewählten ist das nicht möglich.
decide-gone = Nichts ist geschehen: Über das Gewählte wurde inzwischen entschieden, oder es ist verschwunden. So ist die Liste jetzt.
decide-changed = Die Liste hat sich geändert, seit Sie sie angesehen haben. Sehen Sie noch einmal hin: So ist sie jetzt.
decide-adopted = {$count} übernommen.
decide-restored = {$count} wiederhergestellt: Microsoft wird benachrichtigt.
decide-accepted = {$count} akzeptiert.
decide-none-done = Nichts ist geschehen. So gelassen: {$why}.
decide-left = So gelassen: {$why}.
decide-over-decided = { $count ->
    [one] {$count}, weil sie schon entschieden oder verschwunden war
   *[other] {$count}, weil sie schon entschieden oder verschwunden waren
}
decide-over-grant-came = {$count}, weil inzwischen eine Vergabe kam oder später beginnt
decide-over-grant-changed = {$count}, weil die Vergabe jetzt eine andere oder unterwegs ist
decide-over-not-offered = {$count}, weil ein Dienstplan eingeschaltet ist, der nicht angeboten wird: Er wird mit der nächsten Änderung dieser Person ausgeschaltet. Bieten Sie zuerst den Dienstplan an, oder stellen Sie wieder her
decide-over-kind = {$count}, weil das für sie nicht möglich ist

## Sicherung

fuse-lead = Was von selbst endet, hält an, wenn es zu viel auf einmal ist: mehr als {$limit}.
fuse-limit = {$percent} % der Lizenzen eines Produkts oder aller, und mindestens {$least}, innerhalb einer Stunde
fuse-empty = Intakt
fuse-empty-text = Nichts wird gehalten: Lizenzen, deren Laufzeit zu Ende ist, und die von Personen nach Austritt oder Wechsel enden, wie die Richtlinie es sagt.
fuse-stopped = Angehalten: {$product}
fuse-stopped-all = Angehalten: alle Produkte
fuse-of-all = allen Produkten
fuse-why = { $count ->
    [one] {$count} Lizenz von {$product} hatte innerhalb einer Stunde von selbst geendet; {$most} dürfen es.
   *[other] {$count} Lizenzen von {$product} hatten innerhalb einer Stunde von selbst geendet; {$most} dürfen es.
}
fuse-why-of-active = { $count ->
    [one] {$count} Lizenz von {$product} hatte innerhalb einer Stunde von selbst geendet, von {$active}, die zu Beginn aktiv waren; {$most} dürfen es.
   *[other] {$count} Lizenzen von {$product} hatten innerhalb einer Stunde von selbst geendet, von {$active}, die zu Beginn aktiv waren; {$most} dürfen es.
}
fuse-follows = Die nächsten werden gehalten: Nichts wird weggenommen, bis Sie es sagen.
fuse-follows-nothing = Sie hält nichts mehr: Was sie hielt, wurde anderswo beantwortet. Die nächsten werden gehalten.
fuse-blown = Ausgelöst
fuse-kept-hint = { $days ->
    [one] Behaltene Lizenzen, deren Laufzeit zu Ende ist, enden {$days} Tag später: Zeit, eine Verlängerung zu beantragen.
   *[other] Behaltene Lizenzen, deren Laufzeit zu Ende ist, enden {$days} Tage später: Zeit, eine Verlängerung zu beantragen.
}
fuse-make-whole = Sicherung wieder einsetzen
fuse-let-end = { $count ->
    [one] {$count} Lizenz enden lassen
   *[other] {$count} Lizenzen enden lassen
}
fuse-keep = { $count ->
    [one] {$count} Lizenz behalten
   *[other] {$count} Lizenzen behalten
}
fuse-held-count = { $count ->
    [one] {$count} Lizenz wird gehalten
   *[other] {$count} Lizenzen werden gehalten
}
fuse-nobody = Niemand mit diesem Namen.
fuse-caption = Lizenzen, die geendet hätten
fuse-cause = Warum sie endet
fuse-cause-expired = ihre Laufzeit ist zu Ende
fuse-cause-left = die Person ist ausgetreten
fuse-cause-moved = die Person hat gewechselt
fuse-cause-other = sie endet von selbst
fuse-due = War fällig
fuse-held = Gehalten
fuse-request-column = Antrag
fuse-request = Der Antrag
fuse-request-for = für {$product} von {$person}
fuse-chosen-why = Warum die gewählten bleiben
fuse-keep-chosen = Gewählte behalten
fuse-from-the-first = Von vorn
fuse-more = Weitere
fuse-past = Früher
fuse-past-line = {$product}: {$count} hatten innerhalb einer Stunde geendet, {$most} dürfen es
fuse-past-all = Alle Produkte
fuse-settled = beantwortet
fuse-settled-by = von {$by}: „{$reason}“
fuse-say-which = Sagen Sie, ob es weitergeht oder ob das Gehaltene bleibt.
fuse-too-late = Darum hat sich schon jemand gekümmert.
fuse-choose = Wählen Sie mindestens eine Zeile der Liste oben.
fuse-none-held = Keine der gewählten Lizenzen wird noch gehalten.
fuse-whole-already = Die Sicherung ist wieder intakt: Es wurde nichts mehr gehalten.
fuse-done = { $count ->
    [one] {$count} Lizenz { $act ->
        [end] endet jetzt
       *[stay] bleibt
    }. Die Begründung steht im Prüfprotokoll.
   *[other] {$count} Lizenzen { $act ->
        [end] enden jetzt
       *[stay] bleiben
    }. Die Begründung steht im Prüfprotokoll.
}
fuse-done-whole = { $count ->
    [one] {$count} Lizenz { $act ->
        [end] endet jetzt
       *[stay] bleibt
    }, und die Sicherung ist wieder intakt. Die Begründung steht im Prüfprotokoll.
   *[other] {$count} Lizenzen { $act ->
        [end] enden jetzt
       *[stay] bleiben
    }, und die Sicherung ist wieder intakt. Die Begründung steht im Prüfprotokoll.
}
fuse-still-held = { $count ->
    [one] {$count} Lizenz wird noch gehalten.
   *[other] {$count} Lizenzen werden noch gehalten.
}
fuse-changed-nothing = Davon wird nichts mehr gehalten: Es wurde anderswo beantwortet. Setzen Sie die Sicherung wieder ein, wenn das richtig ist.
fuse-changed-more = Inzwischen wird mehr gehalten, als Sie sahen. So ist es jetzt; sagen Sie es noch einmal, wenn es richtig ist.
fuse-changed-less = Inzwischen wird weniger gehalten, als Sie sahen. So ist es jetzt; sagen Sie es noch einmal, wenn es richtig ist.
fuse-changed-other = Inzwischen wird anderes gehalten, als Sie sahen. So ist es jetzt; sagen Sie es noch einmal, wenn es richtig ist.

## Austritte und Wechsel

leavers-title = Austritte und Wechsel
leavers-lead = Wer ausgetreten ist oder gewechselt hat, was für die Vergaben an diese Personen folgt, und wann.
leavers-removed = { $count ->
    [0] In den letzten {$days} Tagen wurde nach Austritt oder Wechsel nichts entfernt.
    [one] In den letzten {$days} Tagen wurde {$count} Lizenz entfernt, nach {$slowest}, gerechnet vom Bemerken des Austritts oder Wechsels.
   *[other] In den letzten {$days} Tagen wurden {$count} Lizenzen entfernt: die Hälfte innerhalb von {$median}, die langsamste nach {$slowest}, gerechnet vom Bemerken des Austritts oder Wechsels.
}
leavers-later = { $count ->
    [0] Keine kam später als versprochen: Karenz und {$hours} Stunden.
    [one] {$count} kam später als versprochen: Karenz und {$hours} Stunden.
   *[other] {$count} kamen später als versprochen: Karenz und {$hours} Stunden.
}
leavers-overdue = { $count ->
    [one] {$count} sollte dem Versprechen nach, Karenz und {$hours} Stunden, weg sein und ist noch da.
   *[other] {$count} sollten dem Versprechen nach, Karenz und {$hours} Stunden, weg sein und sind noch da.
}
leavers-later-and-overdue = Später als versprochen (Karenz und {$hours} Stunden): {$late}; noch da, obwohl sie weg sein sollten: {$overdue}.
leavers-filters = Was angezeigt wird
leavers-waiting = Wartend
leavers-late = Verspätet
leavers-no-rule = Keine Regel
leavers-done = Erledigt
leavers-empty = Niemand ist ausgetreten oder hat gewechselt
leavers-empty-text = Hier erscheinen Personen, deren Konto laut Verzeichnis deaktiviert oder verschwunden ist oder deren Abteilung, Art der Beschäftigung, Führungskraft oder Land sich geändert hat, sofern sie etwas durch eine Vergabe haben.
leavers-noticed = bemerkt
leavers-ends = { $days ->
    [0] Endet sofort
    [one] Endet nach einem Tag
   *[other] Endet nach {$days} Tagen
}
leavers-reviewed = Überprüfung durch {$by}
leavers-administrators = die Administratoren
leavers-by-rule = {$follows} (Regel {$rule})
leavers-no-rule-follows = Keine Regel: Nichts geschieht von selbst
leavers-due = fällig
leavers-state-removed = Entfernt
leavers-state-attention = Entfernen: Handlungsbedarf
leavers-state-removing = Wird entfernt
leavers-state-grace = In der Karenz
leavers-state-review = In Überprüfung
leavers-state-held = Von der Sicherung gehalten
leavers-state-called-off = Abgesagt
leavers-state-kept = Behalten
leavers-state-otherwise = Anders geendet
leavers-means-no-rule = Die Lizenz bleibt, bis ihre Laufzeit zu Ende ist oder jemand sie beendet.
leavers-means-grace = Die Lizenz bleibt, bis die Tage der Karenz vorbei sind, und endet dann von selbst, wenn niemand es absagt.
leavers-means-review = Wer gefragt ist, sagt, ob sie bleibt; ohne Antwort endet sie, wenn sie fällig ist.
leavers-means-held = Die Sicherung hält sie: Sie bleibt, bis ein Administrator die Auslösung beantwortet.
leavers-removed-after = Entfernt nach {$took}, gerechnet vom Bemerken.
leavers-settled-by = Von {$name}.
leavers-row-late = Später als versprochen.
leavers-decide = Entscheiden …
leavers-decide-about = über {$product} von {$person}
leavers-call-off = Absagen
leavers-end = Jetzt beenden
leavers-say-which = Sagen Sie, ob es abgesagt wird oder endet.
leavers-called-off-done = Abgesagt: Die Lizenz bleibt.
leavers-ended-done = Beendet: Die Lizenz wird gleich bei Microsoft entfernt.
leavers-too-late = Es ist schon vorbei, oder es betrifft Sie selbst: Dann muss ein anderer Administrator das tun.

# Steht hinter „nach“ oder „innerhalb von“.
long-days = { $count ->
    [one] {$count} Tag
   *[other] {$count} Tagen
}
long-hours = { $count ->
    [one] {$count} Stunde
   *[other] {$count} Stunden
}
long-minutes = { $count ->
    [one] {$count} Minute
   *[other] {$count} Minuten
}
long-seconds = { $count ->
    [one] {$count} Sekunde
   *[other] {$count} Sekunden
}

## Was sich geändert hat

moved-disabled = Das Konto wurde deaktiviert
moved-deleted = Das Konto wurde gelöscht
moved-moved = Wechsel
moved-enabled = Das Konto wurde wieder aktiviert
moved-returned = Das Konto ist wieder da
moved-department = Abteilung
moved-employment = Art der Beschäftigung
moved-manager = Führungskraft
moved-country = Land
moved-account-enabled = Konto aktiviert
moved-nothing = nichts
moved-yes = ja
moved-no = nein
moved-unknown = jemand Unbekanntes

## Spiegel

mirror-lead = Was Countersign vom Mandanten weiß, und wie alt es ist. Vor jeder Entscheidung und jeder Änderung wird die betroffene Person neu gelesen.
mirror-refused = Ein Lesevorgang des Verzeichnisses wartet auf Sie
mirror-refused-sentence = { $before ->
    [one] Ein Lesevorgang ließe {$after} von {$before} Person mit Konto übrig. Er wurde nicht übernommen: Niemand hat dadurch etwas verloren.
   *[other] Ein Lesevorgang ließe {$after} von {$before} Personen mit Konto übrig. Er wurde nicht übernommen: Niemand hat dadurch etwas verloren.
}
mirror-refused-read = Gelesen
mirror-refused-hint = Sehen Sie zuerst im Mandanten nach: Auch eine entzogene App-Rolle oder ein Filter lässt Personen verschwinden.
mirror-refused-why = Warum sie stimmt
mirror-refused-again = Alle erneut lesen
mirror-refused-take = So übernehmen
mirror-state-waits = Wartet auf Sie
mirror-state-fail = Das Einlesen schlägt fehl
mirror-state-fresh = Aktuell
mirror-state-old = Zu alt für Entscheidungen
mirror-state-unread = Noch nicht gelesen
mirror-as-of = Stand:
mirror-size = { $count ->
    [one] {$count} Person mit Konto, von {$all} im Spiegel
   *[other] {$count} Personen mit Konto, von {$all} im Spiegel
}
mirror-unread = Noch nicht gelesen.
mirror-read-again = Nächster Lesevorgang
mirror-about-to-begin = Beginnt gleich.
mirror-progress = { $people ->
    [one] Gelesen wird {$what}: bisher {$people} Person
   *[other] Gelesen wird {$what}: bisher {$people} Personen
} auf { $pages ->
    [one] {$pages} Seite
   *[other] {$pages} Seiten
}, {$rate} je Sekunde.
mirror-what-changed = was sich geändert hat
mirror-everybody = alles
mirror-all-products = alle Produkte
mirror-taking-over = { $before ->
    [one] Das Zurückgewiesene wird übernommen: {$count} von {$before} Person noch mit Konto, am Ende {$after}.
   *[other] Das Zurückgewiesene wird übernommen: {$count} von {$before} Personen noch mit Konto, am Ende {$after}.
}
mirror-error = Der letzte Versuch kam nicht zum Ende:
mirror-tried-again = Nächster Versuch
mirror-read = Gelesen
mirror-finished = Fertig
mirror-took = Dauer
mirror-people-on-them = Personen darauf
mirror-changed = Neu oder geändert
mirror-gone = Verschwunden
mirror-bad = { $count ->
    [one] {$count} war nicht zu lesen
   *[other] {$count} waren nicht zu lesen
}
mirror-bad-item = Seite {$page}, Eintrag {$item}: {$why}
mirror-nameless = { $count ->
    [one] {$count} nicht lesbarer Eintrag nennt niemanden: Bei diesem Einlesen gilt niemand als verschwunden, nur weil er nicht darin stand.
   *[other] {$count} nicht lesbare Einträge nennen niemanden: Bei diesem Einlesen gilt niemand als verschwunden, nur weil er nicht darin stand.
}
mirror-read-now = Jetzt lesen
mirror-of-people = Personen
mirror-of-products = Produkte
mirror-read-anew = Alle neu lesen
mirror-products = Produkte und Plätze
mirror-licences = Lizenzen aller Personen
mirror-found = Was gefunden wurde
mirror-uncompared = Noch nicht verglichen.
mirror-compared-again = Nächster Vergleich
mirror-waits = Ein Lesevorgang des Verzeichnisses wartet auf Ihre Antwort: Bis dahin wird nichts weiter gelesen.
mirror-reading-news = Das Verzeichnis wird gelesen.
mirror-reading-everybody = Alle Personen werden neu gelesen.
mirror-reading-products = Die Produkte des Mandanten werden gelesen.
mirror-say-what = Sagen Sie, was gelesen werden soll.
mirror-too-late = Es wartet kein Lesevorgang mehr auf eine Antwort.
mirror-taking = { $before ->
    [one] Sie wird so übernommen: {$before} Person hatte vorher ein Konto, danach sind es {$after}.
   *[other] Sie wird so übernommen: {$before} Personen hatten vorher ein Konto, danach sind es {$after}.
}
mirror-say-which = Sagen Sie, ob sie übernommen oder neu gelesen wird.

## Produkte

products-lead = Was man über jedes Produkt liest, was es kostet und wer dafür verantwortlich ist.
products-read = Plätze von Microsoft gelesen:
products-filter-form = Produkte filtern
products-search = Name, Artikelnummer, verantwortliche Person, Kostenstelle oder Schlagwort
products-all = Alle Produkte
products-hidden = Verborgen
products-lacking-name = Ohne Namen
products-lacking-owner = Ohne verantwortliche Person
products-lacking-price = Ohne Preis
products-filter = Filtern
products-clear = Zurücksetzen
products-none = Kein Produkt passt
products-none-text = Nehmen Sie den Filter weg, oder versuchen Sie ein kürzeres Wort.
products-show-all = Alle Produkte anzeigen
products-caption = Produkte nach Namen
products-no-owner = niemand
products-seats = {$free} frei von {$all}
products-before = Zurück
products-after = Weiter

## Ein Produkt

product-back = Alle Produkte
product-moved = Jemand war schneller
product-moved-by = Es wurde inzwischen geändert ({$by}). Von Ihnen ist noch nichts gespeichert.
product-moved-below = Die Katalogdatei oder die Namensliste hat sich inzwischen geändert. Von Ihnen ist noch nichts gespeichert.
product-moved-hint = Wo es abweicht, steht beides. Speichern Sie noch einmal, gilt, was im Formular steht; oder
product-moved-take = nehmen Sie, was da ist
product-not-saved = Noch nicht gespeichert
product-name = Name
product-name-hint = Wie man es nennt. Leer: wie Microsoft es nennt.
product-description = Beschreibung
product-description-hint = Wozu es dient, in ein oder zwei Sätzen.
product-tags = Schlagwörter
product-tags-hint = Bis zu 8 Wörter zum Finden, durch Kommas getrennt.
product-price = Preis
product-price-hint = Für einen Platz und Monat. Er entscheidet, wer unterzeichnet, wo die Richtlinie danach fragt.
product-currency = Währung
product-cost-centre = Kostenstelle
product-cost-centre-hint = Wer zahlt.
product-owner = Verantwortlich
product-owner-hint = Benutzerprinzipalname der Person, die dafür verantwortlich ist. Sie unterzeichnet, wo die Richtlinie es sagt.
product-said-here = Hier angegeben.
product-said-in-place = Hier angegeben, anstelle von: {$whose}.
product-from-file = Aus der Katalogdatei.
product-from-list = Aus der Liste von Microsoft.
product-of-file = Angabe der Katalogdatei
product-of-list = Angabe der Liste
product-now = Jetzt steht dort: „{$now}“
product-now-nothing = Jetzt steht dort: nichts
product-use-again = Wieder verwenden: {$whose} „{$value}“
product-visibility = Sichtbarkeit
product-visible = Alle finden es
product-hidden = Verborgen: niemand kann es beantragen, wer es hat, behält es
product-word-everybody = für alle
product-word-hidden = verborgen
product-plans = { $count ->
    [one] Bezeichnung seines Dienstplans
   *[other] Bezeichnungen seiner {$count} Dienstpläne
}
product-plans-hint = Leer: die Bezeichnung aus der Katalogdatei oder der Liste von Microsoft, sonst das Wort von Microsoft selbst.
product-title-in-file = Katalogdatei
product-title-in-list = Liste von Microsoft
product-no-title = sonst keine Bezeichnung
product-leave = So lassen
product-who-signs = Wer unterzeichnet
product-who-signs-text = Verantwortliche Person und Preis sind Fakten der Richtlinie: Eine Änderung kann neue Anträge zu anderen Personen führen. Offene Anträge behalten ihre Stufen. Jede Änderung steht im Prüfprotokoll.
product-layers = Woher die Angaben kommen
product-layers-text = Was hier steht, gilt vor der Katalogdatei, und diese vor der Namensliste von Microsoft, Feld für Feld. Was Sie lassen, wie die Ebene darunter es hat, folgt weiter dieser Ebene.
product-last = Letzte Änderung
product-words = Angaben
product-words-below = aus der Ebene darunter
product-words-here = dasselbe, hier angegeben
product-nothing = nichts
product-put-back = Vorherigen Stand wiederherstellen
product-unchanged = {$product}: nichts geändert.
product-saved = {$product}: gespeichert.
product-not-put-back = Jemand hat dieses Produkt inzwischen geändert. Es wurde nichts wiederhergestellt. Sehen Sie es sich noch einmal an.
product-nothing-to-put-back = Es gibt nichts wiederherzustellen.
product-was-put-back = Es ist wieder wie vor der letzten Änderung.
product-owner-unknown = Niemand im Verzeichnis hat den Benutzerprinzipalnamen {$upn}.
product-owner-gone = {$name} ist nicht mehr im Verzeichnis: Unter diesem Namen könnte niemand unterzeichnen.
product-owner-disabled = Das Konto von {$name} ist deaktiviert: Es könnte nichts unterzeichnen.
product-warning-unknown = Niemand im Verzeichnis hat diesen Namen: Administratoren unterzeichnen an dieser Stelle.
product-warning-gone = Diese Person ist nicht mehr im Verzeichnis: Administratoren unterzeichnen an ihrer Stelle.
product-warning-disabled = Dieses Konto ist deaktiviert: Administratoren unterzeichnen an dieser Stelle.
product-the-name = Der Name
product-the-description = Die Beschreibung
product-the-cost-centre = Die Kostenstelle
product-the-title = Die Bezeichnung
product-a-tag = Ein Schlagwort
product-fault-empty = {$what} ist leer
product-fault-long = {$what} hat {$count} Zeichen; erlaubt sind {$longest}
product-fault-formula = {$what} beginnt mit „{$sign}“, was eine Tabellenkalkulation für eine Formel hielte
product-fault-unseen = {$what} hat ein Zeichen, das nicht zu sehen ist
product-fault-lost = {$what} hat ein Zeichen, das bei einer früheren Umwandlung verloren ging
product-write-currency = Schreiben Sie auch die Währung, etwa EUR.
product-write-price = Schreiben Sie den Preis für einen Platz und Monat als 12,90 und die Währung als EUR.
product-price-too-high = Kein Platz kostet mehr als eine Million im Monat: Ist es der Preis für einen Platz?
product-write-upn = Schreiben Sie den Benutzerprinzipalnamen, etwa ada.novak@example.com.
product-tag-characters = „{$tag}“ hat mehr als Buchstaben, Ziffern, Leerzeichen und - _ . & + / #
product-too-many-tags = {$count} Schlagwörter sind zu viele; erlaubt sind {$most}.
product-choose-visibility = Wählen Sie, wer es findet.

## Namen importieren

import-title = Namen importieren
import-lead = Microsoft veröffentlicht, wie seine Produkte und Dienstpläne heißen. Namen, die ein Administrator oder die Katalogdatei gegeben hat, bleiben.
import-file = Die Liste als CSV
import-file-hint = „Product names and service plan identifiers for licensing“ aus der Dokumentation von Microsoft: „Download CSV“ auf jener Seite. Bis zu {$largest}. Fehlerhafte Zeilen werden mit ihrer Nummer angezeigt, die anderen werden übernommen.
import-button = Importieren
import-choose = Wählen Sie zuerst die CSV-Datei.
import-empty = {$file} ist leer.
import-too-large = Die Datei ist größer als {$largest}. Nichts wurde übernommen. Größere Listen lassen sich auf dem Server importieren, mit countersign catalog import-names.
import-past = Importe
import-none = Noch wurde keine Liste importiert.
import-caption = Importe, die neuesten zuerst
import-file-column = Datei
import-lines = Zeilen
import-taken = Übernommen
import-unchanged = Unverändert
import-bad = Fehlerhaft
import-command-line = der Kommandozeile
import-state-unread = Nichts war zu lesen
import-state-stopped = Vor dem Ende abgebrochen
import-state-running = Läuft
import-state-bad = Fertig, mit fehlerhaften Zeilen
import-state-done = Fertig
import-result-title = Namen aus einer Liste
import-back = Alle Importe
import-by = von {$by}
import-died = Der Import brach vor dem Ende ab: Sein Prozess wurde beendet. Was übernommen ist, bleibt. Senden Sie die Datei noch einmal, und es geht weiter.
import-running-text = Läuft: Diese Seite aktualisiert sich von selbst. Ohne Skripte laden Sie sie neu.
import-lines-read = Zeilen gelesen
import-bad-lines = Fehlerhafte Zeilen
import-not-kept = Diese fehlerhaften Zeilen sind nicht mehr gespeichert. Senden Sie die Datei noch einmal, um sie zu sehen.
import-shown-some = Die ersten {$kept} von {$bad}; die CSV-Datei enthält die ersten {$held}.
import-shown-all = Die ersten {$kept} von {$bad}; die CSV-Datei enthält sie alle.
import-bad-caption = Zeilen, die nicht übernommen wurden, wie sie dastehen, nach Nummer
import-line = Zeile
import-what-is-wrong = Was nicht stimmt
import-what-stands = Was dort steht
import-wrong = Fehler
import-there = Inhalt
import-all-in = Alle Zeilen sind übernommen.
