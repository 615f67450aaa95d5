"""Whom words mean on the command line: how many, ten of them, and who falls out and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.beat.rules.audience import Audience, Way
from bot.beat.rules.choosing.sentence import sentence
from bot.beat.rules.suppression import Skip, Standing, reason_to_skip
from bot.beat.store import audiences, shared_conversations
from bot.beat.store.audiences import Looked, Person
from bot.beat.store.meant import Meant, meant
from bot.beat.store.shared_conversations import PartnersPlace
from bot.errors import AudienceUnreadable
from bot.people.rules.ladder import LADDER
from bot.store.programme import read_demo_clock
from bot.store.sessions import AsyncSession
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.rooms import open_platforms
from drumbeat.settings import Settings

SHOWN = 10
"""So many of those who get it are named, and of those left out for each reason."""
NO_WAY_OUT = (
    "No platform is configured here, so all are counted as if each of them were: "
    "`drumbeat doctor` says what is missing."
)


@dataclass(slots=True)
class _Counted:
    people: list[str] = field(default_factory=list)
    conversations: int = 0
    left_out: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    closed: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


async def chosen(settings: Settings, words: str, topic: str) -> Report:
    """Return whom these words mean as of now, or the question that they leave open."""
    async with opened(settings) as house, house.database.read() as session:
        is_demo = await read_demo_clock(session) is not None
        platforms = open_platforms(settings) or frozenset(LADDER)
        platforms |= {"web"} if is_demo else frozenset()
        looked = Looked(house.context.choosing, platforms)
        try:
            audience = await looked.choosing.read(session, Audience(words=words))
            found = await meant(session, audience, looked)
        except AudienceUnreadable as question:
            return _asked(words, str(question))
        if found.is_refused:
            return _asked(words, found.why)
        said = sentence(found.audience, await looked.choosing.lexicon(session))
        counted = await _count(session, found.audience, topic, looked)
        names = await audiences.names_of(session, _to_name(counted))
        notes = [] if open_platforms(settings) or is_demo else [NO_WAY_OUT]
    return _report(words, said, found, counted, names, notes)


def _asked(words: str, question: str) -> Report:
    return Report({"words": words, "question": question}, (question,))


async def _count(
    session: AsyncSession, audience: Audience, topic: str, looked: Looked
) -> _Counted:
    counted = _Counted()
    places = await shared_conversations.chosen(
        session, audience, looked.platforms, looked.choosing
    )
    for one in places:
        if one.place.partner_muted:
            counted.closed[Skip.PARTNER_MUTED] += 1
        elif one.place.is_spoken_in(looked.platforms):
            counted.conversations += 1
        else:
            counted.closed[one.place.closed or Skip.NO_ADDRESS] += 1
    there = _spoken_to(places)
    after: str | None = ""
    while after is not None:
        page = await audiences.page(session, audience, topic, after=after, looked=looked)
        for person in page.people:
            _place(counted, audience, person, there)
        after = page.last
    return counted


def _spoken_to(places: Sequence[PartnersPlace]) -> frozenset[str]:
    return frozenset(one.partner_id for one in places)


def _place(counted: _Counted, audience: Audience, person: Person, there: frozenset[str]) -> None:
    way = Way.THEMSELVES
    if person.partner_id is not None:
        way = audience.to.people_of(has_conversation=person.partner_id in there)
    if way is Way.IN_CONVERSATION:
        return
    reason = reason_to_skip(
        Standing(
            active=person.active,
            opted_out=person.opted_out,
            muted=person.muted,
            partner_muted=person.partner_muted,
            agreed=person.agreed or not audience.consent,
            reachable=person.rung is not None,
        ),
        budget=1,
        catch_up=Standing().late,
    )
    if way is Way.NOT_AT_ALL and reason in {None, Skip.NO_ADDRESS}:
        reason = Skip.NO_CONVERSATION
    if reason is None:
        counted.people.append(person.contact_id)
    else:
        counted.left_out[reason.value].append(person.contact_id)


def _sample(ids: Sequence[str]) -> list[str]:
    """Take some from all over a list, so that not all are of one partner."""
    step = max(1, len(ids) // SHOWN)
    return list(ids[::step])[:SHOWN]


def _to_name(counted: _Counted) -> list[str]:
    left_out = [each for ids in counted.left_out.values() for each in _sample(ids)]
    return [*_sample(counted.people), *left_out]


def _report(
    words: str,
    said: str,
    found: Meant,
    counted: _Counted,
    names: dict[str, str],
    notes: Sequence[str],
) -> Report:
    left_out: list[dict[str, object]] = [
        {"reason": reason, "people": len(ids), "who": [names[each] for each in _sample(ids)]}
        for reason, ids in sorted(counted.left_out.items())
    ]
    left_out += [
        {"reason": reason, "conversations": number}
        for reason, number in sorted(counted.closed.items())
    ]
    value = {
        "words": words,
        "sentence": said,
        "to": found.audience.to.value,
        "people": len(counted.people),
        "conversations": counted.conversations,
        "left_out": left_out,
        "sample": [names[each] for each in _sample(counted.people)],
        "why": found.why,
    }
    lines = [f"{said[0].upper()}{said[1:]}.", _in_numbers(counted)]
    lines += [f"Nothing would be sent: {found.why}."] if found.why else []
    rows = [(names[each],) for each in _sample(counted.people)]
    missing = [
        (str(one["reason"]), str(one.get("people", one.get("conversations"))), _who(one))
        for one in left_out
    ]
    tables = (
        Table(("Some of them",), rows),
        Table(("Left out", "How many", "Who"), missing),
    )
    return Report(value, ("\n".join([*lines, *notes]), *tables))


def _in_numbers(counted: _Counted) -> str:
    people, places = len(counted.people), counted.conversations
    said = f"{people} {'person' if people == 1 else 'people'}"
    more = f" and {places} conversation{'' if places == 1 else 's'}" if places else ""
    fallen = sum(map(len, counted.left_out.values()))
    return f"{said}{more} would get it; {fallen} left out."


def _who(one: dict[str, object]) -> str:
    who = one.get("who")
    return ", ".join(map(str, who)) if isinstance(who, list) else ""
