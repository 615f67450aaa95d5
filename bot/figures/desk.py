"""What is said, pressed and filled in by those who have figures watched."""

from bot.entries import ANYTHING, BriefSection, Command
from bot.figures.cards import alerts, read_outs, target_lists, watching
from bot.figures.rules.alert_words import CALLS
from bot.figures.rules.target_words import TARGET_CALLS
from bot.figures.usecases import brief_targets, keep_read_outs, set_targets, watch_figures
from bot.rights import Right

MY_READ_OUTS = ("read-outs", "my readouts", "my read-outs")
COMMANDS = (
    Command("alerts", watch_figures.show_mine, also=("my alerts",), listed=False),
    Command("alert me", watch_figures.say, more=ANYTHING, also=CALLS, listed=False),
    Command(
        "targets",
        set_targets.show,
        more=ANYTHING,
        also=("our targets", "my targets", "list targets", "show targets", "ziele"),
        listed=False,
    ),
    Command(
        "target",
        set_targets.say,
        more=ANYTHING,
        right=Right.SET_TARGETS,
        also=TARGET_CALLS,
        listed=False,
    ),
    Command("readouts", keep_read_outs.show_mine, also=MY_READ_OUTS, listed=False),
    Command("every", keep_read_outs.say_every, more=ANYTHING, listed=False),
    Command("send me", keep_read_outs.say_send_me, more=ANYTHING, listed=False),
)
PRESSES = {
    watching.ALERT_ME: watch_figures.press,
    alerts.CHANGE: watch_figures.press,
    alerts.KEEP: watch_figures.keep,
    alerts.DROP: watch_figures.end,
    alerts.END: watch_figures.end,
    alerts.SNOOZE: watch_figures.snooze,
    alerts.LIST: watch_figures.show_mine,
    target_lists.SET: set_targets.press,
    target_lists.CHANGE: set_targets.press,
    target_lists.KEEP: set_targets.keep,
    target_lists.DROP: set_targets.end,
    target_lists.END: set_targets.end,
    target_lists.LIST: set_targets.show,
    watching.READ_OUT_ME: keep_read_outs.press,
    read_outs.CHANGE: keep_read_outs.press,
    read_outs.KEEP: keep_read_outs.keep,
    read_outs.DROP: keep_read_outs.end,
    read_outs.END: keep_read_outs.end,
    read_outs.PAUSE: keep_read_outs.pause,
    read_outs.RESUME: keep_read_outs.pause,
    read_outs.LIST: keep_read_outs.show_mine,
}
FORMS = {
    watching.ALERT_ME: watch_figures.fill,
    alerts.CHANGE: watch_figures.fill,
    target_lists.SET: set_targets.fill,
    target_lists.CHANGE: set_targets.fill,
    watching.READ_OUT_ME: keep_read_outs.fill,
    read_outs.CHANGE: keep_read_outs.fill,
}
BRIEFS = (BriefSection(brief_targets.draw_targets, place=15),)
