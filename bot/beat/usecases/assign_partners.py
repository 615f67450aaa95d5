"""Say who looks after which partner, and hand over what was somebody's: administrators only."""

from dataclasses import dataclass
from typing import assert_never

import structlog

from bot.beat.store import cadences
from bot.context import Context
from bot.event import Reply, Said
from bot.message import Message
from bot.people.cards import settling as cards
from bot.people.rules.handing import Appoint, Assignment, HandOver, Post, read_assignment
from bot.people.rules.linking import read_email
from bot.people.store import charges, partnerships
from bot.people.store.tables import Contact
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

FORMS = ("assign_hand_over", "assign_manager", "assign_deputy")
APPOINTED = {Post.MANAGER: "assigned_manager", Post.DEPUTY: "assigned_deputy"}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Assigned:
    """What came of it, in words; `done` is false where nothing was changed."""

    message: Message
    done: bool = True


async def assign(context: Context, asker: Principal, event: Said) -> Reply:
    """Carry out an administrator's words; to everybody else it is a kind no."""
    if not may(asker, Right.SETTLE_PEOPLE):
        return cards.not_for_you(context)
    wanted = read_assignment(event.text)
    if wanted is None:
        return cards.forms(context, FORMS)
    async with context.work(event) as session:
        assigned = await carry_out(context, session, wanted, asker.contact_id)
    log.info("partners_assigned", by=asker.contact_id, done=assigned.done)
    return Reply((assigned.message,))


async def carry_out(
    context: Context, session: AsyncSession, wanted: Assignment, by: str
) -> Assigned:
    """Change one thing for `by`; whoever calls has seen to it that it may be changed."""
    match wanted:
        case HandOver():
            return await _hand_over(context, session, wanted, by)
        case Appoint():
            return await _appoint(context, session, wanted, by)
        case _:
            assert_never(wanted)


async def _hand_over(
    context: Context, session: AsyncSession, wanted: HandOver, by: str
) -> Assigned:
    leaver = await _contact(session, wanted.leaver)
    heir = await _contact(session, wanted.heir)
    if leaver is None or heir is None:
        return _refused(context, "settle_nobody")
    if heir.id == leaver.id or not heir.active or heir.partner_id != leaver.partner_id:
        return _refused(context, "assign_no_heir")
    now = context.clock.now()
    passed = await charges.hand_over(session, leaver.id, heir.id, by, now)
    rhythms = await cadences.hand_over(session, leaver.id, heir.id, by, now)
    return _done(
        context,
        "assigned_hand_over",
        old=leaver.name,
        new=heir.name,
        partners=str(passed.partners),
        deputies=str(passed.deputies),
        sponsors=str(passed.sponsors),
        cadences=str(rhythms),
    )


async def _appoint(context: Context, session: AsyncSession, wanted: Appoint, by: str) -> Assigned:
    partner = await partnerships.partner_named(session, wanted.partner)
    if partner is None:
        return _refused(context, "settle_no_partner")
    person = await _contact(session, wanted.email)
    if person is None or not person.active or person.partner_id is not None:
        return _refused(context, "assign_no_colleague")
    changes: dict[str, str | None] = {f"{wanted.post.value}_id": person.id}
    if wanted.post is Post.DEPUTY and partner.manager_id == person.id:
        return _refused(context, "assign_is_manager")
    await charges.give(session, partner.id, changes, by, context.clock.now())
    return _done(context, APPOINTED[wanted.post], name=person.name, partner=partner.name)


async def _contact(session: AsyncSession, words: str) -> Contact | None:
    email = read_email(words)
    return await charges.whose(session, email) if email is not None else None


def _done(context: Context, key: str, **values: str) -> Assigned:
    return Assigned(cards.settled(context, key, **values))


def _refused(context: Context, key: str) -> Assigned:
    return Assigned(cards.not_settled(context, key), done=False)
