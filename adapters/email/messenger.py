"""The way out by mail: one letter, handed to the relay once."""

import asyncio
from dataclasses import dataclass

import structlog
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from adapters.email.addresses import Links
from adapters.email.errors import RelayResting, meaning
from adapters.email.letter import Cover, Letter, Letterhead, write
from adapters.email.limits import ABILITIES
from adapters.email.offer import offer_of
from adapters.email.relay import COMMAND_SECONDS, Connections
from adapters.email.render import Foot, render
from bot import ports
from bot.errors import NotPermitted, NotPossible, NotSent, OutcomeUnknown
from bot.language import Wording
from bot.message import Message
from bot.pictures import Picture
from bot.ports import Destination, MailLinks, Presence, Receipt

log = structlog.get_logger(__name__)

DATA_SECONDS = 12.0
"""How long the relay may take to answer for a whole letter."""


@dataclass(frozen=True, slots=True)
class Office:
    """What every letter is written with."""

    head: Letterhead
    vendor: str
    imprint: tuple[str, ...]
    public_url: str
    links: ports.Links
    wording: Wording


class EmailMessenger:
    """Delivers by mail; raises only a `DeliveryProblem` or `MessageRejected`."""

    abilities = ABILITIES

    def __init__(self, office: Office, connections: Connections) -> None:
        self._office, self._connections = office, connections

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Hand one letter to the relay once; the receipt has its Message-ID."""
        letter = await self._written(to, message, delivery_id)
        try:
            async with self._connections.borrow() as client:
                await post(client, letter)
        except RelayResting as rest:
            log.warning("relay_resting", reason=str(rest), retry_after=rest.retry_after)
            raise
        return Receipt(letter.message_id, letter.recipient)

    async def amend(
        self, to: Destination, receipt: Receipt, message: Message, delivery_id: str
    ) -> Receipt:
        """Refuse: a letter is the reader's own once the relay has it."""
        del to, receipt, message, delivery_id
        raise NotPossible("Email: a letter cannot be changed once it is sent")

    async def retract(self, to: Destination, receipt: Receipt) -> None:
        """Refuse likewise; a correction is a letter of its own."""
        del to, receipt
        raise NotPossible("Email: a letter cannot be taken back once it is sent")

    async def presence(self, installation_id: str | None) -> Presence:
        """Say nothing: a relay is the operator's own, which may rest and is never gone."""
        del installation_id
        return Presence.UNSURE

    async def upload(self, to: Destination, picture: Picture) -> str:
        """Return the picture's own address: it travels inside its letter."""
        del to
        return ABILITIES.shown(picture).address

    async def _written(self, to: Destination, message: Message, delivery_id: str) -> Letter:
        office = self._office
        issued = await office.links.issue(to, delivery_id, offer_of(message))
        links = _links(office.public_url, issued)
        way_out = (
            office.wording.in_language(message.language).say(
                "unsubscribe_button", topic=issued.topic_title
            )
            if links.unsubscribe
            else ""
        )
        rendered = render(message, links, Foot(office.vendor, office.imprint, way_out))
        cover = Cover(
            to=to.external_id,
            delivery_id=delivery_id,
            title=message.title,
            vendor=office.vendor,
            topic=issued.topic,
            topic_title=issued.topic_title,
            kind=issued.kind,
            links=links,
            reply_to=self._reply_to(issued, delivery_id),
            thread=to.thread,
            said_by=message.sender.via if message.sender else "",
        )
        return write(office.head, cover, rendered)

    def _reply_to(self, issued: MailLinks, delivery_id: str) -> str:
        """Name who reads an answer: we, where we can, else whoever looks after the reader."""
        if issued.takes_replies and self._office.head.reply_domain:
            return self._office.head.reply_to(delivery_id)
        return issued.answered_by


async def post(client: SMTP, letter: Letter) -> None:
    """Hand a letter over; a connection that may be in the middle of one is closed."""
    stage = "mail"
    try:
        async with asyncio.timeout(COMMAND_SECONDS):
            options = await _options(client, letter)
            await client.mail(letter.sender, options=options)
            stage = "rcpt"
            await client.rcpt(letter.recipient, encoding="utf-8")
        stage = "data"
        async with asyncio.timeout(DATA_SECONDS):
            await client.data(letter.raw)
    except SMTPResponseException as refusal:
        domain = letter.recipient.rpartition("@")[2].lower()
        raise meaning(refusal.code, refusal.message, stage, domain) from None
    except (SMTPException, OSError, TimeoutError) as problem:
        client.close()
        kind = type(problem).__name__
        if stage == "data":
            raise OutcomeUnknown(f"the relay did not say what became of it ({kind})") from problem
        raise NotSent(f"the relay hung up before the letter ({kind})") from problem


async def _options(client: SMTP, letter: Letter) -> tuple[str, ...]:
    """Return what the relay has to know first; one that cannot take such a name is refused."""
    if not letter.is_international:
        return ()
    if client.is_ehlo_or_helo_needed:
        await client.ehlo()
    if not client.supports_extension("smtputf8"):
        raise NotPermitted(
            "the relay takes no address with such letters before the @: it has no SMTPUTF8"
        )
    return ("SMTPUTF8", "BODY=8BITMIME")


def _links(public_url: str, issued: MailLinks) -> Links:
    return Links(
        page=f"{public_url}/s/{issued.page}" if issued.page else "",
        unsubscribe=f"{public_url}/u/{issued.unsubscribe}" if issued.unsubscribe else "",
    )
