## Was jede E-Mail gemeinsam hat

mail-settings = Einstellungen
mail-why = Sie erhalten diese E-Mail, weil sie Sie betrifft. Wie Sie benachrichtigt werden, bestimmen Sie unter Einstellungen.
mail-why-daily = Sie erhalten eine E-Mail am Tag, und nur, wenn etwas wartet. Wie Sie benachrichtigt werden, bestimmen Sie unter Einstellungen.
mail-you = Sie
mail-somebody = Jemand
mail-whom-unknown = jemanden
mail-somebody-signs = einer genehmigenden Person
mail-a-product = ein Produkt
mail-more-time = die Verlängerung von {$product}

## Eine Sache: der Betreff und was geschehen ist

mail-to-sign = Zu unterzeichnen: {$what} für {$whom}
mail-to-sign-says = {$requester} beantragt {$what} für {$whom}. Sie gehören zu denen, die unterzeichnen dürfen.
mail-reminder = Noch zu unterzeichnen: {$what} für {$whom}
mail-reminder-says = {$requester} beantragt {$what} für {$whom}, und der Antrag wartet noch auf eine Unterschrift. Sie gehören zu denen, die unterzeichnen dürfen.
mail-escalated = Anstelle anderer zu unterzeichnen: {$what} für {$whom}
mail-escalated-says = Niemand hat {$what} für {$whom} rechtzeitig unterzeichnet, deshalb werden nun Sie gefragt.
mail-asked = Rückfrage: {$what} für {$whom}
mail-asked-says = Eine genehmigende Person hat vor der Entscheidung eine Frage an Sie. Bis Sie antworten, steht die Zeit still.
mail-answered = Beantwortet ist Ihre Rückfrage: {$what} für {$whom}
mail-answered-says = Ihre Rückfrage ist beantwortet, und der Antrag wartet auf Ihre Entscheidung.
mail-signed = Einen Schritt weiter: {$what} für {$whom}
mail-signed-says = Eine Stufe ist unterzeichnet, und die nächste ist offen.
mail-narrowed = Weniger als beantragt: {$what} für {$whom}
mail-narrowed-says = Eine genehmigende Person hat den Antrag auf weniger geändert als beantragt. Er läuft mit dem weiter, was bleibt.
mail-approved = Genehmigt: {$what} für {$whom}
mail-approved-says = Alle, die unterzeichnen mussten, haben unterzeichnet. Sie hören wieder von uns, wenn alles bereit ist.
mail-denied = Abgelehnt: {$what} für {$whom}
mail-denied-says = Der Antrag wurde abgelehnt, und nichts ändert sich.
mail-lapsed = Verfallen: {$what} für {$whom}
mail-lapsed-says = Niemand hat rechtzeitig unterzeichnet, deshalb endete der Antrag ohne Antwort. Er kann neu gestellt werden.
mail-closed = Geschlossen: {$what} für {$whom}
mail-closed-says = Der Antrag wurde geschlossen, bevor er ausgeführt war.
mail-taken-back = Wieder offen: {$what} für {$whom}
mail-taken-back-says = Eine Antwort wurde zurückgenommen, deshalb wartet der Antrag wieder auf eine Antwort.
mail-waits-for-seat = Wartet auf einen Platz: {$what} für {$whom}
mail-waits-for-seat-says = Der Antrag ist genehmigt, aber kein Platz ist frei. Die Lizenz wird von selbst vergeben, sobald einer frei wird, in der Reihenfolge der Genehmigung.
mail-extended = Verlängert: {$product} für {$whom}
mail-extended-says = Die Lizenz endet nun später; sonst ändert sich nichts.
mail-not-given = Noch nicht erteilt: {$what} für {$whom}
mail-not-given-says = Der Antrag ist genehmigt, aber Microsoft 365 hat ihn so nicht angenommen. Die Administration sieht es unter dem, was Aufmerksamkeit braucht; der Antrag nennt den Grund.
mail-active = Bereit: {$product} für {$whom}
mail-active-says = Microsoft 365 zeigt die Lizenz an. Sie kann jetzt genutzt werden; manche Apps verlangen zuerst eine neue Anmeldung.
mail-ends-soon = Endet bald: {$product} für {$whom}
mail-ends-soon-says = Die Lizenz endet bald. Wer sie noch braucht, kann eine Verlängerung beantragen.
mail-last-day-is = Ihr letzter Tag ist der {$day}.
mail-ended = Beendet: {$product} für {$whom}
mail-ended-says = Die Lizenz ist beendet. Sie kann neu beantragt werden.
mail-delegation = {$delegate} unterzeichnet für {$name} bis {$day}
mail-delegation-says = Was auf {$name} wartet, wartet auch auf {$delegate}, und beide dürfen unterzeichnen. Das Prüfprotokoll nennt beide. Beide können die Vertretung jederzeit beenden.
mail-delegation-over = {$delegate} unterzeichnet nicht mehr für {$name}
mail-delegation-over-says = Was noch nicht unterzeichnet ist, wartet wieder auf {$name} allein.
mail-given-at-once = An den Regeln vorbei vergeben: {$product} für {$whom}
mail-given-at-once-says = Ein Administrator hat die Lizenz sofort vergeben, an den Regeln vorbei. Jemand anderes muss das prüfen.
mail-to-review = Zu überprüfen: {$product} für {$whom}
mail-to-review-says = Für {$whom} hat sich etwas geändert. Geben Sie an, ob {$product} noch gebraucht wird.

## Worum es geht und was geschrieben wurde

mail-product = Produkt
mail-for = Für
mail-asked-by = Beantragt von
mail-term = Laufzeit
mail-term-from = ab {$day}, {$term}
mail-term-until = bis {$day}
mail-term-days = { $count ->
    [one] {$count} Tag
   *[other] {$count} Tage
}
mail-term-open = ohne Ende
mail-costs = Kosten
mail-due = Zu unterzeichnen bis
mail-due-at = {$weekday}, {$day}, {$time} Uhr ({$zone})
mail-first-day = Erster Tag
mail-last-day = Letzter Tag
mail-signs = Unterzeichnet
mail-signs-for = Sie unterzeichnen für
mail-products = Produkte
mail-all-products = alle
mail-some-products = { $count ->
    [one] {$count} Produkt
   *[other] {$count} Produkte
}
mail-up-to = Höchstens, je Platz und Monat
mail-justification = Begründung
mail-question = Rückfrage
mail-answer = Antwort
mail-reason = Grund
mail-reason-by = Grund, von {$by}

## Die E-Mail des Tages

mail-day-waits = { $count ->
    [one] {$count} Antrag wartet auf Sie
   *[other] {$count} Anträge warten auf Sie
}
mail-day-new = { $count ->
    [one] {$count} Neuigkeit
   *[other] {$count} Neuigkeiten
}
mail-day-first = {$name}, das gibt es heute zu berichten.
mail-title = {$product} für {$beneficiary}
mail-item-due = zu unterzeichnen bis {$when}
mail-item-waits = wartet seit {$day}
mail-more = und {$more} weitere

## Wohin es geht

mail-decide = Ansehen und entscheiden
mail-answer-it = Antworten
mail-review = Überprüfen
mail-see = Ansehen
mail-open = Countersign öffnen
mail-see-delegations = Vertretungen ansehen
mail-see-requests = Ihre Anträge ansehen
mail-see-waiting = Ansehen, was auf Sie wartet
