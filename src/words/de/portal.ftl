## Einstellungen

settings-language = Sprache der Seiten und E-Mails
settings-language-browser = Wie der Browser sagt

## Fehler

error-status = Fehler { $status }
error-way-back = Dorthin zurück, wo Sie waren
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
form-choose = Auswählen …

## Katalog

catalogue-read = Von Microsoft gelesen
catalogue-not-read = Noch nicht von Microsoft gelesen
catalogue-unread = Microsoft antwortet nicht; was Sie schon haben, ist hier daher nur so weit markiert, wie Countersign es gewährt hat: Lizenzen über Gruppen fehlen.
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
requests-more-time = Verlängerung
requests-other-plans = andere Dienstpläne
requests-adopted-by = übernommen von { $name }
requests-nobody = niemand

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
in-hand-appeal-hint = Einmal je Antrag. Es entscheidet jemand anderes als die ablehnende Person und liest, was Sie schreiben.
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
optional = (optional)
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
preview-back = Zurückgehen und berichtigen
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
name-like = Das können mehrere sein: { $names }. Schreiben Sie den ganzen Namen oder die Adresse.
name-like-and-more = Das können viele sein, unter anderem { $names }. Schreiben Sie den ganzen Namen oder die Adresse.
picker-empty = Geben Sie einen Namen oder Benutzernamen ein.
picker-nobody = Niemand mit offenem Konto heißt so.
picker-one = Ist diese Person gemeint? Dann wählen Sie sie.
picker-several = Mehrere Personen heißen so: Wählen Sie eine.
picker-whole = Damit wird niemand gefunden. Geben Sie den ganzen Benutzernamen ein, mit dem sich die gemeinte Person anmeldet.

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
error-too-many = Das war zu oft
error-too-many-why = Innerhalb einer Minute kam so viel, dass dies nicht getan wurde. Nichts wurde geändert. Bitte versuchen Sie es in { $seconds ->
    [one] einer Sekunde
   *[other] { $seconds } Sekunden
} noch einmal.
error-large = Das ist zu groß
error-large-why = Das Formular hat mehr Text, als angenommen werden kann. Nichts wurde geändert. Gehen Sie zurück und kürzen Sie ihn.
error-microsoft = Microsoft antwortet nicht
error-slow = Das hat zu lange gedauert
error-slow-why = Es wurde abgebrochen. Sehen Sie zuerst nach, ob es getan wurde; wenn nicht, versuchen Sie es in einer Minute erneut.
error-ours = Bei uns ist etwas schiefgegangen
error-ours-why = Es wurde aufgezeichnet. Versuchen Sie es erneut; geschieht es wieder, nennen Sie Ihrem Administrator die Referenz.
error-forms-only = Diese Seite nimmt nur Formulare an.
error-address = Die Adresse hat hinter dem ? etwas, das sich nicht lesen lässt.
error-form-again = Das Formular konnte nicht gelesen werden. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es erneut ab.
error-file-only = Diese Seite nimmt ein Formular mit einer Datei an.
error-no-file = Das Formular kam ohne Datei.
error-file-again = Das Formular mit der Datei konnte nicht gelesen werden. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es erneut ab.

## Wer unterzeichnet

approved-by = Genehmigt von { $names }
adopted-by = Übernommen von { $name }
given-by = Sofort vergeben von { $name }, an den Regeln vorbei
approved-by-rule = Genehmigt von der Regel { $rule }: Niemand musste unterzeichnen
before-without-days = Bekannt, sobald die Tage gewählt sind.
before-depends = Das hängt von Ihren Antworten ab.
before-nobody-said = Niemand muss unterzeichnen.
before-signers-said = Zu unterzeichnen von { $signers }.
signs-people = Es unterzeichnet: { $people }
signs-denied = Für Sie nicht zu haben: { $reason }
catalogue-asked = Beantragt { $when }
catalogue-yours = Sie haben es
catalogue-count = { $count ->
    [one] { $count } Produkt
   *[other] { $count } Produkte
}
catalogue-near = Nichts hat „{ $query }“. Ähnlich
catalogue-seats-none = keiner frei von { $all }: Anträge warten
catalogue-seats-free = { $free } frei von { $all }
signer-your-manager = Ihre Führungskraft
signers-of = { $needed } von { $names } ({ $why })
end-of-yours = Das Ende Ihrer Lizenz { $product } { $tense ->
    [past] war vorgesehen
   *[to-come] ist
} nach dem
end-of-theirs = Das Ende von { $product } bei { $name }, von Ihnen beantragt, { $tense ->
    [past] war vorgesehen
   *[to-come] ist
} nach dem
extend-not = { $product } wurde nicht verlängert: Es hat kein Ende, hat noch nicht begonnen oder ist vorbei.
extend-zone = Gezählt ab dem { $day }, in Ihrer Zeitzone, { $zone }.

## Was am Formular falsch ist

form-asked-already = Dieser ist schon offen, und es gibt immer nur einen: Was Sie gerade abgesendet haben, wurde nicht angenommen.
form-signed = Inzwischen hat jemand unterzeichnet: Der Antrag lässt sich nicht mehr ändern. Sie können ihn zurückziehen und neu stellen.
form-not-requester = Nur wer ihn gestellt hat, kann ihn ändern.
form-not-waiting = Er wartet nicht mehr: Er lässt sich nicht ändern. Sie können neu beantragen.
form-other-product = Sie haben ein anderes Produkt gewählt. Sehen Sie nach, was geschähe, und senden Sie dann ab.
form-denied-change = Die Regeln würden dies ablehnen. Der wartende Antrag bleibt, wie er ist.
form-choose-person = Wählen Sie eine Person aus der Liste.
form-not-yours = Sie können für sich und für die Ihnen unterstellten Personen beantragen.
form-already-asked = Für dieses Produkt gibt es schon einen offenen Antrag.
form-already-held = Diese Person hat das Produkt schon oder ein Recht darauf: Es gibt nichts zu beantragen.
form-nobody-to-sign = Es sind zu wenige da, die diesen Antrag unterzeichnen dürfen, auch unter den Administratoren: Einer von ihnen muss sich einmal bei Countersign anmelden. Sagen Sie es Ihrem Administrator.
form-not-assignable = Dieses Produkt kann derzeit keiner Person gegeben werden.
form-hidden = Dieses Produkt ist nicht mehr im Katalog: Es kann nicht beantragt werden. Wer es hat, behält es.
form-not-extendable = Diese Person hat kein Recht auf dieses Produkt, dessen Ende sich auf diesen Tag verschieben ließe.
form-not-changeable = Diese Person hat kein Recht auf dieses Produkt, dessen Dienstpläne sich jetzt ändern ließen: Es ist vorbei, oder etwas davon ist unterwegs.
form-nothing-changes = Diese Dienstpläne sind schon an: Kreuzen Sie einen anderen an oder nehmen Sie ein Häkchen weg. Was eine Regel ausgeschaltet hält, bleibt aus.
form-policy-changed = Die Richtlinie hat sich geändert, während Sie schrieben: Sehen Sie nach, was jetzt geschähe, und senden Sie dann ab.
form-account-closed = Das Konto dieser Person ist geschlossen. Beantragen Sie es erneut, wenn es offen ist.
form-no-plan = Wählen Sie mindestens einen Dienstplan: Sind alle aus, gibt es nichts zu beantragen.
form-unknown-plan = Einer der Dienstpläne gehört nicht mehr zu diesem Produkt. Sehen Sie die Liste noch einmal an.
form-unavailable = Nichts wurde geändert. Was Sie eingegeben haben, ist noch da, wenn Sie zurückgehen; versuchen Sie es in einer Minute erneut.
form-justification-least = Mindestens { $least } Zeichen sind nötig.
form-zone-yours = Tage werden in Ihrer Zeitzone gezählt, { $zone }.
form-zone-theirs = Tage werden in der Zeitzone dieser Person gezählt, { $zone }.
before-nothing = Niemand: Es gibt nichts zu beantragen.
form-questions-said = { $count ->
    [one] Eine Frage wird gestellt.
   *[other] { $count } Fragen werden gestellt.
}
form-said = { $product }: { $price }, { $term }.
begin-now = sobald es genehmigt ist
begin-date = an einem Datum
plan-new = Neu, noch nicht eingeordnet: aus.
plan-kept-off = Von einem Administrator für alle ausgeschaltet.
plan-kept-off-by-rule = Die Regel { $rule } hält ihn ausgeschaltet.
form-me = Ich ({ $name })

## Was sich nicht zurückgeben lässt

give-back-tick = Kreuzen Sie das Kästchen an: Was hier aufgeführt ist, wird endgültig gelöscht.
give-back-gone = { $product } ist schon weg: { $why }. Mehr wurde nicht getan.
give-back-not-there = { $product } ist nicht da, um zurückgegeben zu werden. Nichts wurde getan.
give-back-unread = Was Sie haben, konnte nicht gelesen werden; daher wurde nichts geändert. Versuchen Sie es in einer Minute erneut.
give-back-inherited = Sie haben { $product } über die Gruppe { $groups }; es kann Ihnen daher nicht allein weggenommen werden. Bitten Sie { $known ->
    [yes] { $name } oder die Person
   *[no] die Person
}, die diese Gruppe in Entra ID betreut, Sie herauszunehmen.
give-back-not-ours = { $product } wurde Ihnen direkt gegeben, nicht von Countersign, und Countersign nimmt nur weg, was es gegeben hat. Wenden Sie sich an { $known ->
    [yes] { $name } oder die Person
   *[no] die Person
}, die im Microsoft 365 Admin Center die Lizenzen betreut.
give-back-mailbox = Ihr Postfach
give-back-files = Ihre Dateien
give-back-frame = { $product } zurückgeben

## Antworten, erinnern, Einspruch

in-hand-sent = Ihre Antwort wurde gesendet.
in-hand-not-asked = Es wird nichts mehr gefragt: Ihre Antwort wurde nicht gesendet.
in-hand-reminded = Die Genehmigenden werden erinnert.
in-hand-remind-no-more = Niemand wurde erinnert: Sie wurden oft genug erinnert, oder nichts wartet mehr auf sie.
in-hand-say-why = Sagen Sie, warum anders entschieden werden soll.
in-hand-no-appeal = Ein Einspruch ist nicht mehr möglich: einmal je Antrag.
in-hand-asked-again = Sie haben dasselbe erneut beantragt: Stattdessen geht jener Antrag weiter.
in-hand-nobody-decides = Es ist niemand anderes da, der entscheiden könnte. Sagen Sie es einem Administrator von Countersign.
in-hand-appealed = Jetzt entscheidet jemand anderes.
in-hand-remind-later = Niemand wurde erinnert: Das geht wieder { $when }.

## Was durchginge

instead-nothing = Nichts Ähnliches ginge durch.
instead-term = Dasselbe mit dieser Laufzeit: { $term }.
instead-without = Dasselbe ohne { $plan }.
instead-product = Stattdessen { $product }.
instead-later = Dasselbe ab dem { $day }: Dann beginnt das Geld des Monats neu. Beantragen Sie es dann erneut.

## Was man hat

licences-plans = { $on ->
    [one] { $on } Dienstplan an
   *[other] { $on } Dienstpläne an
}, { $off } aus
replan-said-on = Eingeschaltet: { $plans }.
replan-said-off = Ausgeschaltet: { $plans }.
licences-off-directly = { $plan } ist direkt ausgeschaltet. Das hat keine Wirkung: Er ist weiterhin über die Gruppe „{ $group }“ an.
licences-through = Über die Gruppe „{ $group }“
licences-direct = Direkt gegeben, nicht von Countersign
state-active = Aktiv
state-removing = Wird entfernt
state-removal-stuck = Entfernen braucht einen Administrator
state-changing = Wird geändert
state-setting-up = Wird eingerichtet
licences-by-grant = Durch Vergabe
licences-missing = Microsoft zeigt es nicht mehr: Jemand hat es dort weggenommen. Sagen Sie es Ihrem Administrator.
problem-not-changed = Es ist da, aber Microsoft konnte es nicht wie beantragt ändern
problem-off = Microsoft hat es abgeschaltet.
problem-not-given = Microsoft konnte es nicht geben
problem-no-seat = es ist kein Platz frei
problem-exclusive = es lässt sich nicht mit etwas anderem verbinden, das Sie haben
problem-depends = es braucht einen Dienstplan, den Sie nicht haben
problem-country = es wird in Ihrem Land nicht angeboten
problem-address = Ihre E-Mail-Adresse gehört auch zu einem anderen Konto
problem-unknown = Microsoft sagt nicht, warum
end-cause-none = beendet

## Ein Antrag und seine Schritte

request-given-by = sofort vergeben von { $name }
request-asked-by = beantragt von { $name }
request-not-cancelled = Er wurde nicht zurückgezogen: Er ist vorbei oder schon ausgeführt.
step-done = Erledigt
step-now = Jetzt
step-to-come = Kommt noch
step-stopped = Angehalten
state-waits-for-answer = Wartet auf eine Antwort
state-waits-for-approval = Wartet auf Genehmigung
state-approved = Genehmigt
state-waits-for-seat = Wartet auf einen Platz
state-attention = Handlungsbedarf
state-scheduled = Genehmigt, beginnt später
state-delayed = Verzögert, wird erneut versucht
state-approved-setting-up = Genehmigt, wird eingerichtet
state-cancelled-removing = Zurückgezogen, wird entfernt
state-closed-removing = Geschlossen, wird entfernt
state-removal-attention = Handlungsbedarf beim Entfernen
state-ended = Beendet
state-extended = Verlängert
state-plans-changed = Dienstpläne geändert
state-active-changing = Aktiv, wird geändert
state-denied-later = Abgelehnt: Die Richtlinie hat sich geändert
state-lapsed = Verfallen: Niemand hat unterzeichnet
state-denied = Abgelehnt
state-cancelled = Zurückgezogen
state-closed = Geschlossen
waits-for-seat = einen freien Platz
waits-for-administrator = einen Administrator
waits-for-day = seinen ersten Tag
waits-for-answer = eine Antwort an { $name }
plan-not-adopted = Er ist in dem, was übernommen wurde, nicht an.
plan-not-wanted = Von der antragstellenden Person nicht gewünscht.
plan-left-off = Weggelassen von {$name}: unterzeichnet wurde weniger als beantragt.
step-narrowed-term = Weniger als beantragt: {$now} statt {$before}.
step-narrowed-plans = Weggelassen: {$plans}.
step-asked = Beantragt
step-denied-later = Abgelehnt durch eine neue Fassung der Richtlinie
step-given = Von einem Administrator sofort vergeben
step-given-how = Keine Regel hat es entschieden, und niemand hat unterzeichnet. Andere wurden sofort benachrichtigt, und jemand anderes überprüft es.
step-found = Bei Microsoft gefunden, wird weggenommen
step-found-how = Die Lizenz war da, und niemand hatte sie gewährt.
step-adopted = Übernommen, wie es bei Microsoft gefunden wurde
step-adopted-how = Die Lizenz war da, und niemand hatte sie gewährt. Sie wurde übernommen, wie sie ist: Keine Richtlinie hat es entschieden, und niemand hat unterzeichnet.
step-policy-denied = Von der Richtlinie abgelehnt
step-policy-decided = Die Richtlinie hat entschieden
step-appeal = Einspruch: wartet auf eine Entscheidung
step-by-administrator = ein Administrator
step-because = Grund: { $why }.
step-answered = { $name } hat { $did ->
    [approved] genehmigt
   *[denied] abgelehnt
} ({ $when })
step-answered-why = { $name } hat { $did ->
    [approved] genehmigt
   *[denied] abgelehnt
} ({ $when }): „{ $reason }“
step-stage-signed = Stufe { $stage } unterzeichnet
step-stage-denied = Abgelehnt auf Stufe { $stage }
step-stage-waits = Stufe { $stage }: wartet auf Genehmigung
step-stage-to-come = Stufe { $stage }: Genehmigung
step-appealed = { $name } hat Einspruch erhoben ({ $when }): „{ $text }“
step-waits-since = Wartet auf { $names }; begonnen { $since }
step-due = Zu unterzeichnen bis { $by }
step-overdue = Überfällig: Es war zu unterzeichnen bis { $by }
step-signatures = { $given } von { $needed } Unterschriften gegeben
step-why = Warum: { $why } (Regel { $rule })
step-question = { $name } fragte ({ $when }): „{ $text }“
step-question-answered = { $name } antwortete ({ $when }): „{ $text }“
step-question-back = { $name } hat die Frage zurückgenommen ({ $when })

## Was bei Microsoft geschieht

progress-set-up = Bei Microsoft eingerichtet
progress-confirmed = Die Aufzeichnungen von Microsoft selbst bestätigen es. Apps brauchen bis zu einer Viertelstunde, es zu merken.
progress-active = Lizenz aktiv
progress-begins-later = Beginnt an einem späteren Tag
progress-changing = Die Dienstpläne werden geändert
progress-setting-up = Wird bei Microsoft eingerichtet
progress-queued = Eingereiht für Microsoft
progress-stuck = Braucht einen Administrator
progress-held = Das Ende wird durch die Prüfung eines Administrators aufgehalten. Bis dahin bleibt sie.
over-expired = Die Laufzeit ist vorbei
progress-end-moved = Das Ende wurde verschoben
progress-end-moves = Das Ende verschiebt sich
progress-plans-changed = Die Dienstpläne sind geändert
progress-plans-change = Die Dienstpläne ändern sich bei Microsoft
progress-carried-out-now = Es wird in diesem Augenblick ausgeführt.
progress-removing = Wird bei Microsoft entfernt
progress-ended = Lizenz beendet
progress-nothing = Nichts ist zugewiesen
progress-gone = Die Aufzeichnungen von Microsoft selbst zeigen nichts mehr davon.
over-given-back = Zurückgegeben
over-withdrawn = Zurückgezogen
over-closed = Von einem Administrator geschlossen
over-left = Das Konto wurde geschlossen
over-moved = Die Person hat gewechselt
over-not-granted = Weggenommen: Niemand hatte es gewährt
over-gone = Bei Microsoft weggenommen
over-replaced = Ein anderes Produkt ist an die Stelle getreten
over = Vorbei
progress-waits-for-seat = Wartet auf einen Platz: { $place }
progress-begins = Sie wird am { $day } eingerichtet ({ $zone }). Bis dahin nimmt sie keinen Platz ein und lässt sich zurückziehen.
progress-end-now = Jetzt gilt: { $end }.
progress-carried-out = Es wird ausgeführt: { $when }. Bis dahin kann, wer unterzeichnet hat, es zurücknehmen.
progress-closed-why = Ein Administrator hat es geschlossen: „{ $reason }“

## Der Warteraum

waiting-place = { $place } von { $of }
waiting-ordinal = { $ending ->
   *[th] { $number }.
}
waiting-over = { $have } Personen haben { $product }, mehr als die { $all } Plätze, die gekauft wurden.
waiting-taken = { $count ->
    [one] Der einzige Platz von { $product } ist
   *[other] Alle { $all } Plätze von { $product } sind
} belegt.
waiting-set-aside = { $count ->
    [one] Der einzige Platz von { $product } ist
   *[other] Alle { $all } Plätze von { $product } sind
} belegt oder für andere zurückgelegt, die vorher genehmigt wurden.
waiting-taken-and-held = { $have } von { $all } Plätzen von { $product } sind belegt und { $held } zurückgehalten.
waiting-held = Kein Platz von { $product } ist frei: { $held } von { $all } sind zurückgehalten.
waiting-next-or-let-go = Ein Platz wird frei, wenn jemand seinen zurückgibt, wenn einer gekauft wird oder wenn ein Administrator einen freigibt.
waiting-next = Ein Platz wird frei, wenn jemand seinen zurückgibt oder wenn einer gekauft wird.
waiting-goes-on = Ihr Antrag geht von selbst weiter, sobald ein Platz frei ist.
waiting-first = Wer zuerst genehmigt wurde, bekommt den nächsten.

## Dienstpläne ändern

replan-not = Die Dienstpläne von { $product } lassen sich jetzt nicht ändern: Es hat noch nicht begonnen, ist vorbei, oder etwas davon ist unterwegs.
replan-nothing = Niemand: Nichts würde sich ändern.
replan-stays-on = Er kann nicht mehr beantragt werden; Ihrer bleibt an.

## Was zu Einstellungen gesagt wird

settings-saved = Gespeichert. Schon gesetzte Enden behalten ihren Zeitpunkt.
settings-time = { $time } Uhr am { $day }
settings-no-zone = Eine solche Zeitzone gibt es nicht. Wählen Sie eine aus der Liste, etwa Europe/Oslo.
settings-why-chosen = weil Sie sie gewählt haben
settings-why-country = weil im Verzeichnis { $country } steht
settings-why-unknown = weil nicht bekannt ist, wo Sie sind
settings-each = Eine E-Mail für jede neue Sache
settings-each-hint = Sobald sie auf Sie wartet oder etwas mit Ihrem Antrag geschieht.
settings-digest = Eine E-Mail am Tag
settings-digest-hint = Zur gewählten Stunde, und nur, wenn etwas wartet.
settings-no-mail = Keine E-Mail
settings-no-mail-hint = Alles steht auf Ihren Seiten.
settings-mail-wrong = Wählen Sie eines der drei und eine Stunde des Tages.
settings-mail-saved = Gespeichert. Es gilt ab dem Nächsten, was geschieht.

## Mehrere auf einmal

ask-thrown-away = Der Entwurf ist verworfen. Nichts davon wurde abgesendet.
ask-kept = Der Entwurf ist gespeichert. Noch ist nichts abgesendet.
ask-too-many-drafts = Sie haben { $count } Entwürfe. Senden Sie zuerst einen ab oder verwerfen Sie einen: Sie stehen unter „Meine Anträge“.
ask-too-many-people = Ein Entwurf fasst höchstens { $most } Personen. Es wurde niemand hinzugefügt.
ask-no-product = Wählen Sie mindestens ein Produkt.
ask-no-person = Wählen Sie mindestens eine Person.
ask-count = { $products ->
    [one] { $products } Produkt
   *[other] { $products } Produkte
} für { $people ->
    [one] { $people } Person
   *[other] { $people } Personen
}: { $requests ->
    [one] { $requests } Antrag
   *[other] { $requests } Anträge
}.
ask-draft-empty = Noch nichts gewählt
ask-draft-more = { $product } und { $more } weitere
ask-draft-people = { $what }, für { $count ->
    [one] eine Person
   *[other] { $count } Personen
}
file-choose = Wählen Sie eine Datei.
file-too-large = Die Datei hat mehr als 64 KiB.
file-has-it = { $name } hat es schon.
file-asked = Es ist für { $name } schon beantragt.
file-has-or-asked = { $name } hat es schon, oder es ist beantragt.
file-taken = Aus der Datei übernommen: { $count ->
    [one] { $count } Person
   *[other] { $count } Personen
}.
preview-too-many = Das sind { $count } Anträge. Senden Sie höchstens { $most } gemeinsam ab.
preview-needed = { $count } nötig
preview-no-price = was keinen Preis hat
preview-nothing-sent = Nichts wurde abgesendet: Was unten mit einem Grund steht, würde nicht angenommen. Nehmen Sie es heraus oder ändern Sie es, und senden Sie erneut ab.
preview-elsewhere = Es wurde gerade in einem anderen Fenster abgesendet oder geändert: Hier wurde nichts getan.
preview-microsoft = Microsoft konnte zu dieser Person gerade nicht befragt werden.
preview-unread = Microsoft antwortet gerade nicht: Was schon da ist, ist hier nicht mitgezählt. Bevor etwas gesendet wird, wird noch einmal gefragt.

## Hilfe und ihre Antworten

help-asking = Beantragen
help-signing = Unterzeichnen
help-checking = Prüfen
help-asking-lead = Wie Sie zu einer Lizenz kommen und was aus Ihrem Antrag wird.
help-signing-lead = Wie Sie Ihre Liste abarbeiten und was Ihre Unterschrift bedeutet.
help-checking-lead = Was im Protokoll steht und woran Sie erkennen, dass niemand es geändert hat.
help-ask = Wie beantrage ich etwas?
help-ask-answer = Suchen Sie das Produkt im Katalog, nach seinem Namen oder nach dem, was es tut, und drücken Sie „Beantragen“. Vor dem Absenden sagt das Formular, wer unterzeichnet, nach welcher Regel, was es kostet und was Sie schon haben.
help-then = Was geschieht dann?
help-then-answer = Die Seite des Antrags zeigt jeden Schritt mit Namen und Zeiten. Sie können die Genehmigenden erinnern lassen, deren Fragen beantworten oder den Antrag zurückziehen.
help-when = Wann habe ich es?
help-when-answer = Wenn beim Antrag „Aktiv“ steht: Dann zeigen es die Aufzeichnungen von Microsoft selbst. Apps können eine Viertelstunde länger brauchen.
help-seat = Kein Platz ist frei?
help-seat-answer = Ihr Antrag behält seinen Platz im Warteraum – wer zuerst genehmigt ist, kommt zuerst – und geht von selbst weiter.
help-denied = Er wurde abgelehnt?
help-denied-answer = Die Seite sagt, warum. Beantragen Sie, was durchginge, oder erheben Sie einmal Einspruch: Es entscheidet jemand anderes als die ablehnende Person.
help-give-back = Ich brauche es nicht mehr?
help-give-back-answer = Geben Sie es unter „Meine Lizenzen“ zurück. Dort können Sie auch mehr Zeit beantragen.
help-waits = Was wartet auf mich?
help-waits-answer = „Genehmigungen“ führt es auf, das zuerst Fällige oben. Sie werden per E-Mail benachrichtigt, für jeden Antrag oder einmal am Tag, wie Sie es unter „Einstellungen“ wählen.
help-sign = Was unterzeichne ich?
help-sign-answer = Genau die Änderung auf der Karte, Dienstplan für Dienstplan. Machen Tatsachen oder Regeln vor der Ausführung eine andere Änderung daraus, werden Sie erneut gefragt.
help-less = Kann ich weniger geben?
help-less-answer = Wo die Regeln es erlauben, gibt „Mit einer Änderung genehmigen“ es für kürzere Zeit oder mit weniger Dienstplänen. Wer vor Ihnen unterzeichnet hat, unterzeichnet erneut.
help-question = Kann ich zuerst fragen?
help-question-answer = Ja. Die Zeit der Stufe steht still, bis die Frage beantwortet ist.
help-undo = Ich war zu schnell?
help-undo-answer = „Rückgängig machen“ nimmt Ihre Antwort zurück, bis jemand nach Ihnen unterzeichnet oder bis sie eine halbe Minute später ausgeführt wird.
help-away = Ich bin abwesend?
help-away-answer = Benennen Sie eine Vertretung. Sie unterzeichnet von einem Tag bis zu einem Tag für Sie, und das Protokoll nennt Sie beide. Niemand unterzeichnet je für sich selbst.
help-log = Was steht im Protokoll?
help-log-answer = Jeder Schritt jedes Antrags, mit wem und wann: beantragt, entschieden nach welcher Fassung welcher Regel, unterzeichnet, an Microsoft gesendet, zurückgelesen, beendet. Auch abgewiesene Versuche.
help-changed = Lässt es sich ändern?
help-changed-answer = Der Dienst darf nur anhängen und lesen. Jedes Ereignis ist ein Blatt eines Baums aus Hashes, und der Dienst signiert dessen Wurzel (einen Prüfpunkt). Wer ein Ereignis ändert, entfernt oder einschiebt, erhält eine andere Wurzel als die signierte.
help-check = Wie prüfe ich das?
help-check-answer = Führen Sie „countersign audit verify“ gegen die Datenbank aus: Es beginnt bei den Zeilen und nennt jede, die nicht passt. Bewahren Sie einen Prüfpunkt (/audit/checkpoint) und die öffentlichen Schlüssel (/audit/keys) anderswo auf: Damit kann niemand unbemerkt das Ende abschneiden oder neu signieren.
help-reports = Welche Fragen sind beantwortet?
help-reports-answer = Unter „Berichte“: wer über wen entschieden hat, Ausnahmen, Ausgeschiedene, Abläufe, wer an einem Tag was hatte, Rechte, Zeit und Geld. Jeder Lauf behält seine Zeilen, seine Abfrage und seinen Hash unter einem dauerhaften Link.
help-dossier = Wie prüfe ich eine einzelne Lizenz?
help-dossier-answer = Das Dossier beurteilt neun Merkmale, von „beantragt“ bis „rechtzeitig entzogen“, mit Belegen und Beweisen daneben. Es ist beim Antrag verlinkt und lässt sich drucken.
help-decided = Warum wurde so entschieden?
help-decided-answer = „Jede Regel, und warum“ auf der Seite eines Antrags zeigt die Tatsachen und jede Regel, die gefragt wurde. Der Nachvollzug führt alle Entscheidungen erneut aus.
help-past = Was ging an den Regeln vorbei?
help-past-answer = Der Bericht der Ausnahmen führt auf, was ein Administrator sofort vergeben hat, mit dem Grund, bis jemand anderes es überprüft hat.
help-export = Wie nehme ich es mit?
help-export-answer = Das Protokoll lässt sich filtern und als CSV exportieren; der Export ist selbst ein Ereignis.
help-key-next = nächster
help-key-previous = voriger
help-key-select = auswählen
help-key-open = öffnen
help-key-approve = genehmigen
help-key-deny = ablehnen
help-key-ask = fragen
help-key-search = suchen
help-key-these = diese zeigen
