"""What the rounds of a survey come to, for whoever has the command line."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.beat.store import audiences
from bot.beat.store.audiences import Looked
from bot.beat.store.meant import meant
from bot.errors import NothingFound
from bot.store.sessions import AsyncSession
from bot.voice.foreseeing import Coming, Preview, coming, foresee
from bot.voice.ports import SurveyHead
from bot.voice.rules.rounds import Round
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.reports.surveys import survey_called
from drumbeat.settings import Settings

AHEAD = timedelta(days=366)
"""So far ahead rounds are foreseen."""

_OFTEN = {0: "never", 1: "once", 2: "twice"}


async def previewed(settings: Settings, *, key: str, names: bool) -> Report:
    """Return what a round would come to now, and those that its cadence promises in a year."""
    async with opened(settings) as house:
        now = house.clock.now()
        async with house.database.read() as session:
            head = house.surveys.head(await survey_called(session, key))
            found = await meant(session, head.audience, Looked(house.context.choosing))
        if found.why:
            raise NothingFound(f"{key}: {found.why}")
        preview = await foresee(house.context, head, found.audience, now)
        rounds = await coming(house.context, head, now, now + AHEAD)
        async with house.database.read() as session:
            people = await _people(session, preview) if names else []
    times = dict(sorted(preview.times.items()))
    value = {
        "survey": key,
        "title": head.title,
        "kind": head.kind,
        "sample": _sample(head),
        "now": {**_counts(preview.round), "asked_this_quarter": times},
        "rounds": [{"slot": one.slot, "zone": one.zone, **_counts(one.round)} for one in rounds],
        **({"people": people} if names else {}),
    }
    return Report(value, _parts(head, preview, rounds, people))


def _sample(head: SurveyHead) -> dict[str, int] | None:
    if head.sample is None:
        return None
    said = {"per_partner": head.sample.per_partner, "rounds": head.sample.rounds}
    return {name: number for name, number in said.items() if number}


def _counts(found: Round) -> dict[str, object]:
    return {
        "asked": len(found.asked),
        "partners": found.partners,
        "roles": dict(sorted(found.roles.items())),
        "left_out": dict(sorted(found.reasons.items())),
    }


async def _people(session: AsyncSession, preview: Preview) -> list[dict[str, object]]:
    every = (*preview.round.asked, *preview.round.left_out)
    named = await audiences.names_of(session, [one.contact_id for one in every])
    people: list[dict[str, object]] = [
        {
            "who": named.get(one.contact_id, one.contact_id),
            "role": one.role,
            "now": one.skip or "asked",
            "again_from": preview.again_from.get(one.contact_id),
        }
        for one in every
    ]
    return sorted(people, key=lambda one: (str(one["now"]), str(one["who"])))


def _parts(
    head: SurveyHead,
    preview: Preview,
    rounds: Sequence[Coming],
    people: Sequence[dict[str, object]],
) -> Sequence[Table | str]:
    heads = ("Round", "Asked", "Partners", "Roles", "Left out")
    now = ("now", *_row(preview.round))
    coming_up = [(_slot(one), *_row(one.round)) for one in rounds]
    rows = [
        (*(str(one[name]) for name in ("who", "role", "now")), _day(one["again_from"]))
        for one in people
    ]
    return (
        f"{head.title} ({head.key}): if it were asked now, and as its cadence has it.",
        Table(heads, [now, *coming_up]),
        _quarter(preview),
        Table(("Left out now", "How many", "The first again from"), _reasons(preview)),
        Table(("Who", "Role", "Now", "Again from"), rows),
    )


def _row(found: Round) -> tuple[str, ...]:
    left_out = ", ".join(f"{count} {reason}" for reason, count in sorted(found.reasons.items()))
    return str(len(found.asked)), str(found.partners), str(len(found.roles)), left_out


def _slot(one: Coming) -> str:
    return f"{one.slot:%Y-%m-%d %H:%M} {one.zone or 'reader'}"


def _quarter(preview: Preview) -> str:
    """Say how often this quarter those who would be asked now were asked before."""
    if not preview.round.asked:
        return "Nobody would be asked now."
    said = ", ".join(
        f"{count} {_OFTEN.get(times, f'{times} times')}"
        for times, count in sorted(preview.times.items())
    )
    return f"Asked anything this quarter, of those who would be asked now: {said}."


def _reasons(preview: Preview) -> Sequence[tuple[str, str, str]]:
    first: dict[str, datetime] = {}
    for one in preview.round.left_out:
        moment = preview.again_from.get(one.contact_id)
        if moment is not None and one.skip is not None:
            first[one.skip] = min(moment, first.get(one.skip, moment))
    counted = sorted(preview.round.reasons.items())
    return [(reason, str(count), _day(first.get(reason))) for reason, count in counted]


def _day(moment: object) -> str:
    return f"{moment:%Y-%m-%d}" if isinstance(moment, datetime) else ""
