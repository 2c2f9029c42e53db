## Zeit und Geld: wie lange es dauert, was es kostet, wohin es führt; und was bei Diagrammen steht.

chart-figures = Die Zahlen
chart-nothing = Es gibt nichts zu zeichnen.
chart-hours = {$hours} Std.
chart-minutes = {$minutes} Min.
chart-days = {$days} T.
