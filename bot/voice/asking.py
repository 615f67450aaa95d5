"""Asks somebody by themselves, in a wave that is open: each is asked, or told why not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.beat.kinds import SURVEY
from bot.beat.rules.audience import Audience, Named
from bot.beat.rules.suppression import Skip, Standing, reason_to_skip
from bot.beat.rules.texts import WrittenText
from bot.beat.store import audiences, pushes
from bot.beat.store.audiences import Person
from bot.beat.store.sends import Opening, open_send
from bot.people.rules.ladder import LADDER
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext
from bot.voice.ports import SurveyHead, Surveys
from bot.voice.rules.measures import EVENT
from bot.voice.rules.occasions import NotAsked, Refused
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.store import cases, occasions, recontact, surveys
from bot.voice.store.occasions import ByThemselves
from bot.voice.store.tables import Wave
from bot.voice.waves import WaveSend

CATCH_UP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What asking somebody depends on, beside them: ways out, the budget, and the zone of days."""

    surveys: Surveys
    platforms: Collection[str]
    budget: int
    zone: str

    @classmethod
    def of(cls, context: VoiceContext) -> "Terms":
        """Return them as they are for who asks in chat."""
        platforms = frozenset(context.messengers) or LADDER
        budget, zone = context.pushes_per_week, context.programme.zone
        return cls(context.surveys, platforms, budget, zone)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody is not asked, and from when on they may be, where that is known."""

    why: Skip | Refused
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskedPeople:
    """Who is asked by which send, and who is not and why."""

    asked: tuple[str, ...] = ()
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    send_id: str | None = None


class _Row(NamedTuple):
    contact_id: str
    conversation_id: None = None
    priority: int = SURVEY


async def ask_people(
    terms: Terms,
    session: AsyncSession,
    wave: Wave,
    contact_ids: Collection[str],
    now: datetime,
    *,
    occasion: str = "",
) -> AskedPeople:
    """Invite these people to a wave that is open, by one send; who may not be asked is refused.

    After an occasion an invitation ends by itself, as many days later as the survey is open.
    Whoever calls this holds the wave, so that nobody else asks them meanwhile.
    """
    text = await surveys.text_of(session, wave)
    if text is None or wave.state != "open" or wave.closes_at <= now:
        raise LookupError(f"the wave {wave.id} asks nobody any more")
    head = terms.surveys.head(text)
    refused = await _refusals(terms, session, (wave, head, occasion), contact_ids, now)
    asked = tuple(sorted(set(contact_ids) - refused.keys()))
    if not asked:
        return AskedPeople(refused=refused)
    meant = Named(contacts=frozenset(asked))
    send = await open_send(session, opening(wave, text, head, meant, now), now)
    closes_at = now + timedelta(days=head.open_days) if occasion else None
    by = ByThemselves(send.id, occasion, closes_at)
    await occasions.invite(session, wave, asked, by, now)
    return AskedPeople(asked, refused, send.id)


async def ask_after(
    terms: Terms,
    session: AsyncSession,
    text: WrittenText,
    contact_ids: Collection[str],
    occasion: str,
    now: datetime,
) -> AskedPeople | NotAsked:
    """Ask these people after an event, in the survey's wave of this quarter; or say why nobody."""
    head = terms.surveys.head(text)
    if why := never_after_events(head):
        return why
    today = now.astimezone(ZoneInfo(terms.zone)).date()
    wave = await occasions.wave_of_quarter(session, text, head, now, (today, terms.zone))
    if wave.state != "open" or wave.closes_at <= now:
        return NotAsked.CLOSED
    return await ask_people(terms, session, wave, contact_ids, now, occasion=occasion)


def never_after_events(head: SurveyHead) -> NotAsked | None:
    """Say why a survey is never asked after an event; None where it may be.

    Who answered an anonymous one would be known by when it happened. One about the relationship
    asks how all of it is: right after an event it would tell of that.
    """
    if head.promise == ANONYMOUS:
        return NotAsked.ANONYMOUS
    return NotAsked.RELATIONSHIP if head.kind != EVENT else None


async def _refusals(
    terms: Terms,
    session: AsyncSession,
    of: tuple[Wave, SurveyHead, str],
    contact_ids: Collection[str],
    now: datetime,
) -> dict[str, Refusal]:
    """Find who may not be asked now: what was asked already, then all that keeps a survey off."""
    wave, head, occasion = of
    found = await audiences.named(session, contact_ids, head.topic, terms.platforms)
    already = await occasions.asked_before(session, wave, contact_ids, occasion)
    kept = await _kept_off(session, wave, contact_ids, now)
    pushed = await pushes.around(session, [_Row(who) for who in contact_ids], now)
    refused = {who: Refusal(Skip.INACTIVE) for who in contact_ids}
    for person in found:
        who = person.contact_id
        del refused[who]
        share = pushed[who].share(SURVEY, now) if who in pushed else 0
        standing = _standing(person, head, kept.get(who), share)
        skip = reason_to_skip(standing, budget=terms.budget, catch_up=CATCH_UP)
        if who in already:
            refused[who] = Refusal(Refused.ALREADY)
        elif person.partner_id is None:
            refused[who] = Refusal(Refused.OURS)
        elif skip is not None:
            until = kept[who].until if who in kept and kept[who].why is skip else None
            refused[who] = Refusal(skip, until)
    return refused


async def _kept_off(
    session: AsyncSession, wave: Wave, contact_ids: Collection[str], now: datetime
) -> dict[str, Refusal]:
    """Return what surveys have against asking some of these: recontact, or a case of theirs."""
    again = await recontact.asked_again_from(session, wave, contact_ids)
    found = {who: Refusal(Skip.ASKED_LATELY, until) for who, until in again.items() if until > now}
    if wave.kind == EVENT:
        first = await recontact.asked_of_relationship(session, contact_ids, now)
        found |= {who: Refusal(Skip.RELATIONSHIP_FIRST, until) for who, until in first.items()}
    complained = await cases.open_case_of(session, contact_ids)
    return found | {who: Refusal(Skip.OPEN_CASE) for who in complained}


def _standing(person: Person, head: SurveyHead, against: Refusal | None, pushes: int) -> Standing:
    why = against.why if against is not None else None
    return Standing(
        active=person.active,
        opted_out=person.opted_out,
        muted=person.muted,
        partner_muted=person.partner_muted,
        agreed=person.agreed or not head.audience.consent,
        objection=why if isinstance(why, Skip) else None,
        reachable=person.rung is not None,
        pushes=pushes,
    )


def opening(
    wave: Wave, text: WrittenText, head: SurveyHead, meant: Audience | Named, now: datetime
) -> Opening:
    """Return the send by which a wave asks these now, for no cadence promised it."""
    return Opening(
        kind=WaveSend.name,
        subject=wave.id,
        text_id=text.id,
        title=head.title,
        topic=head.topic,
        audience=meant,
        due_at=now,
        catch_up=CATCH_UP,
        priority=WaveSend.priority,
    )
