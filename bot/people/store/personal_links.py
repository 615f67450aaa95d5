"""Personal links: what a token opens, for whom, and until when; only its hash is kept."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

import structlog
from sqlalchemy import select

from bot.errors import MessageUnreadable
from bot.event import Origin
from bot.language import ENGLISH, Titles
from bot.message import Message
from bot.people.store.people import is_met_at, reading_language
from bot.people.store.place_tables import Address, Installation, PersonalLink
from bot.people.store.tables import Contact, Partner
from bot.ports import Destination, MailLinks, OpenedLink
from bot.store.encoding import decode, encode
from bot.store.sessions import AsyncSession, Database

log = structlog.get_logger()

TOKEN_BYTES = 16
TOKEN_LIMIT = 64
"""Characters; what is longer is none of our tokens and is not looked up."""
PAGE, UNSUBSCRIBE = "page", "unsubscribe"
KEPT = {PAGE: timedelta(days=90), UNSUBSCRIBE: timedelta(days=400)}
"""How long a link works: an answer has its season, a way out is for good as mail goes."""

AboutOf = Callable[[AsyncSession, str], Awaitable[tuple[str, str]]]
"""Finds a delivery's kind and topic; empty where no send brought it, or there is no topic."""


AnswersOf = Callable[[AsyncSession, str], Awaitable[tuple[bool, str]]]
"""Says whether a delivery takes answers, and whose address answers it where they are not read."""


async def no_answers(_session: AsyncSession, _delivery_id: str) -> tuple[bool, str]:
    """Say that nobody answers."""
    return False, ""


class StoredLinks:
    """Makes links and opens them; they age by the machine's own time."""

    def __init__(
        self,
        database: Database,
        topics: Titles,
        about_of: AboutOf,
        answers_of: AnswersOf = no_answers,
    ) -> None:
        self._database, self._topics, self._about_of = database, topics, about_of
        self._answers_of = answers_of

    async def issue(self, to: Destination, delivery_id: str, offer: Message | None) -> MailLinks:
        """Make the links of one mail; `offer` is the part of it that can be acted on."""
        async with self._database.begin() as session:
            kind, topic = await self._about_of(session, delivery_id)
            takes_replies, answered_by = await self._answers_of(session, delivery_id)
            contact_id, address_id = await _reader(session, to)
            page = unsubscribe = ""
            if offer is not None and address_id:
                page = _add(session, PAGE, (contact_id, address_id), topic, encode(offer))
            if topic and address_id:
                unsubscribe = _add(session, UNSUBSCRIBE, (contact_id, address_id), topic, "")
        language = offer.language if offer is not None else ENGLISH.tag
        title = self._title(topic, language)
        return MailLinks(page, unsubscribe, topic, title, kind, takes_replies, answered_by)

    async def open(self, kind: str, token: str) -> OpenedLink | None:
        """Return where a link of this kind leads; unknown, expired and unreadable look alike."""
        if not token or len(token) > TOKEN_LIMIT:
            return None
        async with self._database.read() as session:
            found = await session.execute(
                select(PersonalLink, Address, Installation.external_id, reading_language())
                .join(Contact, Contact.id == PersonalLink.contact_id)
                .outerjoin(Partner, Partner.id == Contact.partner_id)
                .join(Address, Address.id == PersonalLink.address_id)
                .join(Installation, Installation.id == Address.installation_id)
                .where(
                    PersonalLink.hash == _hash(token),
                    PersonalLink.kind == kind,
                    PersonalLink.expires_at > datetime.now(UTC),
                    # An address that is another person's by now opens nothing of the first.
                    Address.contact_id == PersonalLink.contact_id,
                )
            )
            row = found.one_or_none()
        if row is None:
            return None
        link, address, installation, language = row
        try:
            message = decode(link.message) if link.message else None
        except MessageUnreadable as problem:
            log.warning("link_unreadable", link_id=link.hash[:32], reason=str(problem))
            return None
        return OpenedLink(
            id=link.hash[:32],
            origin=Origin(address.platform, installation, address.external_id),
            topic=link.topic,
            topic_title=self._title(link.topic, language),
            message=message,
            language=language,
        )

    def _title(self, topic: str, language: str) -> str:
        return self._topics.in_language(language).get(topic, topic)


async def give(session: AsyncSession, origin: Origin, contact_id: str, offer: Message) -> str:
    """Make a link for whoever asks from there, and return its token; empty if nobody is there."""
    theirs = select(Address.id).where(is_met_at(origin), Address.contact_id == contact_id)
    address_id = await session.scalar(theirs.limit(1))
    if address_id is None:
        return ""
    return _add(session, PAGE, (contact_id, address_id), "", encode(offer))


async def _reader(session: AsyncSession, to: Destination) -> tuple[str, str]:
    found = await session.execute(
        select(Address.contact_id, Address.id).where(
            Address.platform == to.platform,
            Address.installation_id == to.installation_id,
            Address.external_id == to.external_id,
        )
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else ("", "")


def _add(
    session: AsyncSession, kind: str, reader: tuple[str, str], topic: str, message: str
) -> str:
    token, now = token_urlsafe(TOKEN_BYTES), datetime.now(UTC)
    contact_id, address_id = reader
    session.add(
        PersonalLink(
            hash=_hash(token),
            kind=kind,
            contact_id=contact_id,
            address_id=address_id,
            topic=topic,
            message=message,
            created_at=now,
            expires_at=now + KEPT[kind],
        )
    )
    return token


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
