"""What a round would come to, said before anybody is asked."""

from collections import defaultdict
from collections.abc import Mapping

from bot.beat.cards.reach import reason_said
from bot.beat.rules.suppression import Skip
from bot.language import Wording
from bot.message import Bullets, Element, Message, paragraph, spans
from bot.voice.foreseeing import Preview

NAMED = 10
"""So many are named of those left out for one reason."""


def would_ask(wording: Wording, found: Preview) -> tuple[Element, ...]:
    """Say how many it would ask, of whom, how often they were asked, and who is left out."""
    asked, number = found.round, wording.language.number
    people = wording.say_number(
        "survey_would_ask",
        len(asked.asked),
        met=number(len(asked.asked) + len(asked.left_out)),
        partners=wording.say_number("survey_at_partners", asked.partners),
        roles=wording.say_number("survey_in_roles", len(asked.roles)),
    )
    lines = [paragraph(people)]
    if more := sum(count for times, count in found.times.items() if times):
        most = number(max(found.times))
        lines.append(paragraph(wording.say_number("survey_asked_before", more, most=most)))
    elif asked.asked:
        lines.append(paragraph(wording.say("survey_asked_never")))
    if not asked.left_out:
        return tuple(lines)
    reasons = tuple(
        spans(f"{number(count)}: {_reason(wording, found, reason)}")
        for reason, count in sorted(asked.reasons.items())
    )
    return (*lines, paragraph(wording.say("survey_left_out")), Bullets(reasons))


def left_out(wording: Wording, found: Preview, names: Mapping[str, str]) -> Message:
    """Name some of those who are left out, for each reason."""
    theirs: defaultdict[str, list[str]] = defaultdict(list)
    for one in found.round.left_out:
        theirs[one.skip or ""].append(names.get(one.contact_id, ""))
    lines = []
    for reason, some in sorted(theirs.items()):
        said = ", ".join(sorted(some)[:NAMED])
        if len(some) > NAMED:
            said = wording.say("reach_silent_more", names=said)
        lines.append(spans(f"{_reason(wording, found, reason)}: {said}"))
    title = wording.say("survey_left_out_title")
    return Message(title, (Bullets(tuple(lines)),), wording.language.tag)


def _reason(wording: Wording, found: Preview, reason: str) -> str:
    said = reason_said(wording, reason)
    if reason != Skip.ASKED_LATELY:
        return said
    first = min(found.again_from.values()).date()
    day = wording.language.day(first, wording.say("pattern_long_day"))
    return wording.say("survey_again_from", reason=said, day=day)
