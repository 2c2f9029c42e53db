## Settings

settings-language = Language of pages and mails
settings-language-browser = As the browser says
