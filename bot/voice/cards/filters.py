"""How a filter of responses was read, said in words."""

from bot.figures.cards.written import say_filter, say_window
from bot.figures.rules.plan import Filter
from bot.voice.context import VoiceContext
from bot.voice.rules.sought import BAND, DIMENSIONS, TAG, Sought


def said_filter(context: VoiceContext, sought: Sought) -> list[str]:
    """Say how a filter was read, a part each."""
    wording = context.wording
    found = [_said_values(context, name, values) for name, values in sought.values.items()]
    if sought.wave:
        found.append(wording.say(f"responses_wave_{sought.wave}"))
    if sought.with_words:
        found.append(wording.say("responses_with_words"))
    if sought.window is not None:
        found.append(say_window(wording, sought.window))
    return found


def _said_values(context: VoiceContext, name: str, values: tuple[str, ...]) -> str:
    wording = context.wording
    if name in DIMENSIONS:
        return say_filter(wording, Filter(name, values), context.catalogue)
    if name == BAND:
        return wording.language.one_of([wording.say(f"bands_{each}") for each in values])
    joined = wording.language.one_of(values)
    if name == TAG:
        return wording.say("responses_tagged", tags=joined)
    return wording.say("responses_of", what=joined)
