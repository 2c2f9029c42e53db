## Einstellungen

settings-language = Sprache der Seiten und E-Mails
settings-language-browser = Wie der Browser sagt

## Fehler

error-status = Fehler { $status }
error-way-back = Zurück, wo Sie waren
error-reference = Referenz für den Support:

## Anmeldung

sign-in-lead = Beantragen Sie eine Microsoft-365-Lizenz, lassen Sie sie von den Richtigen unterzeichnen und sehen Sie, wie sie ankommt.
sign-in-button = Mit Microsoft anmelden
sign-in-demo = Personen zum Ausprobieren
sign-in-demo-what = Dies ist die Demo. Alle hier sind erfunden.

## Teile mehrerer Seiten

pager-label = Seiten
pager-newer = Neuere
pager-older = Ältere
picker-search = Suchen
picker-found = Wer gemeint sein kann
reasons-rule = Regel { $rule }
reasons-link = Mehr dazu
reasons-link-about = zur Regel { $rule }
form-choose = Auswählen …
periods-in-force = In Kraft
periods-from = von
periods-until = bis
periods-submitted = Eingereicht, weil:
periods-put = In Kraft gesetzt, weil:

## Katalog

catalogue-read = Von Microsoft gelesen
catalogue-not-read = Noch nicht von Microsoft gelesen
catalogue-search = Produkte und Dienstpläne suchen
catalogue-search-button = Suchen
catalogue-empty = Der Katalog ist leer
catalogue-empty-why = Produkte erscheinen hier, sobald sie von Microsoft gelesen sind. Dauert das länger als einige Minuten, sagen Sie es Ihrem Administrator.
catalogue-nothing = Nichts gefunden zu „{ $query }“
catalogue-nothing-try = Versuchen Sie ein kürzeres Wort oder den Namen von etwas, das ein Produkt enthält, etwa „Teams“.
catalogue-show-all-products = Alle Produkte zeigen
catalogue-for = zu „{ $query }“
catalogue-show-all = Alle zeigen
catalogue-tags = Schlagwörter von { $product }
catalogue-price = Preis
seats = Plätze
catalogue-link-about = zu { $product }
catalogue-contains = Was es enthält ({ $count })
catalogue-contains-of = bei { $product }
catalogue-several = Mehrere
catalogue-several-with = mit { $product }
catalogue-ask = Beantragen
catalogue-together = Die angekreuzten gemeinsam beantragen
catalogue-together-hint = Oder für mehrere Personen: Wählen Sie sie auf der nächsten Seite.

## Nahe Enden

held-by-check = Das Ende wird durch die Prüfung eines Administrators aufgehalten.
licences-extend = Verlängern
licences-give-back = Zurückgeben
licences-request = Der Antrag
licences-request-for = zu { $product }

## Meine Anträge

requests-ask = Ein Produkt beantragen
requests-drafts = Entwürfe
requests-drafts-what = Nicht abgesendet: Niemand außer Ihnen sieht sie, und nichts davon zählt.
requests-draft-kept = gespeichert
ask-throw-away-sure = Diesen Entwurf verwerfen?
requests-throw-away = Verwerfen
requests-empty = Sie haben noch nichts beantragt
catalogue-shows = Der Katalog zeigt, was es gibt, was es kostet und wer unterzeichnen muss.
catalogue-open = Katalog öffnen
requests-caption = Anträge, neueste zuerst
col-product = Produkt
col-state = Stand
col-waits-for = Wartet auf
col-asked = Beantragt
requests-for = für { $name }
requests-adopted-by = übernommen von { $name }
requests-nobody = niemanden

## Ein Antrag

request-for = Für { $name }
state-label = Stand:
request-steps = Was geschehen ist
request-confirmed = Von Microsoft bestätigt
request-confirmed-plans = { $on ->
    [one] { $on } Dienstplan an
   *[other] { $on } Dienstpläne an
}, { $off } aus.
request-as-loaded = Diese Seite zeigt den Stand, zu dem sie geladen wurde.
request-reload = Neu laden
request-facts = Der Antrag
request-why = Warum
request-no-reason = ohne Begründung
col-term = Laufzeit
request-until = bis
col-cost = Kosten
switched-on = Eingeschaltet
switched-off = Ausgeschaltet
switched-nothing = Nichts
request-plans-off = Ausgeschaltete Dienstpläne
request-no-plans-off = Keine
request-rule = Regel
request-together = { $count ->
    [one] Gemeinsam mit { $count } weiteren Antrag gestellt
   *[other] Gemeinsam mit { $count } weiteren Anträgen gestellt
}
would-pass = Was durchginge:
would-pass-ask = Stattdessen dies beantragen
request-ask-again = Erneut beantragen
request-change = Ändern
request-cancel-sure = Diesen Antrag zurückziehen?
request-cancel = Antrag zurückziehen
request-remind-later = Sie können die Genehmigenden wieder erinnern lassen:
request-remind = Erinnern lassen
request-explain = Jede Regel, und warum
request-reference = Referenz

## Was mit einem Antrag getan werden kann

in-hand-asks = { $name } fragt
in-hand-asked = Gefragt
in-hand-waits = Bis Sie antworten, wartet der Antrag.
in-hand-answer = Ihre Antwort
in-hand-send = Antwort senden
in-hand-appeal = Einspruch
in-hand-appeal-hint = Einmal je Antrag. Es entscheidet jemand anderes als wer abgelehnt hat, und liest, was Sie schreiben.
in-hand-appeal-why = Warum anders entschieden werden soll
in-hand-appeal-send = Einspruch erheben

## Das Formular

form-replaces = Dies tritt an die Stelle
form-replaces-what = des wartenden Antrags
form-replaces-how = Jener wird zurückgezogen, wenn Sie dies absenden, es sei denn, jemand unterzeichnet ihn vorher.
form-errors = Bitte sehen Sie sich dies noch einmal an
form-for-whom = Für wen ist es?
form-several = Mehrere Produkte oder für mehrere Personen in einem Zug beantragen
form-begin = Ab wann?
form-first-day = Erster Tag
form-how-long = Für wie lange?
form-send = Antrag absenden
form-send-in-place = An seiner Stelle absenden
form-look = Was geschähe
form-cancel = Abbrechen
form-which-plans = Welche { $count } Dienstpläne
form-stays-off = Bleibt aus
form-title = { $product } beantragen
form-why = Wozu wird es gebraucht?
optional = (freiwillig)
form-who-reads = Wer unterzeichnet, liest dies, und auch der Prüfer.
extend-why = Wozu wird es noch gebraucht?
replan-why = Wozu werden diese Dienstpläne gebraucht oder nicht mehr gebraucht?
form-somebody = Oder jemand anderes
form-somebody-hint = Der Name oder die Adresse, mit der sich die Person anmeldet. Die Regeln sagen, für wen Sie beantragen können.
form-plans = Welche Teile sollen an sein?
form-plans-hint = Alle Teile kommen mit dem Produkt. Nehmen Sie das Häkchen weg, wo etwas nicht gebraucht wird.
before-denied = Die Regeln würden dies ablehnen.
before-stale = Dies ließ sich nicht auf den neuesten Stand bringen. Beim Absenden wird erneut gefragt.
before-rules = Nach den Regeln
before-who = Wer unterzeichnet
before-nobody = Niemand: Es wird sofort genehmigt.
before-open = Ihre Antworten können das ändern.
before-usual = Übliche Dauer
end-after-days = nach so vielen Tagen
end-days = Tage
end-on-day = an einem Datum, als letztem Tag
end-last-day = Letzter Tag

## Verlängern

extend-title = { $product } verlängern
extend-until = Sie haben es bis
extend-lead = Die Regeln werden erneut gefragt; wird es genehmigt, verschiebt sich das Ende, und sonst ändert sich nichts.
extend-held = Die Laufzeit ist vorbei, und das Ende wird durch die Prüfung eines Administrators aufgehalten. Eine genehmigte Verlängerung hebt das auf.
extend-how-long = Um wie viel länger?
extend-send = Verlängerung beantragen
before-until-approved = Bis zur Genehmigung
extend-stays = Das Ende bleibt der { $day }.

## Andere Dienstpläne

replan-title = Dienstpläne von { $product } ändern
replan-lead = Die Regeln werden erneut gefragt; wird es genehmigt, sind genau diese Dienstpläne an. Platz, Kosten und Ende bleiben, wie sie sind.
replan-send = Diese Dienstpläne beantragen
replan-stay = Die Dienstpläne bleiben, wie sie sind.
replan-plans-hint = Angekreuzt ist, was jetzt an ist. Kreuzen Sie an, was gebraucht wird, und nehmen Sie das Häkchen weg, wo etwas nicht gebraucht wird.

## Meine Lizenzen

licences-lead = Was Sie haben, wie Microsoft es jetzt zeigt, und wie Sie dazu gekommen sind.
licences-lead-unread = Was Ihnen gewährt wurde.
licences-unread = Microsoft antwortet nicht; dies ist daher, was Countersign gewährt hat, nicht was Sie jetzt haben: Lizenzen über Gruppen fehlen.
licences-unread-again = Versuchen Sie es erneut
licences-unread-later = in einer Minute; hält es an, sagen Sie es Ihrem Administrator.
licences-later = Beginnt später
licences-from = von
licences-on = an
licences-empty = Sie haben keine Lizenz
licences-none-granted = Ihnen wurde nichts gewährt
licences-none-granted-why = Sobald Microsoft antwortet, erscheint hier, was Sie auf anderen Wegen haben.
licences-since = Begonnen
term-no-end = ohne Enddatum
licences-all-on = Alle Dienstpläne an
licences-off = Aus: { $plans }
licences-on-these = An:
licences-held = Die Laufzeit ist vorbei, und das Ende wird durch die Prüfung eines Administrators aufgehalten. Bis dahin behalten Sie es.
licences-change-plans = Dienstpläne ändern
licences-of = von { $product }
licences-in-effect = Wirksam:
licences-off-label = Aus:
licences-ended = Kürzlich beendet
licences-removed = entfernt

## Zurückgeben

give-back-title = { $product } zurückgeben?
give-back-lead-gone = Microsoft zeigt bei Ihnen nichts davon: Jemand hat es dort weggenommen. Mit dem Zurückgeben endet die Vergabe.
give-back-lead-elsewhere = Sie behalten jeden Dienstplan davon: Alle sind auch Teil von etwas anderem, das Sie haben.
give-back-lead-group = Sie behalten jeden Dienstplan davon: Sie haben es auch über die Gruppe { $groups }, die nicht angetastet wird.
give-back-lead-direct = Nur die Lizenz, die Ihnen selbst gewährt wurde, wird weggenommen, und zwar sofort; ihr Platz geht an die Nächsten, die auf einen warten.
give-back-lead = Die Lizenz wird bei Microsoft sofort weggenommen; der Platz geht an die Nächsten, die auf einen warten.
give-back-loss = Was gelöscht wird
give-back-loss-when = Microsoft bewahrt es noch 30 Tage auf, nachdem die Lizenz weg ist, und löscht es dann endgültig. Sichern Sie vorher, was Sie brauchen.
give-back-understood = Ich habe gesichert, was ich brauche, oder brauche es nicht mehr.
give-back-goes = Was wegfällt
give-back-stays = Was bleibt
give-back-stays-elsewhere = Diese Dienstpläne sind auch Teil von etwas anderem, das Sie haben.
give-back-stays-group = Sie haben { $product } auch über die Gruppe { $groups }; das wird nicht angetastet.
give-back-again = Wenn Sie es wieder brauchen, beantragen Sie es neu.
give-back-keep = Behalten

## Mehrere beantragen

ask-title = Mehrere beantragen
ask-lead = Mehrere Produkte für mehrere Personen in einem Zug. Jedes wird ein eigener Antrag. Von dieser Seite wird nichts abgesendet.
ask-products = Produkte
ask-products-hint = Alle ihre Teile werden beantragt. Um Teile wegzulassen, beantragen Sie das Produkt für sich.
ask-products-none = Noch keines.
ask-add-product = Ein Produkt hinzufügen
ask-add = Hinzufügen
ask-add-the-product = das Produkt
ask-people = Personen
ask-add-person = Jemand anderes hinzufügen
ask-add-the-person = die Person
ask-from-file = Personen aus einer Datei hinzufügen
ask-days-hint = Tage werden in der Zeitzone der jeweiligen Person gezählt.
ask-keep = Als Entwurf speichern
ask-throw-away = Entwurf verwerfen

## Personen aus einer Datei

file-title = Personen aus einer Datei
file-lead = Eine Person je Zeile. Jede Zeile wird zuerst geprüft, und aus einer Datei mit fehlerhaften Zeilen wird nichts übernommen, bevor Sie es sagen.
file-bad-good = { $bad ->
    [one] { $bad } Zeile ist fehlerhaft
   *[other] { $bad } Zeilen sind fehlerhaft
}, { $good ->
    [one] { $good } ist gut
   *[other] { $good } sind gut
}. Noch wurde nichts übernommen.
file-bad = Fehlerhafte Zeilen
file-bad-caption = Zeilen, die niemanden nennen, der übernommen werden kann, nach Nummer
file-line = Zeile
file-wrong = Was falsch ist
file-there = Was dort steht
file-wrong-short = Falsch
file-there-short = Dort
file-good = Wen die guten Zeilen nennen ({ $count })
file-take-good = Die guten übernehmen ({ $count })
file-choose-again = Die berichtigte Datei auswählen
file-label = Die Datei
file-hint = CSV mit der Spalte upn, oder einfach eine Adresse je Zeile. Höchstens 200 Zeilen und 64 KiB.
file-look = Datei prüfen
file-without = Ohne Datei

## Was mit mehreren geschähe

preview-change = Ändern, was beantragt wird
preview-lead = Noch ist nichts abgesendet. Alles wird abgesendet, oder nichts.
preview-missing = Bevor es abgesendet werden kann
preview-back = Zurück, und berichtigen
preview-empty = Nichts ist übrig
preview-empty-why = Alles wurde herausgenommen.
preview-caption = Jede Person mit jedem Produkt, und was geschähe
col-person = Person
signs-at-once = Sofort genehmigt
signs-depends = Wer unterzeichnet, hängt von Ihren Antworten ab
signs-label = Es unterzeichnet:
list-then = , dann
preview-not = Würde nicht abgesendet
preview-all = Alles zusammen
preview-send = { $count ->
    [one] { $count } Antrag absenden
   *[other] { $count } Anträge absenden
}
preview-send-rest = { $out } herausnehmen und den Rest absenden ({ $rest })
preview-none-passes = Nichts davon ginge durch.

## Gemeinsam abgesendet

bundle-title = Gemeinsam beantragt
bundle-sent = { $count ->
    [one] { $count } Antrag
   *[other] { $count } Anträge
}, abgesendet von { $name }
bundle-each = Jeder wird für sich unterzeichnet und ausgeführt.
bundle-caption = Anträge, die gemeinsam abgesendet wurden

## Einstellungen

settings-title = Einstellungen
settings-lead = Ihre Tage beginnen und enden in der Zeitzone { $zone }, { $why }. Dort ist es { $time }.
settings-zone = Ihre Zeitzone
settings-zone-hint = Was Sie beantragen, beginnt und endet mit einem Tag dort. Leer gelassen, richtet sie sich nach Ihrem Land. Schon gesetzte Enden behalten ihren Zeitpunkt.
settings-keys = Tasten in der Liste der Genehmigungen
settings-keys-hint = Buchstaben als Befehle: j und k für den nächsten und vorigen, a für Genehmigen. Drücken Sie dort ?, um alle zu sehen.
settings-save = Speichern
settings-mail = Wie Sie benachrichtigt werden
settings-mail-off = Es ist kein Mailserver eingerichtet, daher bekommt niemand E-Mails. Was Sie wählen, gilt, sobald es einen gibt.
settings-mail-address = E-Mails gehen an { $address }, wie es im Verzeichnis steht.
settings-mail-nowhere = Das Verzeichnis hat keine E-Mail-Adresse von Ihnen, daher bekommen Sie keine E-Mails. Alles steht auf Ihren Seiten.
settings-by-mail = Per E-Mail
settings-hour = Stunde der einen E-Mail am Tag
settings-mail-save = Benachrichtigung speichern

## Hilfe

help-for = Hilfe für
help-keys = Tasten in der Liste
help-keys-off = Sie wirken nie, während Sie schreiben, und lassen sich abschalten unter

## Texte und ihre Änderungen

lines-added = hinzugefügt
lines-removed = entfernt

## Listen und Namen

list-and = { $first } und { $last }
list-quoted = „{ $name }“
somebody-gone = jemand, der nicht mehr da ist

## Tage und Laufzeiten

calendar-today = heute { $time }
calendar-tomorrow = morgen { $time }
term-none = kein Enddatum
term-one-day = 1 Tag
term-one-year = 1 Jahr
term-days = { $days } Tage
term-unchanged = bleibt, wie sie ist
term-until = bis { $day }
term-moves = bis { $day } → { $end }
term-from = ab { $day }, { $end }
text-too-long = Bitte höchstens { $most } Zeichen; dies hat { $chars }.
text-not-shown = Es enthält Zeichen, die sich nicht anzeigen lassen. Bitte geben Sie es erneut ein.
term-choose = Wählen Sie, für wie lange Sie es brauchen.
term-not-listed = Wählen Sie eine der Laufzeiten aus der Liste.
term-day-over = Der { $day } ist vorbei. Wählen Sie heute oder einen späteren Tag.
term-begin-latest = Es kann spätestens am { $day } beginnen.
term-not-later = Das ist nicht später als jetzt: Wählen Sie den { $day } oder einen späteren Tag.
term-ends-before = Es kann nicht enden, bevor es beginnt, am { $day }.
term-end-latest = Wählen Sie einen Tag bis zum { $day } oder kein Enddatum.
term-days-number = Geben Sie eine Zahl von Tagen von 1 bis { $most } an.
term-day-like = Schreiben Sie einen Tag wie 2027-03-01.

## Fragen der Richtlinie

question-choose = Wählen Sie eine Antwort.
question-choose-day = Wählen Sie einen Tag.
question-name = Nennen Sie eine Person.
question-write = Schreiben Sie eine Antwort.
question-empty = Die Antwort ist leer.
question-too-short = Die Antwort hat { $written } Zeichen; mindestens { $least } sind nötig.
question-one-of = Die Antwort muss eine von diesen sein: { $choices }.
question-day-like = Die Antwort muss ein Datum wie 2027-01-31 sein.
question-yes-or-no = Die Antwort muss ja oder nein sein.
question-names-nobody = Die Antwort nennt niemanden.
question-nobody-called = Niemand im Verzeichnis meldet sich als „{ $name }“ an.
yes = Ja
no = Nein
question-at-least = Mindestens { $least } Zeichen.
question-person-hint = Die Adresse, mit der sich die Person anmeldet.

## Schon abgedeckt

covered-all-until = { $by } { $count ->
    [one] enthält
   *[other] enthalten
} bereits { $part ->
    [whole] alles von { $product }
   *[asked] alles, was von { $product } beantragt wird,
} bis zum { $day }.
covered-all = { $by } { $count ->
    [one] enthält
   *[other] enthalten
} bereits { $part ->
    [whole] alles von { $product }
   *[asked] alles, was von { $product } beantragt wird
}: Es gibt nichts zu beantragen.
covered-some-until = { $by } { $count ->
    [one] enthält
   *[other] enthalten
} bereits { $already ->
    [one] einen der beantragten Dienstpläne
   *[other] { $already } der beantragten Dienstpläne
}, bis zum { $day }.
covered-some = { $by } { $count ->
    [one] enthält
   *[other] enthalten
} bereits { $already ->
    [one] einen der beantragten Dienstpläne
   *[other] { $already } der beantragten Dienstpläne
}.
covered-adds-many = { $product } bringt nur diese { $count } Dienstpläne dazu.
covered-adds = { $product } bringt nur { $count ->
    [1] diesen Dienstplan
    [2] diese zwei Dienstpläne
   *[other] diese { $count } Dienstpläne
} dazu: { $names }.

## Wie lange es üblicherweise dauert

history-none = Noch keine Erfahrungswerte.
history-usual = Üblicherweise entschieden innerhalb { $half }: die Hälfte der letzten { $requests } Anträge { $of ->
    [product] hierfür nach dieser Regel
   *[rule] nach dieser Regel
}.
history-most = Neun von zehn innerhalb { $most }.
history-hour = einer Stunde
history-hours = von { $hours } Stunden
history-day = eines Tages
history-days = von { $days } Tagen
still-on = Ausschalten hat keine Wirkung: Er ist weiterhin über die Gruppe „{ $group }“ an.
group-called = Gruppe { $group }

## Wen ein Name meint

file-no-text = Dies ist keine Textdatei. Speichern Sie sie als CSV (UTF-8) und wählen Sie sie erneut aus.
file-too-many = Höchstens { $most } Zeilen.
file-no-column = Die erste Zeile nennt Spalten, und keine davon heißt upn.
file-empty = Es steht niemand darin.
file-twice = { $name } steht schon in Zeile { $line }.
name-empty = Es nennt niemanden.
name-nobody = Niemand im Verzeichnis heißt so.
name-closed = Das Konto von { $name } ist geschlossen.
name-all-closed = Die Konten derer, die so heißen, sind geschlossen.
name-several = { $count } Personen heißen so: Schreiben Sie die Adresse, mit der sich die gemeinte anmeldet.
picker-empty = Geben Sie einen Namen oder Benutzernamen ein.
picker-nobody = Niemand mit offenem Konto heißt so.
picker-several = Mehrere Personen heißen so: Wählen Sie eine.

## Alter des Verzeichnisses

directory-unread = Das Verzeichnis ist noch nicht gelesen: Entscheidungen warten, bis es gelesen ist.
directory-old = Das Verzeichnis wurde zuletzt gelesen: { $when }. Entscheidungen warten, bis es wieder gelesen ist.

## Anmelden

sign-in-out = Sie sind abgemeldet.
sign-in-unreachable = Der Anmeldedienst ist nicht erreichbar. Versuchen Sie es in einer Minute erneut.
sign-in-ended = Microsoft hat die Anmeldung beendet. Versuchen Sie es erneut oder wählen Sie ein anderes Konto.
sign-in-too-old = Diese Anmeldung ist zu alt oder wurde in einem anderen Browser begonnen. Versuchen Sie es erneut.
sign-in-not-ours = Die Antwort von Microsoft passt nicht zu dieser Organisation. Versuchen Sie es erneut.
sign-in-no-answer = Der Anmeldedienst antwortet nicht. Versuchen Sie es in einer Minute erneut.
sign-in-account-unread = Ihr Konto konnte nicht von Microsoft gelesen werden. Versuchen Sie es in einer Minute erneut.
sign-in-title = Anmelden
role-needed = Dafür ist die Rolle { $role } nötig. Bitten Sie die Person darum, die Countersign in Entra ID verwaltet.
role-needed-either = Dafür ist die Rolle Auditor oder Administrator nötig. Bitten Sie die Person darum, die Countersign in Entra ID verwaltet.

## Was schiefging

error-home = Zum Katalog
error-not-found = Hier ist nichts
error-not-found-why = Die Adresse ist falsch, oder was hier stand, ist weg.
error-method = Das geht hier nicht
error-method-why = Die Adresse stimmt, aber sie nimmt diese Art von Anfrage nicht an.
error-forbidden = Dies ist nicht für Sie
error-foreign = Dieses Formular kann nicht angenommen werden
error-foreign-why = Es gehört nicht zu Ihrer jetzigen Sitzung. Nichts wurde geändert. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es erneut ab.
error-sign-in = Bitte melden Sie sich an
error-sign-in-why = Sie sind nicht angemeldet, oder Ihre Sitzung ist beendet. Nichts wurde geändert.
error-conflict = Das hat sich inzwischen geändert
error-form = Das Formular konnte nicht gelesen werden
error-large = Das ist zu groß
error-large-why = Das Formular hat mehr Text, als angenommen werden kann. Nichts wurde geändert. Gehen Sie zurück und kürzen Sie ihn.
error-microsoft = Microsoft antwortet nicht
error-ours = Bei uns ist etwas schiefgegangen
error-ours-why = Es wurde aufgezeichnet. Versuchen Sie es erneut; geschieht es wieder, nennen Sie Ihrem Administrator die Referenz.
error-forms-only = Diese Seite nimmt nur Formulare an.
error-address = Die Adresse hat hinter dem ? etwas, das sich nicht lesen lässt.
error-form-again = Das Formular konnte nicht gelesen werden. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es erneut ab.
error-file-only = Diese Seite nimmt ein Formular mit einer Datei an.
error-no-file = Das Formular kam ohne Datei.
error-file-again = Das Formular mit der Datei konnte nicht gelesen werden. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es erneut ab.
