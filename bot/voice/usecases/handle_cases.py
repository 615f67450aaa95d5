"""See to a case: take it, book a call, answer, give it to somebody else, say what was done."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.form import day_of, time_of
from bot.message import Message, notice
from bot.people.rules.office_hours import OPENS
from bot.people.store import people
from bot.people.store.charges import colleagues
from bot.principal import Permission, Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession
from bot.voice import closing
from bot.voice.cards import case_forms as forms
from bot.voice.cards import cases as cards
from bot.voice.context import VoiceContext
from bot.voice.rules.cases import Deed, may_follow
from bot.voice.store import case_views, cases, improvements
from bot.voice.store.case_tables import Case
from bot.voice.store.case_views import CaseView
from bot.voice.store.cases import Happening
from bot.voice.whole_cases import whole_case

Event = ActionPressed | FormSubmitted
SOON_ENOUGH = timedelta(minutes=30)
"""Business hours from now on until the call that a form offers."""


async def show(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show a case as it stands."""
    async with context.database.read() as session:
        card = await _card(context, session, asker, _named(event))
    return Reply((card,)) if card is not None else not_yours(context)


async def take(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Take a case: who complained hears from this person, by the moment that was promised."""
    async with context.work(event) as session:
        case = await _held(session, asker, event)
        if case is None:
            return not_yours(context)
        case.owner_id = asker.contact_id
        done = await closing.move(context, session, case, Happening(Deed.TOOK, asker.contact_id))
        return await _after(context, session, asker, case, is_done=done is not None)


async def ask_when(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks when the call will be; the next business hour is offered."""
    found = await _seen(context, asker, event, Deed.BOOKED)
    if isinstance(found, Reply):
        return found
    async with context.database.read() as session:
        clock = await closing.clock_of(context, session, found.partner_id)
    soon = clock.promise(context.clock.now(), SOON_ENOUGH)
    return Reply(
        form=forms.call_form(context.wording, found, soon.astimezone(ZoneInfo(asker.zone)))
    )


async def book(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Note when the call will be, and tell who complained."""
    say, now = context.wording.say, context.clock.now()
    day, at = day_of(event.values.get("day", "")), time_of(event.values.get("time", ""))
    if day is None:
        return Reply(errors={"day": say("case_call_day")})
    call = datetime.combine(day, at or OPENS, ZoneInfo(asker.zone)).astimezone(UTC)
    if call <= now:
        return Reply(errors={"day": say("case_call_over")})
    async with context.work(event) as session:
        case = await _held(session, asker, event)
        if case is None:
            return not_yours(context)
        case.owner_id = asker.contact_id
        what = Happening(Deed.BOOKED, asker.contact_id, until=call)
        return await _told(context, session, asker, case, what)


async def ask_for_words(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for words to who complained."""
    found = await _seen(context, asker, event, Deed.ANSWERED)
    if isinstance(found, Reply):
        return found
    return Reply(form=forms.words_form(context.wording, found))


async def answer(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Bring words to who complained, by their ladder; the case is in this person's hand then."""
    words = event.values.get("words", "").strip()
    if errors := forms.mistakes(context.wording, "words", words):
        return Reply(errors=errors)
    async with context.work(event) as session:
        case = await _held(session, asker, event)
        if case is None:
            return not_yours(context)
        case.owner_id = case.owner_id or asker.contact_id
        return await _told(
            context, session, asker, case, Happening(Deed.ANSWERED, asker.contact_id, words)
        )


async def ask_whom(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks who shall see to a case."""
    found = await _seen(context, asker, event, Deed.REASSIGNED)
    if isinstance(found, Reply):
        return found
    async with context.database.read() as session:
        known = await _who_may(session, context.clock.now(), found)
    return Reply(form=forms.colleague_form(context.wording, found, known))


async def reassign(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Give a case to somebody else, who is shown it; who complained hears who that is."""
    now = context.clock.now()
    async with context.work(event) as session:
        case = await _held(session, asker, event)
        if case is None:
            return not_yours(context)
        view = (await case_views.views(session, [case]))[0]
        chosen = event.values.get("who", "")
        if chosen not in {one.contact_id for one in await _who_may(session, now, view)}:
            raise ActionUnreadable
        case.owner_id = chosen
        what = Happening(Deed.REASSIGNED, asker.contact_id)
        reply = await _told(context, session, asker, case, what)
        await closing.show(context, session, case, [chosen])
        return reply


async def ask_what_was_done(
    context: VoiceContext, asker: Principal, event: ActionPressed
) -> Reply:
    """Open the form that asks for the cause, and for what was done."""
    found = await _seen(context, asker, event, Deed.SETTLED)
    if isinstance(found, Reply):
        return found
    return Reply(form=forms.settle_form(context.wording, found, context.case_policy()))


async def settle(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep cause and action, and ask who complained whether it is solved."""
    cause, action = event.values.get("cause", ""), event.values.get("action", "").strip()
    errors = forms.mistakes(context.wording, "action", action)
    if context.case_policy().cause(cause) is None:
        errors["cause"] = context.wording.say("case_cause_missing")
    if errors:
        return Reply(errors=errors)
    async with context.work(event) as session:
        case = await _held(session, asker, event)
        if case is None:
            return not_yours(context)
        case.owner_id = case.owner_id or asker.contact_id
        what = Happening(Deed.SETTLED, asker.contact_id, action, cause=cause)
        reply = await _told(context, session, asker, case, what)
        await improvements.roll_in(session, case)
        return reply


def not_yours(context: VoiceContext) -> Reply:
    """Say kindly whose cases are whose, and nothing of this one."""
    return Reply((cards.not_yours(context.wording),))


def _named(event: Event) -> str:
    arguments = event.action.arguments
    return arguments.get("c") or arguments.get("value", "")


async def _seen(
    context: VoiceContext, asker: Principal, event: Event, deed: Deed
) -> CaseView | Reply:
    """Return a case to which this may happen by this person now, or what to say instead."""
    async with context.database.read() as session:
        found = await case_views.view(session, _named(event))
        if found is None or not await case_views.may_see(session, asker, found):
            return not_yours(context)
        if may_follow(found.state, deed):
            return found
        return Reply(update=await _card(context, session, asker, found.id))


async def _held(session: AsyncSession, asker: Principal, event: Event) -> Case | None:
    """Return a case that this person may see to, and keep others from it."""
    case = await cases.held(session, _named(event))
    if case is None or not await case_views.may_see(session, asker, case):
        return None
    return case


async def _told(
    context: VoiceContext, session: AsyncSession, asker: Principal, case: Case, what: Happening
) -> Reply:
    """Let something happen to a case, and tell who complained."""
    event = await closing.move(context, session, case, what)
    if event is not None:
        await closing.tell(context, session, case, event.n)
    return await _after(context, session, asker, case, is_done=event is not None)


async def _after(
    context: VoiceContext, session: AsyncSession, asker: Principal, case: Case, *, is_done: bool
) -> Reply:
    """Show the card as it stands by now; what could not happen any more is said above it."""
    card = await _card(context, session, asker, case.id)
    if is_done:
        return context.owe(session, Reply(update=card))
    say = context.wording.say
    over = notice(say("case_moved_on_title"), say("case_moved_on"))
    return context.owe(session, Reply((over,), update=card))


async def _card(
    context: VoiceContext, session: AsyncSession, asker: Principal, case_id: str
) -> Message | None:
    whole = await whole_case(context, session, case_id, asker, context.clock.now())
    return cards.card(context.wording, whole, asker) if whole is not None else None


async def _who_may(session: AsyncSession, now: datetime, case: CaseView) -> tuple[Principal, ...]:
    """Return the vendor's people who may be given a case: whoever manages, and is here."""
    found = [
        one.contact_id
        for permission in (Permission.MANAGER, Permission.ADMINISTRATOR)
        for one in (await colleagues(session, permission)).values()
        if one.is_present(now) and one.contact_id != case.owner_id
    ]
    known = [await people.principal_by_id(session, one) for one in found]
    who = [one for one in known if one is not None and may(one, Right.SEE_PARTNER_PEOPLE)]
    return tuple(sorted(who, key=lambda one: one.name)[: forms.MOST_LISTED])
