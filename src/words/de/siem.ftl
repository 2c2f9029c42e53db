## API-Tokens, der Feed und der Empfänger des Prüfprotokolls.

tokens-title = API-Tokens
tokens-lead = Mit einem Token liest ein Programm das Prüfprotokoll oder die Berichte. Es ändert nichts, und was es liest, steht im Protokoll als vom Token gelesen.
tokens-fresh = Der Token „{$name}“ ist angelegt
tokens-fresh-once = Kopieren Sie ihn jetzt und bewahren Sie ihn auf, wo Geheimnisse aufbewahrt werden: Er wird nie wieder angezeigt, von niemandem und für niemanden.
tokens-new = Token anlegen
tokens-not-made = Es wurde kein Token angelegt
tokens-name = Wofür ist er?
tokens-name-hint = Das Programm, das liest, und wo es läuft. Zum Beispiel „Splunk-Forwarder in Oslo“.
tokens-name-wrong = Schreiben Sie in 1 bis {$longest} Zeichen, wofür er ist.
tokens-scope = Was darf damit gelesen werden?
tokens-scope-feed = Der Feed: jedes Ereignis, für ein SIEM
tokens-scope-reports = Das Protokoll und die Berichte, wie Prüfer sie lesen
tokens-scope-wrong = Wählen Sie mindestens eines.
tokens-good-for = Er gilt
tokens-days = { $count ->
    [one] {$count} Tag
   *[other] {$count} Tage
}
tokens-days-wrong = Wählen Sie 1 bis {$longest} Tage.
tokens-form-old = Das Formular ist nicht vollständig. Öffnen Sie die Seite neu.
tokens-too-many = Es gibt bereits {$most} gültige Tokens: Entziehen Sie zuerst einen.
tokens-make = Token anlegen
tokens-made-before = Dieser Token wurde bereits angelegt. Er wird nicht noch einmal angezeigt: Wenn ihn niemand hat, entziehen Sie ihn und legen Sie einen neuen an.
tokens-use = So wird er benutzt
tokens-use-words = Im Kopf jedes Aufrufs. Alles Weitere steht im Handbuch: docs/siem.md.
tokens-log = Was im Protokoll steht
tokens-log-words = Wer ihn angelegt und entzogen hat, was damit gelesen wurde, und jede Zurückweisung. Er gilt weiter, wenn ausscheidet, wer ihn angelegt hat: Entziehen Sie ihn, falls er mitgenommen wurde.
tokens-list = Tokens
tokens-none = Es gibt noch keinen Token
tokens-none-hint = Ein Token erscheint hier, sobald er angelegt ist, und bleibt hier, wenn er abgelaufen ist.
tokens-for-feed = Für den Feed
tokens-for-reports = Für die Berichte
tokens-for-both = Für den Feed und die Berichte
tokens-made-by = Angelegt von {$name}
tokens-maker-left = {$name} (ausgeschieden)
tokens-ends = Endet
tokens-used = Zuletzt benutzt
tokens-unused = Nie benutzt.
tokens-revoked-by = Entzogen von {$name}
tokens-revoked = Entzogen
tokens-expired = Abgelaufen
tokens-good = Gültig
tokens-revoke = Entziehen
tokens-revoked-now = Der Token „{$name}“ ist entzogen: Mit ihm wird nichts mehr gelesen.

token-needed = Ein Token ist nötig: Authorization: Bearer cs_…
token-unknown = Dieser Token ist nicht bekannt.
token-revoked = Dieser Token wurde entzogen.
token-expired = Dieser Token ist abgelaufen. Bitten Sie die Administration um einen neuen.
token-scope = Dieser Token ist für etwas anderes.

feed-cursor = Diesen Cursor hat der Feed nicht ausgegeben. Lassen Sie ihn weg, um beim ersten Ereignis zu beginnen.
feed-limits = limit ist eine Zahl von 1 bis {$most}, wait eine von 0 bis {$longest}.
feed-another-log = Dieser Cursor gehört zu einem anderen Protokoll, oder das Protokoll wurde davor abgeschnitten. Bitten Sie die Administration, das Protokoll zu prüfen, bevor Sie weiterlesen.

receiver-title = Empfänger
receiver-new = Noch nichts gesendet
receiver-has-all = Hat alles
receiver-is-sent = Es wird gesendet
receiver-again = Wird wiederholt
receiver-down = Nimmt nichts an
receiver-waiting-none = Jedes versiegelte Ereignis ist dort.
receiver-waiting = { $count ->
    [one] {$count} versiegeltes Ereignis fehlt dort noch.
   *[other] {$count} versiegelte Ereignisse fehlen dort noch.
}
receiver-oldest = Das älteste wurde versiegelt:
receiver-taken = Zuletzt angenommen:
receiver-answered = Die Antwort war {$status}
receiver-why = { $code ->
    [timed_out] Die Antwort kam nicht rechtzeitig
    [unreachable] Der Empfänger war nicht erreichbar
    [broke_off] Die Verbindung ist abgebrochen
    [log_differs] Das Protokoll ist nicht das, von dem der Empfänger einen Teil hat: Prüfen Sie das Protokoll
   *[other] {$code}
}
receiver-next = Nächster Versuch:

audit-by-token = Ein API-Token
audit-by-token-called = Token „{$name}“
log-a-token = einen Token
log-feed-read = Liest den Feed, bis Ereignis {$through}
log-token-made = Hat den API-Token „{$name}“ angelegt, gültig bis {$until}
log-token-revoked = Hat den API-Token „{$name}“ entzogen
log-refused-token = Kein Zugriff auf {$path}: { $why ->
    [unknown] Der Token ist nicht bekannt
    [revoked] Der Token wurde entzogen
    [expired] Der Token ist abgelaufen
    [wrong_scope] Der Token ist für etwas anderes
   *[other] {$words}
}
