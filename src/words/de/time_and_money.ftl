## Zeit und Geld: wie lange es dauert, was es kostet, wohin es führt; und was bei Diagrammen steht.

chart-figures = Die Zahlen
chart-nothing = Es gibt nichts zu zeichnen.
chart-hours = {$hours} Std.
chart-minutes = {$minutes} Min.
chart-days = {$days} T.

tm-group = Zeit und Geld

tm-half = Hälfte binnen
tm-nine = 9 von 10 binnen
tm-most = 99 von 100 binnen

tm-lead = Durchlaufzeit
tm-lead-question = Wie lange dauert es vom Antrag bis zur Lizenz, Stufe für Stufe: bei der Hälfte, bei neun von zehn, bei neunundneunzig von hundert; nach Produkt, Wochentag und Woche? Was noch offen ist, wird gesondert gezählt; seine Dauer steht noch nicht fest.
tm-lead-nothing = In diesem Zeitraum hat niemand etwas beantragt.
tm-col-part = Gezählt nach
tm-col-step = Schritt
tm-col-who = Wer unterzeichnet
tm-col-week = Woche ab
tm-col-done = Erledigt
tm-col-still-open = Noch offen
tm-by-step = Schritt
tm-by-product = Produkt
tm-by-weekday = Wochentag
tm-by-week = Woche
tm-step-stage = Eine Stufe
tm-step-answer = Vom Antrag bis zur letzten Antwort
tm-step-carry-out = Von der Genehmigung bis zur Lizenz
tm-step-whole = Vom Antrag bis zur Lizenz
tm-chart-whole = Vom Antrag bis zur Lizenz, Woche für Woche
tm-chart-whole-said = Die Anträge jeder Woche, die ihre Lizenz haben ({$count} insgesamt): die Hälfte, neun von zehn und neunundneunzig von hundert.
tm-chart-answers = Vom Antrag bis zur letzten Antwort, Woche für Woche
tm-chart-answers-said = {$count} Anträge, die von Unterzeichnenden beantwortet wurden.
tm-chart-steps = Wo die Zeit bleibt
tm-chart-steps-said = Jeder Schritt für sich, der langsamste zuerst.
tm-chart-products = Die langsamsten Produkte
tm-chart-products-said = Vom Antrag bis zur Lizenz, das langsamste zuerst.
tm-chart-weekdays = Nach dem Wochentag des Antrags
tm-chart-weekdays-said = Vom Antrag bis zur letzten Antwort.

tm-waiting = Wartezeit auf Plätze
tm-waiting-question = Wie lange warten genehmigte Anträge, bis ein Platz frei ist? Gezählt ab dem ersten Mal, dass keiner da war.
tm-waiting-nothing = In diesem Zeitraum musste niemand auf einen Platz warten.
tm-col-seated = Platz bekommen
tm-col-still-waiting = Warten jetzt
tm-col-gave-up = Ohne Platz beendet
tm-col-longest = Längstes Warten bisher
tm-chart-waits = Wartezeit nach Produkt
tm-chart-waits-said = {$seated} haben einen Platz bekommen, {$waiting} warten jetzt, {$gone} endeten ohne. Gezeichnet sind die mit Platz, das langsamste Produkt zuerst.
tm-chart-waits-by-week = Wartezeit Woche für Woche
tm-chart-waits-by-week-said = Nach der Woche, in der das Warten begann.

tm-cost = Kosten
tm-cost-question = Was kosten die vergebenen Lizenzen, nach Produkt, Abteilung und Monat? Eine Lizenz, die es an irgendeinem Tag eines Monats gab, kostet den ganzen Monat. Es gelten Abteilung und Preis vom Ende des Monats; vor dem ersten Preis, der festgehalten wurde, gilt dieser. Lizenzen ohne Vergabe sind nicht dabei, und Währungen werden nie zusammengezählt.
tm-cost-nothing = In diesen Monaten war keine Lizenz vergeben.
tm-col-month = Monat
tm-col-department = Abteilung
tm-col-cost-center = Kostenstelle
tm-col-seats = Lizenzen
tm-col-price = Preis im Monat
tm-col-cost = Kosten
tm-col-price-is = Preis
tm-price-of-then = vom damaligen Monat
tm-price-first-known = der erste bekannte
tm-price-not-set = nicht festgelegt
tm-others = Alle anderen
tm-no-department = Keine Abteilung
tm-chart-months = Kosten nach Monat, in {$currency}
tm-chart-months-said = {$cost} im ganzen Zeitraum; die teuersten Produkte und alle anderen zusammen.
tm-chart-departments = Kosten nach Abteilung, in {$currency}
tm-chart-departments-said = { $count ->
    [one] Eine Abteilung, über den ganzen Zeitraum.
   *[other] {$count} Abteilungen über den ganzen Zeitraum, die größte zuerst.
}

tm-seats = Plätze: genutzt, frei und brachliegend
tm-seats-question = Welche gekauften Plätze sind genutzt, frei oder von geschlossenen Konten belegt? Schlecht: Geschlossene Konten belegen Plätze, oder es sind mehr genutzt als gekauft. Offen: Plätze sind frei, oder jemand wartet. Nicht bekannt ist hier, wer ein Produkt lange nicht genutzt hat: Weder Anmeldungen noch die Nutzung von Produkten werden gelesen.
tm-seats-nothing = Der Mandant hat keine Produkte.
tm-col-bought = Gekauft
tm-col-used = Genutzt
tm-col-free = Frei
tm-col-held-back = Zurückgehalten
tm-col-held = Mit Vergabe
tm-col-closed-accounts = Von geschlossenen Konten belegt
tm-col-outside = Ohne Vergabe
tm-col-coming = Beginnen später
tm-col-idle = Frei und brachliegend, im Monat
tm-col-read-at = Gelesen
tm-more-used-than-bought = mehr genutzt als gekauft
tm-held-by-closed-accounts = geschlossene Konten belegen Plätze
tm-somebody-waits = jemand wartet
tm-seats-free = Plätze sind frei
tm-all-used = alle genutzt
tm-seats-ours = Mit Vergabe, Konto offen
tm-chart-seats = Wo die Plätze sind
tm-chart-seats-said = Von {$bought} Plätzen sind {$free} frei, und {$closed} sind von geschlossenen Konten belegt.

tm-forecast = Plätze bis zur Verlängerung
tm-forecast-question = Wie viele Plätze werden am Tag der Vertragsverlängerung genutzt, wenn es weitergeht wie in diesen Wochen? Eine Gerade nach der Methode der kleinsten Quadrate durch das Ende jeder Woche, mit dem Bereich, in dem neun von zehn lägen. Schlecht: Die Gerade endet über dem, was gekauft ist. Offen: Der Bereich tut es, oder es sind weniger als vier Wochen. Plätze ohne Vergabe werden so angenommen, wie sie jetzt sind.
tm-forecast-nothing = Bis zum Ende dieses Zeitraums war keine Lizenz vergeben.
tm-col-day = Tag
tm-least = Mindestens
tm-likeliest = Am ehesten
tm-most-seats = Höchstens
tm-in-use = Genutzt
tm-today = Heute
tm-renewal = Verlängerung: {$day}
tm-limit = {$seats} gekauft
tm-not-enough = nicht genug Plätze
tm-perhaps-not-enough = vielleicht nicht genug Plätze
tm-enough = genug Plätze
tm-too-few-weeks = Zu wenige Wochen, um zu sagen, wohin es führt.
tm-past = vergangene Woche
tm-ahead = wenn es so weitergeht
tm-chart-forecast-said = Am {$day} am ehesten {$likeliest} Plätze, zwischen {$least} und {$most}; gekauft sind {$bought}.
tm-form-renewal = Tag der Verlängerung
tm-asked-renewal = Verlängerung am {$day}.
tm-renewal-wrong = Die Verlängerung ist ein Tag nach heute und innerhalb der nächsten drei Jahre.
tm-charts = Diagramme
tm-too-many-to-draw = Mehr Zeilen, als gezeichnet werden; wählen Sie einen kürzeren Zeitraum oder ein Produkt, um Diagramme zu sehen.
