"""What a draft does to people's weeks, as its author sees it before it is planned."""

from collections.abc import Sequence

from bot.action import ActionRef
from bot.beat.rules.simulating import TooMuch
from bot.language import Wording
from bot.message import Bullets, Button, Element, Message, notice, paragraph, spans

SIMULATE = "simulate"
NAMED, WEEKS = 10, 12


def ask_button(wording: Wording, draft_id: str) -> Button:
    """Return the press that asks whose week a draft makes too full."""
    return Button(wording.say("simulate_ask"), ActionRef(SIMULATE, {"d": draft_id}))


def card(wording: Wording, title: str, found: TooMuch, names: Sequence[str]) -> Message:
    """Say how many get too much through it, in which weeks, and name some of them."""
    say, language = wording.say, wording.language
    heading = say("simulate_title", title=title)
    budget = language.number(found.budget)
    if not found.recipients:
        return notice(heading, say("simulate_fits", budget=budget))
    months = [language.day(day, say("pattern_month")) for day, _ in found.months()]
    line = wording.say_number(
        "simulate_over",
        len(found.recipients),
        message=language.number(found.budget + 1),
        months=language.all_of(months),
    )
    weeks = found.weeks()
    listed = tuple(
        spans(
            wording.say_number(
                "simulate_week", count, day=language.day(day, say("pattern_long_day"))
            )
        )
        for day, count in weeks[:WEEKS]
    )
    elements: list[Element] = [paragraph(line), Bullets(listed)]
    if names:
        elements.append(paragraph(say("simulate_names", names=language.all_of(names))))
    elements.append(paragraph(say("simulate_then"), quiet=True))
    return Message(heading, tuple(elements), language.tag)
