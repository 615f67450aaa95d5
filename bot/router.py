"""Finds what a person triggers in what the subjects bring; here every surprise ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import TypeVar, assert_never

import structlog

from bot.beat.usecases import take_bounces
from bot.context import Context
from bot.entries import Subject
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
from bot.message import notice
from bot.order_of_words import CommandMeant, NumberMeant, QuestionMeant, meaning, tidied
from bot.people.identity import identify
from bot.people.usecases import find_the_way, introduce_oneself, keep_in_step
from bot.principal import Principal
from bot.store.inbox import mark_failed
from bot.subjects import SUBJECTS

log = structlog.get_logger()

Handler = TypeVar("Handler")


class Router:
    """Finds the one handler for an event; every surprise ends here as a kind sentence."""

    def __init__(self, context: Context, subjects: Sequence[Subject] = SUBJECTS) -> None:
        self._commands = tuple(c for subject in subjects for c in subject.commands)
        self._context = replace(context, commands=self._commands)
        self._presses = _merged(subject.presses for subject in subjects)
        self._forms = _merged(subject.forms for subject in subjects)
        self._strange_presses = _merged(subject.strange_presses for subject in subjects)
        self._strange_forms = _merged(subject.strange_forms for subject in subjects)
        self._take_numbers = [s.takes_number for s in subjects if s.takes_number]
        [self._question] = [s.question for s in subjects if s.question]

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
                    return await self._meet(event)
                return await self._answer(asker, event)
            case _:
                assert_never(event)

    async def _answer(
        self, asker: Principal, event: Said | ActionPressed | FormSubmitted | HomeOpened
    ) -> Reply:
        context = self._context
        match event:
            case Said():
                return await self._hear(asker, event)
            case ActionPressed():
                word = event.action.name
                if not self._means_something(word, asker):
                    return await self._question(context, asker, _words(event, word))
                return await _known(self._presses, word)(context, asker, event)
            case FormSubmitted():
                return await _known(self._forms, event.action.name)(context, asker, event)
            case HomeOpened():
                return await find_the_way.show_home(context, asker, event)
            case _:
                assert_never(event)

    async def _hear(self, asker: Principal, event: Said) -> Reply:
        """Do what plain words mean, in their one order."""
        context = self._context
        known = {c.word: c for c in self._commands if c.means_something_to(asker)}
        patterns = {word: command.more for word, command in known.items()}
        meant = meaning(event.text, patterns)
        match meant:
            case CommandMeant():
                said = _words(event, f"{meant.word} {meant.rest}".strip())
                return await known[meant.word].handler(context, asker, said)
            case NumberMeant():
                for takes in self._take_numbers:
                    reply = await takes(context, asker, event, meant.number)
                    if reply is not None:
                        return reply
                return await self._question(context, asker, _words(event, tidied(event.text)))
            case QuestionMeant():
                return await self._question(context, asker, _words(event, meant.text))
            case _:
                assert_never(meant)

    def _means_something(self, word: str, asker: Principal) -> bool:
        return all(c.means_something_to(asker) for c in self._commands if c.word == word)

    async def _meet(self, event: Said | ActionPressed | FormSubmitted | HomeOpened) -> Reply:
        context = self._context
        match event:
            case ActionPressed() if event.action.name in self._strange_presses:
                return await self._strange_presses[event.action.name](context, event)
            case FormSubmitted() if event.action.name in self._strange_forms:
                return await self._strange_forms[event.action.name](context, event)
            case _:
                return await introduce_oneself.meet(context, event)

    async def _give_up(self, inbox_id: str, reference: str) -> None:
        try:
            async with self._context.database.begin() as session:
                await mark_failed(session, inbox_id, reference)
        except Exception:
            log.exception("inbox_row_left_waiting", inbox_id=inbox_id)


def _words(event: Said | ActionPressed, text: str) -> Said:
    return Said(event.origin, text, event.inbox_id)


def _merged(brought: Iterable[Mapping[str, Handler]]) -> dict[str, Handler]:
    """Put entries together; one name means one thing."""
    merged: dict[str, Handler] = {}
    for entries in brought:
        twice = merged.keys() & entries.keys()
        if twice:
            raise ValueError(f"brought twice: {', '.join(sorted(twice))}")
        merged |= entries
    return merged


def _known(table: dict[str, Handler], name: str) -> Handler:
    handler = table.get(name)
    if handler is None:
        raise ActionUnreadable
    return handler


def _notice(context: Context, key: str, **values: str) -> Reply:
    say = context.wording.say
    return Reply((notice(say(f"{key}_title", **values), say(key, **values)),))
