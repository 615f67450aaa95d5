"""The kind of send that brings a text to its author alone, before it goes to anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.ports import Texts
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import WrittenText
from bot.beat.store import sends
from bot.beat.store.sends import Opening
from bot.errors import NothingFound
from bot.language import Wording
from bot.message import Message, paragraph
from bot.people.store.place_tables import Address
from bot.principal import Principal, Role
from bot.store.sessions import AsyncSession

TEST = "test"
GOOD_FOR = timedelta(hours=1)


class AuthorsTest(SendKind[WrittenText | None]):
    """Brings a text to whoever tries it, at one address of theirs and as a reader in one role.

    Its subject has both. It is no edition: no slot is filled by it, and what it brought counts
    for nobody.
    """

    name = TEST
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET})

    def __init__(self, texts: Texts, wording: Wording) -> None:
        self._texts, self._wording = texts, wording

    async def addresses(self, session: AsyncSession, subject: str) -> Mapping[str, str]:
        """Return the address at which it is tried."""
        address = await session.get(Address, _read(subject)[0])
        return {address.contact_id: address.id} if address is not None else {}

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[WrittenText | None]]:
        """Take the text each send was opened with."""
        del session, now
        return {
            one.delivery_id: Material(one.text, None if one.text else Skip.NOTHING_TO_SAY)
            for one in asked
        }

    async def compose(self, asked: Asked, content: WrittenText | None) -> Message:
        """Write it as a reader in that role has it, with a title that says what it is."""
        reader = asked.recipient
        if content is None or not isinstance(reader, Principal):
            raise NothingFound("a test is of a text, and for a person")
        role = _read(asked.subject)[1]
        message = await self._texts.edition(content, replace(reader, role=role))
        say = self._wording.in_language(reader.language).say
        above = paragraph(say("test_above", role=say(f"role_{role}")), quiet=True)
        title = say("test_title", title=message.title)
        return replace(message, title=title, elements=(above, *message.elements))


async def open_test(
    session: AsyncSession,
    text: WrittenText,
    title: str,
    who: Principal,
    at: tuple[str, Role],
    now: datetime,
) -> None:
    """Open the send of a test to somebody, at this address and in this role."""
    address_id, role = at
    opening = Opening(
        kind=TEST,
        subject=f"{address_id} {role}",
        title=title,
        text_id=text.id,
        audience=Named(contacts=frozenset({who.contact_id})),
        due_at=now,
        catch_up=GOOD_FOR,
        priority=OWED,
    )
    await sends.open_send(session, opening, now)


def _read(subject: str) -> tuple[str, Role]:
    address_id, _, role = subject.rpartition(" ")
    return address_id, Role(role)
