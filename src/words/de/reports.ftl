## Das Prüfprotokoll

audit-title = Prüfprotokoll
audit-run-again = Entscheidungen nachvollziehen
audit-sealed = { $count ->
    [one] {$count} Ereignis ist versiegelt; es wurde noch kein Prüfpunkt signiert.
   *[other] {$count} Ereignisse sind versiegelt; es wurde noch kein Prüfpunkt signiert.
}
audit-signed = { $count ->
    [one] Signiert: ein Prüfpunkt über {$count} Ereignis, Wurzel {$head}… Um es zu prüfen, führen Sie countersign audit verify aus.
   *[other] Signiert: ein Prüfpunkt über {$count} Ereignisse, Wurzel {$head}… Um alle zu prüfen, führen Sie countersign audit verify aus.
}
audit-nothing-sealed = Noch ist nichts versiegelt.
audit-filter = Ereignisse filtern
audit-filter-text = Text
audit-filter-kind = Art
audit-all-kinds = Alle Arten
audit-filter-person = Person
audit-filter-from = Von
audit-filter-to = Bis
audit-filter-of-request = Antrag
audit-filter-go = Filtern
audit-filter-clear = Zurücksetzen
audit-filter-characters = Der Filter enthält Zeichen, nach denen nicht gesucht werden kann.
audit-filter-no-kind = Eine Art von Ereignis namens {$kind} gibt es nicht.
audit-filter-request = Die Kennung des Antrags ist nicht vollständig.
audit-filter-period = Der Zeitraum endet, bevor er beginnt.
audit-filter-day = {$text} ist kein Datum; schreiben Sie es wie 2026-11-24.
audit-count = { $count ->
    [one] {$count} Ereignis
   *[other] {$count} Ereignisse
}
audit-csv = Als CSV herunterladen
audit-csv-too-long = Eine Datei fasst höchstens {$most} Ereignisse. Wählen Sie einen kürzeren Zeitraum und laden Sie die Ereignisse in Teilen herunter.
audit-none = Keine passenden Ereignisse
audit-none-way = Erweitern Sie den Zeitraum oder nehmen Sie einen Filter weg.
audit-show-all = Alle Ereignisse anzeigen
audit-caption = Ereignisse, die neuesten zuerst
audit-number = Nr.
audit-time = Zeit ({$zone})
audit-who = Wer
audit-what = Was
audit-kind = Art
audit-hash = Hash
audit-not-sealed = noch nicht versiegelt
audit-request = Antrag
audit-by-worker = Worker
audit-by-gone = Jemand, der ausgeschieden ist
audit-by-operator = Befehlszeile
audit-by-visitor = Eine unbekannte Person

## Was geschah: jede Art von Ereignis ein Satz

log-somebody = jemand
log-somebody-else = jemand anderes
log-a-product = ein Produkt
log-all-products = alle Produkte
log-ending = { $cause ->
    [given_back] zurückgegeben
    [withdrawn] zurückgezogen
    [closed] vom Administrator geschlossen
    [expired] die Laufzeit ist vorbei
    [left] das Konto wurde geschlossen
    [moved] die Person hat gewechselt
    [replaced] ein anderes Produkt trat an die Stelle
   *[other] es ist vorbei
}
log-who = { $code ->
    [manager] die Führungskraft
    [owner] die für das Produkt verantwortliche Person
   *[other] {$code}
}
log-who-group = die Gruppe {$name}
log-who-person = {$upn}

log-signed-in = Hat sich angemeldet
log-signed-out = Hat sich abgemeldet
log-refusal = { $code ->
    [self-approval] niemand genehmigt für sich selbst
    [own-draft] niemand setzt den eigenen Entwurf in Kraft
    [own-exception] niemand prüft nach, was er selbst vergeben oder bekommen hat
    [not-an-approver] dort nicht zur Genehmigung berechtigt
    [wrong-stage] die Stufe kommt erst noch
    [signed-already] bereits unterzeichnet
    [too-late] zu spät
    [too-often] zu oft
    [not-theirs] gehört jemand anderem oder ist nicht vorhanden
    [not-allowed] nicht erlaubt
    [missing-role] die Rolle fehlt
    [not-signed-in] nicht angemeldet
    [person-left] die Person ist ausgeschieden
    [foreign-site] von einer anderen Website gesendet
    [foreign-form] ein Formular einer anderen Sitzung
    [sign-in-expired] die Anmeldung war abgelaufen oder nie begonnen
    [sign-in-forged] die Anmeldung wurde nicht von diesem Browser begonnen
    [sign-in-not-proved] die Anmeldung beweist nichts
    [sign-in-ended] Entra ID hat die Anmeldung beendet
    [too-large] zu groß
    [bad-token] mit einem API-Token, das nicht gilt
    [rate-limit] zu viele innerhalb einer Minute
   *[other] {$code}
}
log-refused-at = Abgewiesen bei {$tried}: {$why}
log-refused-again = Innerhalb einer Minute { $times ->
    [one] noch einmal
   *[other] noch {$times}-mal
} abgewiesen, zuletzt bei {$tried}: {$why}
log-no-page = einer Adresse ohne Seite
log-erased = (gelöscht)
log-person-erased = Hat gelöscht, was über eine ausgeschiedene Person aufbewahrt wurde: { $texts ->
    [one] einen Text
   *[other] {$texts} Texte
} neben dem Protokoll, {$rows} Zeilen
log-refused-open = Kein Zugriff auf {$path}: Dafür ist die Rolle {$role} nötig
log-refused-inherited = Durfte {$product} nicht entfernen: Die Lizenz kommt über eine Gruppe
log-refused-not-ours = Durfte {$product} nicht entfernen: Die Lizenz wurde direkt zugewiesen, nicht von Countersign
log-refused-own-draft = Durfte den eigenen Entwurf der Richtlinie nicht in Kraft setzen
log-refused = { $attempt ->
    [sign] Durfte für {$person} nicht unterzeichnen
    [narrow] Durfte für {$person} nicht mit einer Änderung genehmigen
    [take_back] Durfte eine Antwort zu {$person} nicht zurücknehmen
    [ask] Durfte zu {$person} keine Rückfrage stellen
    [take_question_back] Durfte eine Rückfrage zu {$person} nicht zurücknehmen
    [answer] Durfte eine Rückfrage zu {$person} nicht beantworten
    [submit] Durfte für {$person} nichts beantragen
    [change] Durfte einen Antrag für {$person} nicht ändern
    [cancel] Durfte einen Antrag für {$person} nicht zurückziehen
    [remind] Durfte zu {$person} nicht erinnern
    [appeal] Durfte für {$person} keinen Einspruch erheben
    [delegate] Durfte {$person} keine Vertretung geben
    [end_delegation] Durfte eine Vertretung von {$person} nicht beenden
    [give_at_once] Durfte {$person} nichts sofort zuteilen
    [review_exception] Durfte eine Ausnahme zu {$person} nicht prüfen
   *[other] Wurde bei einem Schritt für {$person} abgewiesen
}: { $code ->
    [own_request] eigener Antrag
    [not_open_yet] die Stufe kommt erst noch
    [not_an_approver_of_this_stage] keine Genehmigungsberechtigung für diese Stufe
    [denied_before_the_appeal] hat den Antrag vor dem Einspruch abgelehnt
    [signed_another_stage] hat schon eine andere Stufe unterzeichnet
    [signed_by_who_stands_in] die Vertretung hat schon unterzeichnet
    [not_theirs] nicht eigene Sache
    [not_possible] nicht möglich
    [not_asked] wurde nicht gefragt
    [no_answer_of_theirs] keine eigene Antwort
    [too_late] zu spät
    [too_soon] zu früh
    [often_enough] oft genug
    [signed_meanwhile] inzwischen unterzeichnet
    [not_the_requester] nicht die antragstellende Person
    [not_waiting] wartet nicht mehr
    [not_yours] nicht eigene Sache
    [to_oneself] an sich selbst
    [account_closed] das Konto ist geschlossen
    [no_plans] kein Dienstplan
    [nobody_to_tell] niemand ist zu benachrichtigen
    [too_few_to_tell] zu wenige sind zu benachrichtigen
    [hidden] das Produkt ist verborgen
    [already_held] ist schon vorhanden
    [already_asked] ist schon beantragt
    [not_assignable] kann nicht zugewiesen werden
    [delegate_closed] das Konto der Vertretung ist geschlossen
    [delegator_left] die vertretene Person ist ausgeschieden
    [over_already] schon vorbei
    [ends_before_it_starts] endet, bevor es beginnt
    [too_long] zu lang
    [too_many] zu viele
    [made_by_them] selbst vergeben
    [given_to_them] selbst erhalten
    [reviewed_already] schon überprüft
    [longer] länger als beantragt
    [term_is_fixed] die Laufzeit steht fest
    [plans_are_fixed] die Dienstpläne stehen fest
    [no_days] kein Tag bliebe übrig
    [denied] die Regeln lehnen es ab
    [signed_already] hat schon unterzeichnet
    [one_is_open] eine Rückfrage ist offen
    [nobody_to_decide] niemand kann entscheiden
   *[other] {$words}
}
log-directory-read = { $people ->
    [one] Hat {$people} Person aus dem Verzeichnis gelesen
   *[other] Hat {$people} Personen aus dem Verzeichnis gelesen
}
log-group-read = Hat eine andere Mitgliedschaft einer Gruppe aus dem Verzeichnis gelesen: {$members} statt {$before}
log-directory-taken = Hat einen zurückgehaltenen Lesevorgang des Verzeichnisses so übernommen: {$after} von {$before} Personen behalten ein Konto
log-request-submitted = Hat {$product} für {$person} beantragt
log-request-decided = Richtlinie: {$product} für {$person} { $outcome ->
    [stages] braucht Unterschriften
    [automatic] ist sofort genehmigt
   *[denied] ist abgelehnt
}
log-request-cancelled = Hat den Antrag auf {$product} für {$person} zurückgezogen
log-request-denied = {$product} für {$person} wurde abgelehnt: { $by ->
    [new_policy] von einer neuen Fassung der Richtlinie
    [policy] von der Richtlinie
    [approver] von einer genehmigenden Person
    [facts] wegen geänderter Tatsachen
   *[other] {$by}
}
log-stage-opened = Stufe {$stage} ist offen: Unterzeichnen muss {$who}
log-signature-given = Hat {$product} für {$person} an Stufe {$stage} { $answer ->
    [approve] genehmigt
   *[deny] abgelehnt
}
log-signature-given-for = Hat {$product} für {$person} an Stufe {$stage} in Vertretung für {$other} { $answer ->
    [approve] genehmigt
   *[deny] abgelehnt
}
log-grant-approved = {$product} ist für {$person} bewilligt
log-grant-active = {$product} ist für {$person} aktiv
log-grant-waits = {$product} für {$person} wartet auf einen Platz
log-grant-needs-attention = {$product} für {$person} braucht einen Administrator: { $code ->
    [usage_location] Nutzungsstandort fehlt
    [no_free_seat] kein freier Platz
    [unknown_sku] unbekanntes Produkt
    [not_assignable] nicht zuweisbar
    [inherited] über eine Gruppe zugewiesen
    [dependency] ein Dienstplan hängt von einem anderen ab
    [exclusive] Dienstpläne schließen sich aus
    [plan_not_in_sku] der Dienstplan gehört nicht zum Produkt
    [plan_prohibited] der Dienstplan ist nicht erlaubt
    [proxy_clash] eine Adresse ist doppelt vergeben
    [person_missing] die Person fehlt im Verzeichnis
    [permission] eine Berechtigung fehlt
    [sign_in] die Anmeldung bei Microsoft misslingt
    [directory_quota] das Kontingent des Verzeichnisses ist erschöpft
    [read_back_differs] das Zurückgelesene weicht ab
    [unavailable] Microsoft ist nicht erreichbar
    [our_fault] ein Fehler von Countersign
    [unknown] unbekannt
   *[other] {$words}
}
log-grant-retried = {$product} für {$person} wird erneut versucht
log-grant-seat-allotted = Ein Platz ist für {$person} reserviert: {$product}
log-grant-plans-kept-off = Neue Dienstpläne sind für {$person} wieder ausgeschaltet: {$product}
log-grant-plans-changed = { $by ->
    [request] Andere Dienstpläne werden für {$person} eingestellt: {$product}
   *[other] Ein Dienstplan wird für {$person} eingeschaltet: {$product}
}
log-grant-ending = {$product} für {$person} soll entfernt werden: {$why}
log-grant-ended = {$product} für {$person} ist beendet: {$why}
log-request-closed-by-hand = Hat den Antrag auf {$product} für {$person} geschlossen: {$reason}
log-request-closed = Der Antrag auf {$product} für {$person} ist geschlossen: { $cause ->
    [left] das Konto wurde geschlossen
    [moved] die Person hat gewechselt
    [denied_now] die Person hat gewechselt, und die Richtlinie lehnt jetzt ab
    [grant_ended] das Recht, um das es ging, ist beendet
    [not_possible] Microsoft konnte die Dienstpläne nicht einstellen
    [over] der letzte Tag ist vorbei
    [expired] der letzte Tag ist vorbei
    [replaced] ein anderes Produkt trat an die Stelle
    [nobody_left] für die nächste Stufe blieb niemand anderes zum Unterzeichnen
   *[other] es ist vorbei
}
log-grant-scheduled = {$product} für {$person} beginnt an einem späteren Tag
log-grant-begun = {$product} für {$person} beginnt
log-grant-reminded = { $days ->
    [one] Erinnerung an {$person} einen Tag vor dem Ende: {$product}
   *[other] Erinnerung an {$person} {$days} Tage vor dem Ende: {$product}
}
log-grant-extended = Das Ende für {$person} wurde verschoben: {$product}
log-person-left = {$person} ist ausgeschieden
log-person-moved = {$person} hat gewechselt
log-person-returned = {$person} ist zurück
log-stage-approvers-replaced = Stufe {$stage} dürfen jetzt andere unterzeichnen
log-review-opened = {$product} für {$person} soll erneut geprüft werden
log-review-answered = { $answer ->
    [keep] {$person} behält {$product}
   *[end] {$product} für {$person} endet, wie bei der Überprüfung entschieden
}
log-job-stopped = { $attempts ->
    [one] Ein Hintergrundauftrag hat nach {$attempts} Versuch aufgehört
   *[other] Ein Hintergrundauftrag hat nach {$attempts} Versuchen aufgehört
}
log-job-retried = Ein stehengebliebener Hintergrundauftrag wird wieder aufgenommen
log-call-planned = Wird assignLicense für {$person} senden, Versuch {$attempt}
log-call-answered = Graph antwortete für {$person} mit {$status}; nach dem, was es jetzt zeigt: { $code ->
    [done] erledigt
    [refused] abgewiesen
    [unknown] unbekannt
    [nothing_to_do] nichts zu tun
    [answer_lost] Antwort verloren
   *[other] {$words}
}
log-call-unanswered = Antwort von Graph für {$person}: { $code ->
    [done] erledigt
    [refused] abgewiesen
    [unknown] unbekannt
    [nothing_to_do] nichts zu tun
    [answer_lost] Antwort verloren
   *[other] {$words}
}
log-grant-came-back = Was {$product} für {$person} ersetzen sollte, kam nicht zustande: Es läuft weiter
log-failure-seen = Hat einen Antrag angesehen, den die Regeln nicht beurteilen konnten
log-exported = { $rows ->
    [one] Hat {$rows} Zeile dieses Protokolls als Datei geholt
   *[other] Hat {$rows} Zeilen dieses Protokolls als Datei geholt
}

log-policy-in-force = Richtlinie {$version} trat { $how ->
    [again] durch Zurückrollen wieder in Kraft
   *[first] in Kraft
}{ $by ->
    [one] : von einer Person allein eingereicht und in Kraft gesetzt
   *[two] {""}
}
log-draft-submitted = Hat Richtlinie {$version} eingereicht, damit sie in Kraft tritt
log-draft-withdrawn = Hat den Entwurf der Richtlinie {$version} zurückgezogen
log-draft-refused = Hat den Entwurf der Richtlinie {$version} zurückgewiesen
log-policy-applied = Hat nach Richtlinie {$version} geprüft, was wartet: {$denied} abgelehnt, {$kept} mit denselben Stufen{ $unjudged ->
    [0] {""}
   *[other] , {$unjudged} nicht beurteilbar und unverändert
}
log-reperformed = { $decisions ->
    [one] Hat {$decisions} Entscheidung nachvollzogen: {$reproduced} mit demselben Ergebnis
   *[other] Hat {$decisions} Entscheidungen nachvollzogen: {$reproduced} mit demselben Ergebnis
}
log-policy-rejected = Eine fehlerhafte Richtliniendatei wurde nicht übernommen

log-catalog-described = Die Beschreibung wurde geändert: {$product}
log-product-edited = Hat {$product} im Katalog bearbeitet
log-names-imported = { $names ->
    [one] Hat {$names} Namen aus einer Liste übernommen
   *[other] Hat {$names} Namen aus einer Liste übernommen
}
log-catalog-read = { $products ->
    [one] Hat {$products} Produkt gelesen
   *[other] Hat {$products} Produkte gelesen
}
log-plan-found = Microsoft hat {$product} um den Dienstplan {$plan} erweitert: aus, bis er eingeordnet ist
log-plan-gone = Microsoft hat einen Dienstplan entfernt: {$product}
log-plan-classified = Hat einen neuen Dienstplan eingeordnet ({$product}): { $code ->
    [offered] angeboten
    [kept_off] bleibt aus
    [unclassified] nicht eingeordnet
   *[other] {$words}
}
log-seats-held-back = Hält Plätze für {$product} zurück: {$after}, vorher {$before}

log-directory-refused = Ein Lesevorgang des Verzeichnisses wartet auf einen Administrator: { $before ->
    [one] 1 Person hatte ein Konto, {$after} hätten eines
   *[other] {$before} Personen hatten ein Konto, {$after} hätten eines
}
log-directory-read-anew = Lässt alle Personen neu aus dem Verzeichnis lesen
log-directory-left-aside = Hat einen Lesevorgang des Verzeichnisses verworfen und lässt alle Personen neu lesen
log-zone-of-country = Verwendet wieder die Zeitzone des Landes
log-zone-chosen = Hat die Zeitzone {$zone} gewählt
log-reviewer-replaced = Jemand anderes wird gefragt, ob {$person} {$product} behält
log-departure-called-off = Für {$person} folgt nichts mehr ({$product}): { $why ->
    [again] die Person hat erneut gewechselt
    [open] das Konto ist wieder offen
   *[closed] nach dem Wechsel wurde das Konto geschlossen
}
log-stages-made-anew = {$product} für {$person} müssen jetzt andere unterzeichnen, von der ersten Stufe an: Die Person hat gewechselt
log-grant-held = Die Sicherung hält {$product} für {$person} fest: {$why}
log-grant-let-go = Die Sicherung hält {$product} für {$person} nicht mehr fest: Es bleibt
log-attention-closed = Offenes zu {$product} für {$person} ist geschlossen: {$reason}
log-drift-scanned = Hat die Lizenzen von { $people ->
    [one] 1 Person
   *[other] {$people} Personen
} verglichen: {$found} neu gefunden, {$gone} verschwunden
log-drift-found = Gefunden: { $kind ->
    [missing] {$product} ist für {$person} bewilligt und nicht vorhanden
    [plans_differ] {$product} für {$person} hat andere Dienstpläne als bewilligt
    [group_error] eine Gruppe kann {$product} für {$person} nicht bereitstellen
   *[unknown_licence] {$person} hat {$product}, ohne dass es bewilligt ist
}
log-drift-gone = Was zu {$product} für {$person} gefunden wurde, ist nicht mehr da
log-drift-adopted = Hat {$product} für {$person} übernommen wie gefunden: {$reason}
log-drift-restored = { $kind ->
    [unknown_licence] Lässt {$product} für {$person} entfernen, da es nicht bewilligt ist: {$reason}
   *[other] Lässt {$product} für {$person} herstellen wie bewilligt: {$reason}
}
log-drift-accepted = Belässt {$product} für {$person} wie gefunden: {$reason}
log-adoption-begun = Hat begonnen, { $count ->
    [0] keine Lizenz
    [one] 1 Lizenz
   *[other] {$count} Lizenzen
} zu übernehmen wie gefunden ({$product}): {$reason}
log-adoption-stopped = Hat die Übernahme angehalten: {$done} von { $count ->
    [0] keiner Lizenz
    [one] 1 Lizenz
   *[other] {$count} Lizenzen
} übernommen
log-fuse-blown = Die Sicherung für {$product} hat ausgelöst: Innerhalb einer Stunde { $counted ->
    [0] endete keine Lizenz
    [one] endete 1 Lizenz
   *[other] endeten {$counted} Lizenzen
}, erlaubt sind {$most}
log-fuse-resumed = Die Sicherung für {$product} ist wieder ganz und lässt { $count ->
    [0] keine Lizenz
    [one] 1 Lizenz
   *[other] {$count} Lizenzen
} enden: {$reason}
log-fuse-kept = Behält {$product} für {$person}, was die Sicherung festhielt: {$reason}

log-bundle-sent = { $count ->
    [one] Hat {$count} Sache beantragt
   *[other] Hat {$count} Sachen gemeinsam beantragt
}
log-request-approved = Unterzeichnet: {$product} für {$person} wird ausgeführt
log-request-narrowed = Hat {$product} für {$person} auf weniger als beantragt geändert
log-inquiry-asked = Hat eine Rückfrage gestellt: {$product} für {$person}
log-inquiry-answered = Hat eine Rückfrage beantwortet: {$product} für {$person}
log-inquiry-taken-back = Hat eine Rückfrage zurückgenommen: {$product} für {$person}
log-signature-taken-back = Hat { $answer ->
    [deny] die Ablehnung
   *[approve] die Unterschrift
} zurückgenommen: {$product} für {$person}
log-stage-reminded = Hat die Genehmigenden erinnert, Erinnerung {$number}: {$product} für {$person}
log-stage-reminded-by-hand = Lässt die Genehmigenden erinnern: {$product} für {$person}
log-stage-escalated = Niemand hat {$product} für {$person} rechtzeitig unterzeichnet: Andere werden gefragt
log-request-lapsed = { $why ->
    [waited_longest] {$product} für {$person} hat so lange gewartet, wie etwas warten darf: Der Antrag ist verfallen
   *[other] Niemand hat {$product} für {$person} rechtzeitig unterzeichnet: Der Antrag ist verfallen
}
log-request-appealed = Hat Einspruch gegen die Ablehnung eingelegt: {$product} für {$person}
log-given-at-once = Hat {$product} für {$person} sofort vergeben, an den Regeln vorbei
log-exception-reviewed = Hat die Notvergabe überprüft: {$product} für {$person}
log-mail-sent = Der Mailserver hat eine E-Mail an {$person} angenommen
log-mail-not-sent = { $why ->
    [unknown] Ob eine E-Mail an {$person} angekommen ist, ist nicht bekannt
    [left] Belässt eine E-Mail an {$person}, die nicht gesendet wurde
   *[other] Der Mailserver hat eine E-Mail an {$person} nicht angenommen
}
log-mail-sent-again = Lässt eine E-Mail an {$person} erneut senden
log-dossier-viewed = Hat das Dossier zu {$product} für {$person} angesehen
log-preferences-chosen = Hat die eigenen Einstellungen geändert
log-key-in-use = Ein neuer Schlüssel unterzeichnet die Prüfpunkte des Protokolls
log-payloads-dropped =
    { $count ->
        [one] Das eine Ereignis von { $month } wurde entfernt; sein Hashwert bleibt
       *[other] Die { $count } Ereignisse von { $month } wurden entfernt; ihre Hashwerte bleiben
    }
log-delegation-made = {$person} soll eine Zeit lang für {$other} unterzeichnen
log-delegation-begun = {$person} unterzeichnet ab jetzt für {$other}
log-delegation-ended = {$person} unterzeichnet nicht mehr für {$other}
log-delegation-item-moved = {$product} für {$person} kann unterzeichnen, wer für {$other} unterzeichnet
log-delegation-item-refused = {$product} für {$person} bleibt hier: {$other}. Grund: { $why ->
    [is_requester] die Vertretung hat es beantragt
    [is_beneficiary] es ist für die Vertretung
    [signed_already] die Vertretung hat diesen Antrag schon unterzeichnet
    [signs_already] die Vertretung unterzeichnet es aus eigenem Recht
    [signed_another_stage] das Recht wurde schon an einer anderen Stufe genutzt, und die Regel verlangt an jeder Stufe jemand anderes
   *[other] die Vertretung kann es nicht unterzeichnen
}

## Notvergaben

exceptions-title = Ausnahmen
exceptions-lead = Was ein Administrator sofort vergeben hat, an den Regeln vorbei. Jede Notvergabe sieht sich jemand anderes an.
exceptions-none = Nichts zu überprüfen
exceptions-none-way = Wenn ein Administrator eine Lizenz sofort vergibt, steht sie hier, bis jemand anderes sie überprüft hat.
exceptions-open = Zu überprüfen
exceptions-what = {$product} für {$person}
exceptions-state = Zustand:
exceptions-given-by = Vergeben von {$name},
exceptions-until = bis {$day}
exceptions-for-days = { $days ->
    [one] für {$days} Tag ab Beginn
   *[other] für {$days} Tage ab Beginn
}
exceptions-endless = ohne Ende
exceptions-note = Was Sie festgestellt haben
exceptions-review = Überprüft
exceptions-review-of = : {$product} für {$person}
exceptions-reviewed = Überprüft
exceptions-reviewed-by = Überprüft von {$name}, {$when}: „{$note}“
exceptions-done = Überprüft: Die Ausnahme steht unten mit Ihrer Notiz.
exceptions-done-already = Jemand anderes war schneller: Sie wurde schon überprüft.
exceptions-own-doing = Sie haben die Lizenz selbst vergeben: Jemand anderes muss sie überprüfen.
exceptions-own-licence = Die Lizenz wurde Ihnen gegeben: Jemand anderes muss sie überprüfen.
exceptions-not-yours-given = Von Ihnen vergeben: Jemand anderes überprüft es.
exceptions-not-yours-held = An Sie vergeben: Jemand anderes überprüft es.
exceptions-state-active = Aktiv
exceptions-state-ended = Beendet
exceptions-state-ending = Wird entfernt
exceptions-state-waiting = Wartet auf einen Platz
exceptions-state-attention = Handlungsbedarf
exceptions-state-coming = Wird eingerichtet

## Warum ein Antrag so entschieden wurde

explain-back = ← Zum Antrag
explain-title = Warum: {$product} für {$person}
explain-lead-before = Alle Regeln, gefragt
explain-lead-after = , mit dem, was die Tatsachen dazu sagten.
explain-outcome = Ergebnis:
explain-earlier = Dies ist eine frühere Entscheidung.
explain-earlier-way = Die letzte zählt
explain-differs = Diese Regeln sagen zu den gespeicherten Tatsachen jetzt etwas anderes. Unten steht die gespeicherte Entscheidung; die Regeln daneben sagen, was sie jetzt sagen.
explain-failed = Die Regeln konnten diesen Antrag nicht beurteilen, deshalb wurde er abgelehnt. Beheben Sie, was der Grund nennt, und lassen Sie ihn erneut stellen.
explain-failed-looked = Ich habe es mir angesehen
explain-decided = Was entschieden wurde
explain-rule = Regel
explain-read-more = Mehr lesen
explain-read-more-about = über die Regel {$rule}
explain-stage = Stufe {$number}
explain-policy = Richtlinie
explain-unreadable = Die damaligen Regeln können nicht angezeigt werden: {$why}.
explain-unreadable-bad = sie sind fehlerhaft
explain-unreadable-altered = die Bytes dieser Fassung wurden nach dem Aufbewahren verändert
explain-unreadable-not-kept = diese Fassung ist nicht aufbewahrt
explain-shown = Angezeigte Regeln
explain-all = Alle
explain-applied = Angewandt
explain-guards = Schutzregeln
explain-guards-hint = Jede, die zutrifft, schränkt ein; die Reihenfolge ist gleichgültig.
explain-no-guard = Keine Schutzregel traf zu.
explain-routes = Genehmigungswege
explain-routes-hint = Der erste, der zutrifft, sagt, wer unterzeichnet.
explain-no-route = Kein Genehmigungsweg traf zu.
explain-decisions = Entscheidungen zu diesem Antrag
explain-decisions-hint = Ein Antrag wird erneut entschieden, wenn jemand unterzeichnet und wenn sich etwas ändert. Die letzte Entscheidung zählt.
explain-decisions-caption = Entscheidungen, die neuesten zuerst
explain-why-then = Anlass
explain-decision-outcome = Ergebnis
explain-when = Wann
explain-cannot-read = Nicht lesbar
explain-some-of = {$needed} von {$people}
explain-why-asked = Der Antrag wurde gestellt
explain-why-signed = {$name} hat unterzeichnet
explain-why-denied = {$name} hat abgelehnt
explain-why-moved = {$name} hat gewechselt, seitdem unterzeichnen andere
explain-why-policy = Eine andere Fassung der Richtlinie
explain-why-again = Erneut entschieden
explain-denied = Abgelehnt
explain-at-once = Sofort genehmigt
explain-stages = { $count ->
    [one] {$count} Stufe
   *[other] {$count} Stufen
}
explain-heard-applied = Angewandt
explain-heard-not-true = Ihre Bedingung trifft nicht zu
explain-heard-other-product = Betrifft andere Produkte
explain-heard-not-for-anybody = Nur für sich selbst und unterstellte Personen
explain-heard-too-late = Ein früherer Genehmigungsweg wurde genommen
explain-heard-not-asked = Nicht gefragt: Vorher wurde abgelehnt
explain-heard-other-matter = Sagt nichts über Anträge
