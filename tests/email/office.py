"""A small mail room: the strict relay, a book of links in memory, and our wording."""

from contextlib import asynccontextmanager

from adapters.email.addresses import read_sender
from adapters.email.letter import Letterhead
from adapters.email.messenger import EmailMessenger, Office
from adapters.email.relay import Connections, Relay
from bot.ports import Destination, MailLinks
from content.wording import load_wording

ADA = "ada@example.com"
BASE = "https://beat.example"
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
        yield EmailMessenger(Office(head, "Cirrus", BASE, links, load_wording()), connections)
    finally:
        await connections.close()
