## Einstellungen

settings-language = Sprache der Seiten und E-Mails
settings-language-browser = Wie der Browser sagt
