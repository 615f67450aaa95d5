"""What the beat brings: what comes when, and how to hear less of it."""

from bot.beat.usecases import assign_partners, hear_less, see_schedule
from bot.entries import ANYTHING, Command, Page, Section, Subject
from bot.rights import Right

BEAT = Subject(
    commands=(
        Command("schedule", see_schedule.show_schedule),
        Command("mute", hear_less.say_stop, more=ANYTHING),
        Command("unsubscribe", hear_less.say_stop, more=ANYTHING, listed=False),
        Command("stop", hear_less.say_stop, more=hear_less.WHAT_STOPS),
        Command("start", hear_less.start),
        *(
            Command(word, assign_partners.assign, more=ANYTHING, right=Right.SETTLE_PEOPLE)
            for word in ("hand over", "manager of", "deputy of")
        ),
    ),
    presses={
        "mute": hear_less.mute_topic,
        "unmute": hear_less.unmute_topic,
        "stop": hear_less.stop_everything,
        "start": hear_less.start,
        "schedule": see_schedule.show_schedule,
    },
    sections=(Section(hear_less.show_topics, frozenset({Page.HOME, Page.SETTINGS})),),
)
