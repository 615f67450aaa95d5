"""How the answers to one question are spread over its scale, as bars."""

from collections.abc import Mapping

from bot.message import Chart, Series
from bot.voice.context import VoiceContext

TO_TEN = range(11)


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
