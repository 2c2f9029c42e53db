## Time and money: how long it takes, what it costs, what it will come to; and what charts say.

chart-figures = The figures
chart-nothing = There is nothing to draw.
chart-hours = {$hours} h
chart-minutes = {$minutes} min
chart-days = {$days} d
