"""Finds what a person triggers in what the subjects bring; here every surprise ends."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Any, TypeVar, assert_never

import structlog

from bot import every_table  # noqa: F401 - erasing looks into every table there is
from bot.beat.usecases import follow_words, take_bounces
from bot.context import Context
from bot.entries import Subject
from bot.errors import ActionUnreadable, DatabaseTrouble, RequestTaken
from bot.event import (
    ActionPressed,
    AddressBounced,
    Arrived,
    Event,
    FormSubmitted,
    HomeOpened,
    InstallationRemoved,
    Mailed,
    PersonJoined,
    PlaceChanged,
    ProfileChanged,
    Reply,
    Said,
    SaidOtherwise,
    has_figures,
)
from bot.message import notice
from bot.people.identity import Identified, identify
from bot.people.usecases import find_the_way, greet, introduce_oneself, keep_in_step
from bot.plain_words import PlainWords
from bot.principal import Principal
from bot.store.fence import ensure_sure, note_done
from bot.store.inbox import mark_failed
from bot.subjects import SUBJECTS

log = structlog.get_logger()

Handler = TypeVar("Handler")
News = Callable[[Any, Any], Awaitable[Reply]]

NEWS: Mapping[type[Event], News] = {
    InstallationRemoved: keep_in_step.remove_installation,
    ProfileChanged: keep_in_step.change_profile,
    PersonJoined: keep_in_step.expect,
    PlaceChanged: keep_in_step.follow_place,
    AddressBounced: take_bounces.take_bounce,
}
"""What a platform says by itself, and who takes it."""


class Router:
    """Finds the one handler for an event; every surprise ends here as a kind sentence."""

    def __init__(self, context: Context, subjects: Sequence[Subject] = SUBJECTS) -> None:
        self._context = context.bringing(subjects)
        self._presses = _merged(subject.presses for subject in subjects)
        self._forms = _merged(subject.forms for subject in subjects)
        self._strange_presses = _merged(subject.strange_presses for subject in subjects)
        self._strange_forms = _merged(subject.strange_forms for subject in subjects)
        [self._strange_words] = [s.strange_words for s in subjects if s.strange_words]
        self._words = PlainWords(subjects)

    async def dispatch(self, event: Event) -> Reply:
        """Carry out an event and return what to answer.

        It raises where the database is in trouble, and then nothing was done, where another
        process answers in our place, and when it is cancelled.
        """
        reference = token_hex(4)
        reader = self._context.for_reader(event.origin.language)
        with structlog.contextvars.bound_contextvars(
            kind=type(event).__name__, platform=event.origin.platform, reference=reference
        ):
            try:
                met = await self._asker(event)
                asker = met.person if met else None
                reader = self._context.for_reader(asker.language) if asker else reader
                reply = await self._route(reader, asker, event)
                if met and met.told:
                    reply = replace(reply, messages=(*met.told, *reply.messages))
            except RequestTaken:
                raise
            except ActionUnreadable:
                log.warning("event_refused", reason="action unreadable")
                reply = _notice(reader, "outdated", reference=reference)
            except DatabaseTrouble:
                # Whoever works on the request comes again with it.
                raise
            except Exception:
                log.exception("event_failed")
                if event.inbox_id is not None:
                    await self._give_up(event.inbox_id, reference)
                reply = _notice(reader, "surprise", reference=reference)
            else:
                log.info("event_answered")
            await ensure_sure(self._context.database, event.inbox_id)
            return _bound(reader, self._where_figures_may_be(event, reply))

    def _where_figures_may_be(self, event: Event, reply: Reply) -> Reply:
        """Have figures said to the asker apart, where the owner wants none before others."""
        is_meant = self._context.programme.figures_apart and not event.origin.private
        return replace(reply, apart=True) if is_meant and has_figures(reply) else reply

    async def _asker(self, event: Event) -> Identified | None:
        """Return who did this; a platform's own news is nobody's."""
        match event:
            case (
                Said()
                | SaidOtherwise()
                | ActionPressed()
                | FormSubmitted()
                | HomeOpened()
                | Arrived()
            ):
                return await identify(self._context, event.origin)
            case _:
                return None

    async def _route(self, context: Context, asker: Principal | None, event: Event) -> Reply:
        match event:
            case Said() | ActionPressed() | FormSubmitted() | HomeOpened():
                if asker is None:
                    return await self._meet(context, event)
                return await self._answer(context, asker, event)
            case SaidOtherwise():
                return await follow_words.follow(context, asker, event) if asker else Reply()
            case Arrived():
                return await greet.greet(context, asker, event)
            case Mailed():
                return await self._words.open_letter(context, event)
            case (
                InstallationRemoved()
                | ProfileChanged()
                | PersonJoined()
                | PlaceChanged()
                | AddressBounced()
            ):
                return await NEWS[type(event)](context, event)
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
                return await self._words.hear(context, asker, event)
            case ActionPressed():
                word = event.action.name
                if not self._words.means_something(word, asker):
                    return await self._words.ask(context, asker, event, word)
                return await _known(self._presses, word)(context, asker, event)
            case FormSubmitted():
                return await _known(self._forms, event.action.name)(context, asker, event)
            case HomeOpened():
                return await find_the_way.show_home(context, asker, event)
            case _:
                assert_never(event)

    async def _meet(
        self, context: Context, event: Said | ActionPressed | FormSubmitted | HomeOpened
    ) -> Reply:
        match event:
            case ActionPressed() if event.action.name in self._strange_presses:
                return await self._strange_presses[event.action.name](context, event)
            case Said():
                return await self._strange_words(context, event)
            case FormSubmitted() if event.action.name in self._strange_forms:
                return await self._strange_forms[event.action.name](context, event)
            case _:
                return await introduce_oneself.meet(context, event)

    async def _give_up(self, inbox_id: str, reference: str) -> None:
        try:
            async with self._context.database.begin() as session:
                await mark_failed(session, inbox_id, reference)
            note_done(inbox_id)
        except RequestTaken:
            raise
        except Exception:
            log.exception("inbox_row_left_waiting", inbox_id=inbox_id)


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
