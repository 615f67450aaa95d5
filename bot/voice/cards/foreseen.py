"""What a round would come to, said before anybody is asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.beat.cards.reach import reason_said
from bot.beat.rules.suppression import Skip
from bot.language import Wording
from bot.message import Bullets, Element, Message, Spans, paragraph, spans
from bot.voice.foreseeing import Coming, Preview

ROUNDS = 6
"""So many rounds to come are told."""
NAMED = 10
"""Who is left out for one reason is named where they are no more."""


def would_ask(wording: Wording, found: Preview) -> tuple[Element, ...]:
    """Say how many it would ask, of whom, how often they were asked, and who is left out."""
    number = wording.language.number
    reasons = tuple(
        spans(f"{number(count)}: {_reason(wording, found, reason)}")
        for reason, count in sorted(found.round.reasons.items())
    )
    said = paragraph(wording.say("survey_left_out"))
    return (*_asked(wording, found), *((said, Bullets(reasons)) if reasons else ()))


def whom(
    wording: Wording,
    title: str,
    found: Preview,
    rounds: Sequence[Coming],
    names: Mapping[str, str],
) -> Message:
    """Say the same with the rounds to come, and name those left out for a reason that few have."""
    say = wording.say
    elements = [*_asked(wording, found)]
    theirs: defaultdict[str, list[str]] = defaultdict(list)
    for one in found.round.left_out:
        theirs[one.skip or ""].append(names.get(one.contact_id, ""))
    if theirs:
        lines = (_named(wording, found, *each) for each in sorted(theirs.items()))
        elements += [paragraph(say("survey_left_out")), Bullets(tuple(lines))]
    if rounds:
        dated = tuple(spans(_round(wording, one)) for one in rounds[:ROUNDS])
        elements += [paragraph(say("survey_rounds")), Bullets(dated)]
    return Message(say("survey_whom_title", title=title), tuple(elements), wording.language.tag)


def _asked(wording: Wording, found: Preview) -> list[Element]:
    asked, number = found.round, wording.language.number
    people = wording.say_number(
        "survey_would_ask",
        len(asked.asked),
        met=number(len(asked.asked) + len(asked.left_out)),
        partners=wording.say_number("survey_at_partners", asked.partners),
        roles=wording.say_number("survey_in_roles", len(asked.roles)),
    )
    lines: list[Element] = [paragraph(people)]
    if more := sum(count for times, count in found.times.items() if times):
        most = number(max(found.times))
        lines.append(paragraph(wording.say_number("survey_asked_before", more, most=most)))
    elif asked.asked:
        lines.append(paragraph(wording.say("survey_asked_never")))
    return lines


def _named(wording: Wording, found: Preview, reason: str, some: Sequence[str]) -> Spans:
    names = f": {', '.join(sorted(some))}" if len(some) <= NAMED else ""
    return spans(f"{wording.language.number(len(some))}: {_reason(wording, found, reason)}{names}")


def _round(wording: Wording, one: Coming) -> str:
    day = wording.language.day(one.slot.date(), wording.say("pattern_long_day"))
    partners = wording.say_number("survey_at_partners", one.round.partners)
    return wording.say_number("survey_round", len(one.round.asked), day=day, partners=partners)


def _reason(wording: Wording, found: Preview, reason: str) -> str:
    said = reason_said(wording, reason)
    if reason != Skip.ASKED_LATELY:
        return said
    first = min(found.again_from.values()).date()
    day = wording.language.day(first, wording.say("pattern_long_day"))
    return wording.say("survey_again_from", reason=said, day=day)
