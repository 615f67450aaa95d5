"""Finds what a person triggers in what the subjects bring; here every surprise ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import TypeVar, assert_never

import structlog

from bot import every_table  # noqa: F401 - erasing looks into every table there is
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
        sections = tuple(section for subject in subjects for section in subject.sections)
        self._context = replace(context, commands=self._commands, sections=sections)
        self._presses = _merged(subject.presses for subject in subjects)
        self._forms = _merged(subject.forms for subject in subjects)
        self._strange_presses = _merged(subject.strange_presses for subject in subjects)
        self._strange_forms = _merged(subject.strange_forms for subject in subjects)
        self._take_numbers = [s.takes_number for s in subjects if s.takes_number]
        [self._question] = [s.question for s in subjects if s.question]

    async def dispatch(self, event: Event) -> Reply:
        """Carry out an event and return what to answer; never raises but to be cancelled."""
        reference = token_hex(4)
        reader = self._context.for_reader(event.origin.language)
        with structlog.contextvars.bound_contextvars(
            kind=type(event).__name__, platform=event.origin.platform, reference=reference
        ):
            try:
                asker = await self._asker(event)
                reader = self._context.for_reader(asker.language) if asker else reader
                reply = await self._route(reader, asker, event)
            except ActionUnreadable:
                log.warning("event_refused", reason="action unreadable")
                reply = _notice(reader, "outdated", reference=reference)
            except Exception:
                log.exception("event_failed")
                if event.inbox_id is not None:
                    await self._give_up(event.inbox_id, reference)
                reply = _notice(reader, "surprise", reference=reference)
            else:
                log.info("event_answered")
            return _bound(reader, reply)

    async def _asker(self, event: Event) -> Principal | None:
        """Return who did this; a platform's own news is nobody's."""
        match event:
            case InstallationRemoved() | ProfileChanged() | AddressBounced():
                return None
            case _:
                return await identify(self._context, event.origin)

    async def _route(self, context: Context, asker: Principal | None, event: Event) -> Reply:
        match event:
            case InstallationRemoved():
                return await keep_in_step.remove_installation(context, event)
            case ProfileChanged():
                return await keep_in_step.change_profile(context, event)
            case AddressBounced():
                return await take_bounces.take_bounce(context, event)
            case Said() | ActionPressed() | FormSubmitted() | HomeOpened():
                if asker is None:
                    return await self._meet(context, event)
                return await self._answer(context, asker, event)
            case _:
                assert_never(event)

    async def _answer(
        self,
        context: Context,
        asker: Principal,
        event: Said | ActionPressed | FormSubmitted | HomeOpened,
    ) -> Reply:
        match event:
            case Said():
                return await self._hear(context, asker, event)
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

    async def _hear(self, context: Context, asker: Principal, event: Said) -> Reply:
        """Do what plain words mean, in their one order."""
        mine = [c for c in self._commands if c.means_something_to(asker)]
        known = {word: command for command in mine for word in (command.word, *command.also)}
        patterns = {word: command.more for word, command in known.items()}
        meant = meaning(event.text, patterns)
        match meant:
            case CommandMeant():
                command = known[meant.word]
                said = _words(event, f"{command.word} {meant.rest}".strip())
                return await command.handler(context, asker, said)
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

    async def _meet(
        self, context: Context, event: Said | ActionPressed | FormSubmitted | HomeOpened
    ) -> Reply:
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


def _bound(reader: Context, reply: Reply) -> Reply:
    """Say of every part of a reply which language it is in; one that says so itself is kept."""
    if reply.language:
        return reply
    return reply.in_language(reader.wording.language.tag)


def _notice(context: Context, key: str, **values: str) -> Reply:
    say = context.wording.say
    return Reply((notice(say(f"{key}_title", **values), say(key, **values)),))
