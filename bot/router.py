"""The one table of everything a person can trigger, and the edge where surprises end."""

import re
from collections.abc import Awaitable, Callable
from secrets import token_hex
from typing import TypeVar, assert_never

import structlog

from bot.context import Context
from bot.domain import settling
from bot.domain.people import Principal
from bot.errors import ActionUnreadable
from bot.event import (
    ActionPressed,
    AddressBounced,
    Event,
    FormSubmitted,
    HomeOpened,
    InstallationRemoved,
    ProfileChanged,
    Reply,
    Said,
)
from bot.identity import identify
from bot.message import notice
from bot.store.inbox import mark_failed
from bot.usecases import (
    answer_survey,
    ask,
    find_the_way,
    introduce_oneself,
    keep_in_step,
    look_people_up,
    settle_links,
    take_bounces,
)

log = structlog.get_logger()

Handler = TypeVar("Handler")

Words = Callable[[Context, Principal, Said], Awaitable[Reply]]
Press = Callable[[Context, Principal, ActionPressed], Awaitable[Reply]]
Filled = Callable[[Context, Principal, FormSubmitted], Awaitable[Reply]]
StrangePress = Callable[[Context, ActionPressed], Awaitable[Reply]]
StrangeForm = Callable[[Context, FormSubmitted], Awaitable[Reply]]


async def _nps(context: Context, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Ask a partner for their score; show the vendor's people the programme's."""
    if asker.is_vendor:
        return await ask.ask(context, asker, Said(event.origin, "nps", event.inbox_id))
    return await answer_survey.show_nps(context, asker, event)


COMMANDS: dict[str, Words] = {
    "nps": _nps,
    "help": find_the_way.help_out,
    "home": find_the_way.show_home,
}
"""What these words do; any other text is a question."""

FIRST_WORDS: dict[str, Words] = {
    "coverage": look_people_up.show_coverage,
    **dict.fromkeys(settling.WORDS, settle_links.settle),
}
"""What these words do with all that follows them."""

WHO_IS = re.compile(r"who is \S+@\S+", re.IGNORECASE)

NAMES = ("drumbeat", "metrics")
"""Words that call us and are no part of what is said; "metrics" always asks a question."""

ACTIONS: dict[str, Press] = {
    "nps": _nps,
    "score": answer_survey.give_score,
    "why": answer_survey.ask_why,
    "ask": ask.press,
    "help": find_the_way.help_out,
    "home": find_the_way.show_home,
    "mute": find_the_way.mute_topic,
    "unmute": find_the_way.unmute_topic,
    "reach": find_the_way.reach_here,
    "coverage": look_people_up.show_coverage,
    "introduce": find_the_way.show_home,
    "code": find_the_way.show_home,
}

FORMS: dict[str, Filled] = {
    "reason": answer_survey.give_reason,
    "introduce": find_the_way.show_home,
    "code": find_the_way.show_home,
}


async def _settle(context: Context, event: FormSubmitted) -> Reply:
    """Take a code; whom it makes known sees their home page."""
    known = await introduce_oneself.redeem_code(context, event)
    if isinstance(known, Reply):
        return known
    return await find_the_way.show_home(context, known, event)


STRANGE_ACTIONS: dict[str, StrangePress] = {
    "introduce": introduce_oneself.ask_for_email,
    "code": introduce_oneself.ask_for_code,
}
"""All that somebody unknown may press; anything else says that we have not met."""

STRANGE_FORMS: dict[str, StrangeForm] = {
    "introduce": introduce_oneself.send_code,
    "code": _settle,
}


class Router:
    """Finds the one handler for an event; every surprise ends here as a kind sentence."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def dispatch(self, event: Event) -> Reply:
        """Carry out an event and return what to answer; never raises but to be cancelled."""
        context = self._context
        reference = token_hex(4)
        with structlog.contextvars.bound_contextvars(
            kind=type(event).__name__, platform=event.origin.platform, reference=reference
        ):
            try:
                reply = await self._route(event)
            except ActionUnreadable:
                log.warning("event_refused", reason="action unreadable")
                return _notice(context, "outdated", reference=reference)
            except Exception:
                log.exception("event_failed")
                if event.inbox_id is not None:
                    await self._give_up(event.inbox_id, reference)
                return _notice(context, "surprise", reference=reference)
            log.info("event_answered")
            return reply

    async def _route(self, event: Event) -> Reply:
        context = self._context
        match event:
            case InstallationRemoved():
                return await keep_in_step.remove_installation(context, event)
            case ProfileChanged():
                return await keep_in_step.change_profile(context, event)
            case AddressBounced():
                return await take_bounces.take_bounce(context, event)
            case Said() | ActionPressed() | FormSubmitted() | HomeOpened():
                asker = await identify(context, event.origin)
                if asker is None:
                    return await _meet(context, event)
                return await self._answer(asker, event)
            case _:
                assert_never(event)

    async def _answer(
        self, asker: Principal, event: Said | ActionPressed | FormSubmitted | HomeOpened
    ) -> Reply:
        context = self._context
        match event:
            case Said():
                said, handler = _read(event)
                return await handler(context, asker, said)
            case ActionPressed():
                return await _known(ACTIONS, event.action.name)(context, asker, event)
            case FormSubmitted():
                return await _known(FORMS, event.action.name)(context, asker, event)
            case HomeOpened():
                return await find_the_way.show_home(context, asker, event)
            case _:
                assert_never(event)

    async def _give_up(self, inbox_id: str, reference: str) -> None:
        try:
            async with self._context.database.begin() as session:
                await mark_failed(session, inbox_id, reference)
        except Exception:
            log.exception("inbox_row_left_waiting", inbox_id=inbox_id)


def _read(event: Said) -> tuple[Said, Words]:
    text = " ".join(event.text.replace("\u00a0", " ").split()).removeprefix("/")
    first, _, rest = text.partition(" ")
    if first.casefold() in NAMES:
        text = rest or "help"
    handler = _handler(text)
    if first.casefold() == "metrics" and rest:
        handler = ask.ask
    return Said(event.origin, text, event.inbox_id), handler


def _handler(text: str) -> Words:
    if WHO_IS.fullmatch(text):
        return look_people_up.who_is
    whole, first = text.casefold(), text.casefold().partition(" ")[0]
    return COMMANDS.get(whole or "help") or FIRST_WORDS.get(first) or ask.ask


def _known(table: dict[str, Handler], name: str) -> Handler:
    handler = table.get(name)
    if handler is None:
        raise ActionUnreadable
    return handler


async def _meet(
    context: Context, event: Said | ActionPressed | FormSubmitted | HomeOpened
) -> Reply:
    match event:
        case ActionPressed() if event.action.name in STRANGE_ACTIONS:
            return await STRANGE_ACTIONS[event.action.name](context, event)
        case FormSubmitted() if event.action.name in STRANGE_FORMS:
            return await STRANGE_FORMS[event.action.name](context, event)
        case _:
            return await introduce_oneself.meet(context, event)


def _notice(context: Context, key: str, **values: str) -> Reply:
    say = context.wording.say
    return Reply((notice(say(f"{key}_title", **values), say(key, **values)),))
