## Was jede Seite gemeinsam hat: Rahmen, Zeiten, Zahlen, Daten.

day-pattern = %-d. %B %Y
day-short-pattern = %-d. %b
month-and-year-pattern = %b %Y
month-pattern = %B %Y
exact-pattern = %d.%m.%Y, %H:%M:%S %Z
exact-short-pattern = %d.%m.%Y, %H:%M:%S

time-in-a-moment = gleich
time-just-now = gerade eben
time-since-just-now = gerade eben
time-minutes-ago = { $count ->
    [one] vor {$count} Minute
   *[other] vor {$count} Minuten
}
time-hours-ago = { $count ->
    [one] vor {$count} Stunde
   *[other] vor {$count} Stunden
}
time-days-ago = { $count ->
    [one] vor {$count} Tag
   *[other] vor {$count} Tagen
}
time-in-minutes = { $count ->
    [one] in {$count} Minute
   *[other] in {$count} Minuten
}
time-in-hours = { $count ->
    [one] in {$count} Stunde
   *[other] in {$count} Stunden
}
time-in-days = { $count ->
    [one] in {$count} Tag
   *[other] in {$count} Tagen
}

frame-skip = Zum Inhalt
frame-nav = Hauptmenü
frame-rooms = Verwaltung
frame-settings-of = {$upn}: Einstellungen
frame-signed-in-as = Angemeldet als
frame-settings = : Einstellungen
frame-sign-out = Abmelden
frame-as-of = Verzeichnis, Stand
frame-log = Jeder Schritt hier steht in einem Prüfprotokoll, an das nur angehängt wird.
frame-help = Hilfe

nav-catalogue = Katalog
nav-requests = Meine Anträge
nav-licences = Meine Lizenzen
nav-approvals = Genehmigungen
nav-approvals-count = { $count ->
    [one] {$count} Antrag wartet auf Sie
   *[other] {$count} Anträge warten auf Sie
}
nav-reviews = Überprüfungen
nav-reviews-count = { $count ->
    [one] {$count} Überprüfung wartet auf Sie
   *[other] {$count} Überprüfungen warten auf Sie
}
nav-audit = Prüfprotokoll
nav-exceptions = Ausnahmen
nav-exceptions-count = { $count ->
    [one] {$count} Ausnahme zu prüfen
   *[other] {$count} Ausnahmen zu prüfen
}
nav-attention = Handlungsbedarf
nav-attention-count = { $count ->
    [one] {$count} Sache steht still
   *[other] {$count} Sachen stehen still
}
nav-drift = Abweichungen
nav-drift-count = { $count ->
    [one] {$count} Abweichung zu entscheiden
   *[other] {$count} Abweichungen zu entscheiden
}
nav-fuse = Sicherung
nav-fuse-count = { $count ->
    [one] {$count} Auslösung zu beantworten
   *[other] {$count} Auslösungen zu beantworten
}
nav-leavers = Austritte
nav-delegations = Vertretungen
nav-break-glass = Notvergabe
nav-seats = Plätze
nav-seats-count = { $count ->
    [one] {$count} Lizenz wartet auf einen Platz
   *[other] {$count} Lizenzen warten auf einen Platz
}
nav-plans = Neue Dienstpläne
nav-plans-count = { $count ->
    [one] {$count} Dienstplan einzuordnen
   *[other] {$count} Dienstpläne einzuordnen
}
nav-products = Produkte
nav-policy = Richtlinie
nav-policy-count = { $count ->
    [one] {$count} Entwurf zu beantworten
   *[other] {$count} Entwürfe zu beantworten
}
nav-mirror = Spiegel
nav-mirror-count = { $count ->
    [one] {$count} Lesevorgang zu beantworten
   *[other] {$count} Lesevorgänge zu beantworten
}
nav-administration = Verwaltung

alarm-fuse = Die Sicherung hat ausgelöst: Zu viele Lizenzen würden von selbst enden und werden gehalten.
alarm-fuse-way = Ansehen, was gehalten wird
alarm-reading = Ein Lesevorgang des Verzeichnisses ließe weit weniger Personen mit Konto übrig. Er wurde nicht übernommen, und es wird nichts weiter gelesen, bis Sie antworten.
alarm-reading-way = Lesevorgang ansehen
alarm-failed = { $count ->
    [one] Die Regeln konnten einen Antrag nicht beurteilen: Er wurde abgelehnt.
   *[other] Die Regeln konnten {$count} Anträge nicht beurteilen: Sie wurden abgelehnt.
}
alarm-failed-way = Ansehen, welche
