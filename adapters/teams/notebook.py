"""Notes where people can be spoken to, and passes on what their clients say of their zone."""

from dataclasses import fields, replace

from adapters.teams.news import is_closing, is_farewell, place_news
from adapters.teams.payload import (
    PERSONAL,
    PLATFORM,
    Raw,
    conversation_of,
    zone_of,
)
from bot.event import Origin, ProfileChanged
from bot.ports import DISCONNECTED, Conversation, Conversations, Dispatch


class Notebook:
    """Writes only what is new, so that most activities cost one look-up."""

    def __init__(self, conversations: Conversations, dispatch: Dispatch) -> None:
        self._conversations = conversations
        self._dispatch = dispatch

    async def note(self, raw: Raw, origin: Origin) -> None:
        """Keep what an activity says of its conversation: that it is there, or is no more."""
        news = place_news(raw)
        if news is not None:
            await self._conversations.change(PLATFORM, origin.installation, *news)
        if is_farewell(raw) or is_closing(raw):
            return
        seen = conversation_of(raw, origin)
        known = await self._conversations.find(PLATFORM, origin.installation, seen.id)
        if known is not None and known.state == DISCONNECTED:
            # Who is left there may well speak; those it was shared with are gone all the same.
            seen = replace(seen, state=DISCONNECTED)
        if known is None or _merged(known, seen) != known:
            await self._conversations.note(seen)
        if seen.kind == PERSONAL:
            await self._follow(origin, known, seen.zone)
            return
        person = await self._conversations.with_person(PLATFORM, origin.installation, origin.user)
        if person is None:
            return
        zone, language = zone_of(raw) or person.zone, origin.language or person.language
        if (zone, language) != (person.zone, person.language):
            await self._conversations.note(replace(person, zone=zone, language=language))
            await self._follow(origin, person, zone)

    async def _follow(self, origin: Origin, before: Conversation | None, zone: str) -> None:
        """Say once that a person's zone or language is another than before."""
        language = origin.language
        moved = zone not in {"", before.zone if before else ""}
        speaks = language not in {"", before.language if before else ""}
        if moved or speaks:
            await self._dispatch(
                ProfileChanged(
                    origin, zone if moved else None, active=True, language=language or None
                )
            )


def _merged(known: Conversation, seen: Conversation) -> Conversation:
    told = {one.name: getattr(seen, one.name) for one in fields(seen)}
    return replace(known, **{name: value for name, value in told.items() if value})
