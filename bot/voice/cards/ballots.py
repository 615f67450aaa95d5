"""What an anonymous wave came to."""

from collections import Counter
from collections.abc import Sequence

from bot.action import ActionRef
from bot.message import Button, Element, Fact, Facts, Message, notice, paragraph
from bot.voice.cards.spread import nps_said, quoted
from bot.voice.context import VoiceContext
from bot.voice.rules.scores import tally
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
        elements.append(paragraph(nps_said(wording, tally(given))))
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
        elements += [quoted(each, _LONGEST) for each in words[:SHOWN]]
    elements.append(paragraph(wording.say("ballots_promise"), quiet=True))
    return Message(title, tuple(elements))
