"""What is said, pressed and filled in by those who have figures watched."""

from bot.entries import ANYTHING, Command
from bot.figures.cards import alerts, watching
from bot.figures.rules.alert_words import CALLS
from bot.figures.usecases import watch_figures

COMMANDS = (
    Command("alerts", watch_figures.show_mine, also=("my alerts",), listed=False),
    Command("alert me", watch_figures.say, more=ANYTHING, also=CALLS, listed=False),
)
PRESSES = {
    watching.ALERT_ME: watch_figures.press,
    alerts.CHANGE: watch_figures.press,
    alerts.KEEP: watch_figures.keep,
    alerts.DROP: watch_figures.end,
    alerts.END: watch_figures.end,
    alerts.SNOOZE: watch_figures.snooze,
    alerts.LIST: watch_figures.show_mine,
}
FORMS = {watching.ALERT_ME: watch_figures.fill, alerts.CHANGE: watch_figures.fill}
