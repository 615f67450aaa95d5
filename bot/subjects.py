"""What the subjects bring, put together in this one place."""

import re
from collections.abc import Callable

from bot.context import Context
from bot.domain import settling
from bot.entries import ANYTHING, Command, Subject
from bot.event import FormSubmitted, Reply
from bot.order_of_words import NUMBER
from bot.rights import Right
from bot.store.figures_balances import BALANCES
from bot.store.figures_cohorts import COHORTS
from bot.store.figures_surveys import SCORES
from bot.usecases import (
    answer_survey,
    ask,
    find_the_way,
    hear_less,
    introduce_oneself,
    look_people_up,
    see_schedule,
    settle_links,
)


async def _known_by_code(context: Context, event: FormSubmitted) -> Reply:
    """Take a code; whom it makes known sees their home page."""
    known = await introduce_oneself.redeem_code(context, event)
    if isinstance(known, Reply):
        return known
    return await find_the_way.show_home(context, known, event)


PEOPLE = Subject(
    commands=(
        Command("help", find_the_way.help_out),
        Command("home", find_the_way.show_home),
        Command("who am i", look_people_up.who_am_i),
        Command(
            "who is",
            look_people_up.who_is,
            more=re.compile(r"\S+@\S+"),
            right=Right.SEE_PARTNER_PEOPLE,
        ),
        Command(
            "coverage",
            look_people_up.show_coverage,
            more=ANYTHING,
            right=Right.SEE_PARTNER_PEOPLE,
        ),
        *(
            Command(word, settle_links.settle, more=ANYTHING, right=Right.SETTLE_PEOPLE)
            for word in settling.WORDS
        ),
    ),
    presses={
        "help": find_the_way.help_out,
        "home": find_the_way.show_home,
        "reach": find_the_way.reach_here,
        "coverage": look_people_up.show_coverage,
        "introduce": find_the_way.show_home,
        "code": find_the_way.show_home,
    },
    forms={"introduce": find_the_way.show_home, "code": find_the_way.show_home},
    strange_presses={
        "introduce": introduce_oneself.ask_for_email,
        "code": introduce_oneself.ask_for_code,
    },
    strange_forms={"introduce": introduce_oneself.send_code, "code": _known_by_code},
)

BEAT = Subject(
    commands=(
        Command("schedule", see_schedule.show_schedule),
        Command("mute", hear_less.say_stop, more=ANYTHING),
        Command("unsubscribe", hear_less.say_stop, more=ANYTHING),
        Command("stop", hear_less.say_stop, more=hear_less.WHAT_STOPS),
        Command("start", hear_less.say_start),
    ),
    presses={
        "mute": hear_less.mute_topic,
        "unmute": hear_less.unmute_topic,
        "stop": hear_less.press_stop,
        "start": hear_less.press_start,
        "schedule": see_schedule.show_schedule,
    },
)

FIGURES = Subject(
    commands=(Command("metrics", ask.ask_after_word, more=ANYTHING, slash=True),),
    presses={"ask": ask.press},
    question=ask.ask,
)

VOICE = Subject(
    commands=(Command("nps", answer_survey.show_nps, more=NUMBER, vendor_too=False, slash=True),),
    presses={
        "nps": answer_survey.show_nps,
        "score": answer_survey.give_score,
        "why": answer_survey.ask_why,
    },
    forms={"reason": answer_survey.give_reason},
    takes_number=answer_survey.take_number,
)

SUBJECTS = (VOICE, FIGURES, BEAT, PEOPLE)
COMMANDS = tuple(command for subject in SUBJECTS for command in subject.commands)
"""Every word that does something."""
METRICS = (*BALANCES, *COHORTS, *SCORES)
"""A builder for every metric that the catalogue says is answered."""


def for_everybody(say: Callable[[str], str]) -> dict[str, str]:
    """Return the words that need no right, each with what it does: what a platform may list."""
    return {command.word: say(command.key) for command in COMMANDS if command.right is None}
