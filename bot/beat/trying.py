"""The kind of send that brings a text to its author alone, before it goes to anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.beat.context import BeatContext
from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.ports import Texts
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.recipients import recipient_id
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import WrittenText
from bot.beat.store import sends
from bot.beat.store.sends import Opening
from bot.errors import ContentInvalid, NothingFound
from bot.language import Wording
from bot.message import Message, paragraph
from bot.people.rules.charge import Presenter
from bot.people.store.place_tables import Address
from bot.people.store.presenting import an_example
from bot.people.store.rungs import Rung, rungs_of
from bot.principal import Principal, Role
from bot.store.sessions import AsyncSession

TEST = "test"
GOOD_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tried:
    """The text, and from whom a partner of this name would hear it; nobody is the programme."""

    text: WrittenText | None
    partner: str = ""
    presenter: Presenter | None = None


class AuthorsTest(SendKind[Tried]):
    """Brings a text to whoever tries it, at one address of theirs and as a reader in one role.

    Its subject has both. What comes from each partner's manager comes as from the author to a
    partner of theirs, or from whoever looks after another. It is no edition: no slot is filled
    by it, and what it brought counts for nobody.
    """

    name = TEST
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET})

    def __init__(self, texts: Texts, wording: Wording) -> None:
        self._texts, self._wording = texts, wording

    async def addresses(self, session: AsyncSession, subject: str) -> Mapping[str, str]:
        """Return the address at which it is tried."""
        return await address_of(session, _read(subject)[0])

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Tried]]:
        """Take the text each send was opened with, and who would say it."""
        return {
            one.delivery_id: Material(
                await self._tried(session, one, now), None if one.text else Skip.NOTHING_TO_SAY
            )
            for one in asked
        }

    async def _tried(self, session: AsyncSession, one: Asked, now: datetime) -> Tried:
        try:
            if one.text is None or not self._texts.head(one.text).by_manager:
                return Tried(one.text)
        except ContentInvalid:
            return Tried(one.text)  # it ends its own delivery when it is written
        found = await an_example(session, recipient_id(one.recipient), now)
        return Tried(one.text, *found) if found else Tried(one.text)

    async def compose(self, asked: Asked, content: Tried) -> Message:
        """Write it as a reader in that role has it, with a title that says what it is."""
        reader = asked.recipient
        if content.text is None or not isinstance(reader, Principal):
            raise NothingFound("a test is of a text, and for a person")
        role = _read(asked.subject)[1]
        reader = replace(reader, role=role, partner_name=content.partner or reader.partner_name)
        message = await self._texts.edition(content.text, reader, content.presenter)
        say = self._wording.in_language(reader.language).say
        words = say("test_above", role=say(f"role_{role}"))
        if content.presenter is not None:
            from_whom = {"name": content.presenter.name, "partner": content.partner}
            words = f"{words} {say('test_above_sender', **from_whom)}"
        title = say("test_title", title=message.title)
        return replace(
            message, title=title, elements=(paragraph(words, quiet=True), *message.elements)
        )


async def address_of(session: AsyncSession, address_id: str) -> Mapping[str, str]:
    """Return the address at which something is tried, by whose it is."""
    address = await session.get(Address, address_id)
    return {address.contact_id: address.id} if address is not None else {}


async def addresses_of(
    context: BeatContext, session: AsyncSession, asker: Principal
) -> list[tuple[Rung, str]]:
    """Return where somebody can be reached, each place by its name."""
    found = await rungs_of(session, asker.contact_id, context.messengers)
    say = context.wording.say
    return [
        (rung, say(f"platform_{rung.platform}") + (f" ({name})" if name else ""))
        for rung, name in found
    ]


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
