"""What an anonymous wave came to."""

from collections import Counter
from collections.abc import Sequence

from bot.action import ActionRef
from bot.message import Button, Element, Fact, Facts, Message, Quotation, notice, paragraph, spans
from bot.voice.context import VoiceContext
from bot.voice.rules.scores import nps_interval, tally
from bot.voice.store.reading import RECOMMENDED
from bot.voice.store.sealed import Vote

BALLOTS = "ballots"
SHOWN = 15
"""Reasons on one card; the order is drawn by lot, so these are any."""
_LONGEST = 600


def way_in(context: VoiceContext, wave_id: str, title: str) -> Button:
    """Return the button that shows them."""
    label = context.wording.say("ballots_show", title=title[:40])
    return Button(label, ActionRef(BALLOTS, {"w": wave_id}))


def too_few(context: VoiceContext, title: str) -> Message:
    """Say that nothing may be told of so few, or not yet."""
    return notice(title, context.wording.say("ballots_too_few"))


def result(context: VoiceContext, score: str, title: str, votes: Sequence[Vote]) -> Message:
    """Show how many answered, what they come to, and their words in an order drawn by lot."""
    wording = context.wording
    given = [vote.score for vote in votes if vote.score is not None]
    elements: list[Element] = [paragraph(wording.say_number("ballots_count", len(votes)))]
    if score == RECOMMENDED and given:
        elements.append(paragraph(_nps(context, given)))
    spread = sorted(Counter(given).items(), reverse=True)
    number = wording.language.number
    facts = tuple(Fact(number(value), number(count)) for value, count in spread)
    if facts:
        elements += [paragraph(wording.say("ballots_spread")), Facts(facts)]
    words = [vote.reason for vote in votes if vote.reason]
    if words:
        shown = wording.say_number(
            "ballots_words", len(words), shown=number(min(len(words), SHOWN))
        )
        elements.append(paragraph(shown))
        elements += [Quotation((spans(_short(each)),)) for each in words[:SHOWN]]
    elements.append(paragraph(wording.say("ballots_promise"), quiet=True))
    return Message(title, tuple(elements))


def _nps(context: VoiceContext, given: Sequence[int]) -> str:
    counted = tally(given)
    interval, write = nps_interval(counted), context.wording.language.number
    return context.wording.say(
        "responses_nps",
        score=write(counted.nps, signed=True),
        low=write(interval.low, signed=True),
        high=write(interval.high, signed=True),
        promoters=write(counted.promoters),
        passives=write(counted.passives),
        detractors=write(counted.detractors),
    )


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST].rstrip()} …"
