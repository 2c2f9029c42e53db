### What is kept, in English, by those who decide; each is read back by its words (src/words/kept.rs). A gap whose name begins
### with "kept" holds one of these itself.

## Why somebody may sign: src/requests/approvers.rs
kept-why-manager = Führungskraft von {$name}
kept-why-managers-manager = Führungskraft der Führungskraft von {$name}
kept-why-owner = verantwortliche Person des Produkts
kept-why-member = Mitglied von {$group}
kept-why-no-group = Mitglied von {$group} (diese Gruppe gibt es nicht)
kept-why-two-groups = Mitglied von {$group} (zwei Gruppen heißen so)
kept-why-named = in der Richtlinie genannte Person
kept-why-administrator = Administrator von Countersign
kept-why-denied = Führungskraft von {$name}, von der die Ablehnung stammt
kept-why-because = {$kept}, denn {$kept_notes}
kept-why-late = {$kept}, weil niemand rechtzeitig unterzeichnet hat
kept-why-anew = {$kept}; es beginnt von vorn, weil {$name} gewechselt hat
kept-why-too-few = es kommen zu wenige Personen infrage, auch unter den Administratoren
kept-why-nobody-else = sonst kommt niemand infrage, auch unter den Administratoren
kept-note-person = {$upn} kann nicht unterzeichnen
kept-note-nobody = niemand kann als „{$kept}“ unterzeichnen
kept-note-few = nur {$few} von {$wanted} können als „{$kept}“ unterzeichnen
kept-notes = {$kept}, und {$kept_more}

## Reasons of decisions: src/policy/evaluate.rs
kept-routed = Zu unterzeichnen: {$kept}.
kept-routed-then = {$kept}; danach: {$kept_more}
kept-routed-many = {$many} aus: {$kept}
kept-routed-or = {$kept} (oder, wo das nicht geht: {$kept_other})
kept-who-manager = die Führungskraft
kept-who-managers-manager = die Führungskraft der Führungskraft
kept-who-owner = die verantwortliche Person des Produkts
kept-who-group = Gruppe {$name}
kept-who-administrators = die Administratoren
kept-automatic = Sofort genehmigt: Niemand muss unterzeichnen.
kept-no-route = Keine Regel sagt, wer {$product} für diese Person genehmigen könnte.
kept-not-yours = Sie können für sich selbst beantragen und für die Personen, die Ihnen unterstellt sind.
kept-out-of-bounds = Die Angaben dieses Antrags lassen sich nicht beurteilen: {$name} liegt außerhalb der Grenzen.
kept-justification = Die Begründung hat {$written} Zeichen; nötig sind mindestens {$least}.
kept-off = {$plan} bleibt aus.
kept-off-many = {$listed} bleiben aus.
kept-term-day = Die Laufzeit ist {$cap} Tag, mehr ist nicht erlaubt.
kept-term-days = Die Laufzeit ist {$cap} Tage, mehr ist nicht erlaubt.
kept-excluded = {$product} lässt sich nicht zusammen haben mit {$listed}.
kept-stays = {$name} bleibt: Es stammt nicht aus einer Vergabe von Countersign.
kept-takes-the-place = Es tritt an die Stelle von {$name}.
kept-last-seat = Der letzte Platz wird zurückgehalten.
kept-last-seats = Die letzten {$seats} Plätze werden zurückgehalten.
kept-spend = Damit würde {$kept} in diesem Monat {$then} kosten; erlaubt sind höchstens {$most}.
kept-spend-nowhere = alles ohne Kostenstelle
kept-spend-centre = Kostenstelle {$name}
kept-answer = „{$question}“: {$kept}.
kept-answer-missing = die Antwort fehlt
kept-answer-empty = die Antwort ist leer
kept-answer-short = die Antwort hat {$written} Zeichen; nötig sind mindestens {$least}
kept-answer-choice = die Antwort muss eine von diesen sein: {$choices}
kept-answer-date = die Antwort muss ein Datum wie 2027-01-31 sein
kept-answer-yes-no = die Antwort muss Ja oder Nein sein
kept-answer-nobody = die Antwort nennt niemanden

## Why a request was closed: src/requests
kept-closed-left = Das Konto, für das es beantragt war, wurde geschlossen.
kept-closed-moved = Die Person hat gewechselt, und die Richtlinie sagt jetzt Nein.
kept-closed-policy = Eine neue Fassung der Richtlinie sagt Nein.
kept-closed-plans = Was andere Dienstpläne bekommen sollte, ist inzwischen beendet. Beantragen Sie es neu.
kept-closed-extension = Was verlängert werden sollte, ist inzwischen beendet. Beantragen Sie es neu.
kept-closed-over = Der letzte Tag, der beantragt war, ist vorbei. Beantragen Sie es neu.
kept-closed-nobody-left = Die Regeln verlangen bei jeder Stufe eine andere Person, und niemand ist übrig, der die nächste unterzeichnen könnte. Wenden Sie sich an einen Administrator von Countersign.
kept-closed-not-possible = Diese Dienstpläne ließen sich nicht einstellen, also bleibt alles, wie es war.
kept-closed-late = Niemand hat Stufe {$stage} rechtzeitig unterzeichnet, und nach Regel {$rule} verfällt ein solcher Antrag. Beantragen Sie es neu, wenn es noch gebraucht wird.
kept-closed-longest = Der Antrag hat auf Stufe {$stage} {$days} Tage lang auf eine Unterschrift gewartet; länger wartet keiner. Beantragen Sie es neu, wenn es noch gebraucht wird.
kept-replaced = Ersetzt durch {$product}.

## Whom the demo has: src/cli/demo.rs
kept-demo-mia = Mitarbeiterin: beantragt Produkte, gibt eines zurück
kept-demo-jonas = Mias Führungskraft: unterzeichnet und wartet auf einen Platz
kept-demo-emil = hat eine Lizenz, die in zwei Tagen endet, und kann eine Verlängerung beantragen
kept-demo-julie = führt ein Team, das viel beantragt: auf sie wartet eine Liste mit allem Möglichen
kept-demo-otto = der Prüfer: liest das Prüfprotokoll
kept-demo-ada = die Administratorin: Abweichungen, eine ausgelöste Sicherung, Ausgeschiedene, Steckengebliebenes, Plätze, ein neuer Dienstplan, die Richtlinie
kept-demo-viktor = zweiter Administrator: hat einen Entwurf der Richtlinie eingereicht, den Ada in Kraft setzen darf
