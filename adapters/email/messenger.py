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
from bot.errors import NotPossible, NotSent, OutcomeUnknown
from bot.language import Wording
from bot.message import Message
from bot.pictures import Picture
from bot.ports import Destination, MailLinks, Receipt

log = structlog.get_logger(__name__)

DATA_SECONDS = 12.0
"""How long the relay may take to answer for a whole letter."""


@dataclass(frozen=True, slots=True)
class Office:
    """What every letter is written with."""

    head: Letterhead
    vendor: str
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
        rendered = render(message, links, Foot(office.vendor, way_out))
        cover = Cover(
            to=to.external_id,
            delivery_id=delivery_id,
            title=message.title,
            vendor=office.vendor,
            topic=issued.topic,
            topic_title=issued.topic_title,
            links=links,
        )
        return write(office.head, cover, rendered)


async def post(client: SMTP, letter: Letter) -> None:
    """Hand a letter over; a connection that may be in the middle of one is closed."""
    stage = "mail"
    try:
        async with asyncio.timeout(COMMAND_SECONDS):
            await client.mail(letter.sender)
            stage = "rcpt"
            await client.rcpt(letter.recipient)
        stage = "data"
        async with asyncio.timeout(DATA_SECONDS):
            await client.data(letter.raw)
    except SMTPResponseException as refusal:
        raise meaning(refusal.code, refusal.message, stage) from None
    except (SMTPException, OSError, TimeoutError) as problem:
        client.close()
        kind = type(problem).__name__
        if stage == "data":
            raise OutcomeUnknown(f"the relay did not say what became of it ({kind})") from problem
        raise NotSent(f"the relay hung up before the letter ({kind})") from problem


def _links(public_url: str, issued: MailLinks) -> Links:
    return Links(
        page=f"{public_url}/s/{issued.page}" if issued.page else "",
        unsubscribe=f"{public_url}/u/{issued.unsubscribe}" if issued.unsubscribe else "",
    )
