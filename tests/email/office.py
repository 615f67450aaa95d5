"""A small mail room: the strict relay, a book of links in memory, and our wording."""

from contextlib import asynccontextmanager

import aiohttp

from adapters.email.addresses import read_sender
from adapters.email.letter import Letterhead
from adapters.email.messenger import EmailMessenger, Office
from adapters.email.relay import Connections, Relay
from adapters.email.room import MailSettings, open_email
from bot.ports import Destination, MailLinks
from content.wording import load_wording
from tests.fixtures.small_house import small_house

ADA = "ada@example.com"
BASE = "https://beat.example"
SECRET = "s" * 20
IMPRINT = ("Cirrus GmbH", "Hafenstraße 1, 20457 Hamburg")
HEAD = Letterhead(read_sender("Cirrus <beat@cirrus.example>"), "bounces.cirrus.example")


class LinkBook:
    """Gives every letter the same tokens, and remembers what was offered."""

    def __init__(self):
        self.offers = []
        self.issued = MailLinks("p" * 22, "u" * 22, "partner-beat", "Partner Beat")

    async def issue(self, to, delivery_id, offer):
        del to, delivery_id
        self.offers.append(offer)
        return self.issued

    async def open(self, kind, token):
        raise NotImplementedError


def to(address=ADA):
    return Destination("email", "i-email", address)


def relay_of(sink, scheme="smtp+starttls", **more):
    return Relay(sink.host, sink.port, scheme, trust=sink.trust(), **more)


@asynccontextmanager
async def mail_room(sink, links=None, *, limit=4, head=HEAD, **more):
    connections = Connections(relay_of(sink, **more), "cirrus.example", limit)
    links = links or LinkBook()
    try:
        office = Office(head, "Cirrus", IMPRINT, BASE, links, load_wording())
        yield EmailMessenger(office, connections)
    finally:
        await connections.close()


@asynccontextmanager
async def opened(**changes):
    values = {
        "smtp_url": "smtp+starttls://127.0.0.1:1",
        "mail_from": "Cirrus <beat@cirrus.example>",
        "public_url": "https://beat.example",
        "vendor": "Cirrus",
        "imprint": IMPRINT,
        "bounce_domain": "bounces.cirrus.example",
        "bounce_secret": SECRET,
        **changes,
    }
    async with (
        small_house() as house,
        open_email(
            MailSettings(**values),
            links=LinkBook(),
            **house.ports(),
        ) as room,
        house.serving(room) as server,
    ):
        yield f"{server.url}/email/bounces", room, house.router, house.workers


async def hand_in(url, raw, secret=SECRET):
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=raw, headers={"X-Drumbeat-Secret": secret}) as response,
    ):
        return response.status
