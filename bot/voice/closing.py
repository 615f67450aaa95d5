"""What follows a complaint: a case, its card before whoever sees to it, and a word to who spoke.

A score or a reason that was recorded is looked at in one place, `answered`. Who gave a bad one by
name has a case from then on; who answered under another promise has one only after they said that
they may be contacted; of an anonymous answer there never is one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.beat.cards.passing import called
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.store import exchanges, sends
from bot.beat.store.sends import Opening
from bot.beat.store.told import CASE_NEWS
from bot.people.store.charges import colleagues
from bot.principal import Principal
from bot.store.audit import PROGRAM
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext
from bot.voice.rules.cases import Deed, is_complaint
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.store import cases
from bot.voice.store.answers import Recorded
from bot.voice.store.case_sources import given
from bot.voice.store.case_tables import Case, CaseEvent
from bot.voice.store.case_views import CaseView
from bot.voice.store.cases import Clockwork, Complaint, Happening
from bot.voice.store.responses import Asked
from bot.voice.store.tables import Response

GOOD_FOR = timedelta(days=7)
SOON = timedelta(seconds=30)
"""So long a case waits for the words that often follow a score, before anybody is told of it."""
CASE, NEWS = "case", CASE_NEWS
"""The kinds of send that show a case to the vendor's people, and tell who complained of it."""
ANSWER = "response"
REPLY = "reply"
MESSAGE = "message"


async def answered(
    context: VoiceContext,
    session: AsyncSession,
    invitation: Asked,
    person: Principal,
    recorded: Recorded,
) -> None:
    """Look at what somebody has just answered: open a case, or note it in the one there is.

    Of a first answer that is no complaint nothing follows, and nothing is looked for.
    """
    if person.partner_id is None or invitation.promise == ANONYMOUS:
        return
    if recorded.is_first and not _complains(invitation, recorded.given.score):
        return
    response = await given(session, invitation.invitation_id)
    if response is None:
        return
    case = await cases.of_source(session, ANSWER, response.id)
    if case is not None:
        await _note(context, session, case, response.score, response.reason)
        return
    if not _complains(invitation, response.score):
        return
    earlier = await cases.unclosed_of(session, person.contact_id)
    if earlier is not None:
        await _note(context, session, earlier, response.score, response.reason)
        return
    complaint = _of_response(context, response, invitation, person.partner_id)
    await open_case(context, session, complaint, PROGRAM)


async def contact_me(
    context: VoiceContext, session: AsyncSession, invitation: Asked, person: Principal
) -> Case | None:
    """Open a case of an answer that was given in confidence, for its author says so."""
    if invitation.promise == ANONYMOUS or person.partner_id is None:
        return None
    response = await given(session, invitation.invitation_id)
    if response is None:
        return None
    known = await cases.of_source(session, ANSWER, response.id)
    if known is not None:
        return known
    complaint = _of_response(context, response, invitation, person.partner_id)
    return await open_case(context, session, complaint, PROGRAM)


async def open_case(
    context: VoiceContext, session: AsyncSession, complaint: Complaint, by: str
) -> Case | None:
    """Open a case and tell of it, once; None where one came of the same words before."""
    now = context.clock.now()
    clock = await clock_of(context, session, complaint.partner_id)
    case = await cases.open_case(session, clock, complaint, by, now)
    if case is None:
        return None
    on_duty = await exchanges.duty(session, complaint.partner_id, now)
    await show(context, session, case, on_duty.people, now + SOON)
    await tell(context, session, case, case.n, now + SOON)
    return case


async def move(
    context: VoiceContext, session: AsyncSession, case: Case, what: Happening
) -> CaseEvent | None:
    """Let something happen to a case that is held; None where it cannot follow."""
    clock = await clock_of(context, session, case.partner_id)
    return await cases.move(session, case, clock, what, context.clock.now())


async def clock_of(context: VoiceContext, session: AsyncSession, partner_id: str) -> Clockwork:
    """Return the clock by which a case of this partner is seen to."""
    policy, days_off = context.case_policy(), context.manners().days_off
    return await cases.clockwork(session, policy, days_off, partner_id, context.clock.now())


async def show(
    context: VoiceContext,
    session: AsyncSession,
    case: Case,
    people: Collection[str],
    at: datetime | None = None,
) -> None:
    """Bring a case before these people of the vendor's."""
    if people:
        meant = Named(contacts=frozenset(people))
        await _open(context, session, CASE, case.id, meant, at)


async def tell(
    context: VoiceContext,
    session: AsyncSession,
    case: Case,
    n: int,
    at: datetime | None = None,
) -> None:
    """Tell who complained what has happened to their case."""
    meant = Named(contacts=frozenset({case.contact_id}))
    await _open(context, session, NEWS, news_of(case.id, n), meant, at)


async def seen_to_by(
    session: AsyncSession, case: Case | CaseView, now: datetime
) -> tuple[str, ...]:
    """Return who sees to a case: whoever has it and is still here, else who is in charge."""
    known = await colleagues(session)
    owner = known.get(case.owner_id or "")
    if owner is not None and owner.is_present(now):
        return (owner.contact_id,)
    return (await exchanges.duty(session, case.partner_id, now)).people


async def called_for(
    context: VoiceContext, session: AsyncSession, case: Case, now: datetime
) -> str:
    """Return what whoever sees to a case is called."""
    return called(context.wording, await names_of(session, case, now))


async def names_of(session: AsyncSession, case: Case | CaseView, now: datetime) -> list[str]:
    """Return the names of who sees to a case; of several the first ones."""
    return await called_by_name(session, await seen_to_by(session, case, now))


async def called_by_name(session: AsyncSession, people: Sequence[str]) -> list[str]:
    """Return the names of these people of the vendor's; of several the first ones."""
    return [await exchanges.name_of(session, who) for who in people[:2]]


def news_of(case_id: str, n: int) -> str:
    """Name one thing that happened to a case, as the subject of a send."""
    return f"{case_id}:{n}"


async def _open(
    context: VoiceContext,
    session: AsyncSession,
    kind: str,
    subject: str,
    meant: Named,
    at: datetime | None,
) -> None:
    now = context.clock.now()
    opening = Opening(
        kind=kind,
        subject=subject,
        title=context.wording.say(f"{kind}_ledger"),
        audience=meant,
        due_at=at or now,
        catch_up=GOOD_FOR,
        priority=OWED,
    )
    await sends.open_send(session, opening, now)


async def _note(
    context: VoiceContext,
    session: AsyncSession,
    case: Case,
    score: int | None,
    words: str | None,
) -> None:
    """Note in a case what its author says by now; what stands there already is not said twice."""
    if (case.score, case.words) == (score, words or ""):
        return
    case.score, case.words = score, words or case.words
    await move(context, session, case, Happening(Deed.NOTED, case.contact_id, words, score))


def _complains(invitation: Asked, score: int | None) -> bool:
    """Say whether an answer opens a case by itself: a bad one, under its author's name."""
    return invitation.is_named and is_complaint(invitation.measures, score)


def _of_response(
    context: VoiceContext, response: Response, invitation: Asked, partner_id: str
) -> Complaint:
    head = context.surveys.head(invitation.text) if invitation.text is not None else None
    return Complaint(
        source=ANSWER,
        source_id=response.id,
        contact_id=response.contact_id,
        partner_id=partner_id,
        about=head.title if head is not None else "",
        words=response.reason or "",
        score=response.score,
    )
