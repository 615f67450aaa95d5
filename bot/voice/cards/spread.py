"""What answers come to: a score in a sentence, their spread as bars, and some of their words."""

from collections.abc import Mapping

from bot.language import Wording
from bot.message import Chart, Quotation, Series, spans
from bot.voice.context import VoiceContext
from bot.voice.rules.scores import Tally, nps_interval

TO_TEN = range(11)


def nps_said(wording: Wording, counted: Tally) -> str:
    """Say the score of who recommends us, how sure it is, and what it is made of."""
    interval, write = nps_interval(counted), wording.language.number
    return wording.say(
        "responses_nps",
        score=write(counted.nps, signed=True),
        low=write(interval.low, signed=True),
        high=write(interval.high, signed=True),
        promoters=write(counted.promoters),
        passives=write(counted.passives),
        detractors=write(counted.detractors),
    )


def quoted(words: str, most: int) -> Quotation:
    """Quote so many characters of somebody's words in one line; it shows that there are more."""
    plain = " ".join(words.split())
    return Quotation((spans(plain if len(plain) <= most else f"{plain[:most].rstrip()} …"),))


def spread_chart(context: VoiceContext, spread: Mapping[int, int]) -> Chart | None:
    """Draw how often each number from 0 to 10 was given; None where nobody gave any."""
    if not spread:
        return None
    wording, write = context.wording, context.wording.language.number
    most = max(spread, key=lambda score: (spread[score], score))
    return Chart(
        title=wording.say("spread_title"),
        form="bar",
        unit="",
        categories=tuple(write(score) for score in TO_TEN),
        series=(
            Series(wording.say("spread_people"), tuple(float(spread.get(s, 0)) for s in TO_TEN)),
        ),
        summary=wording.say_number("spread_summary", spread[most], score=write(most)),
        language=wording.language.tag,
    )
