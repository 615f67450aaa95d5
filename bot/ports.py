"""What the core asks of others, and what the rooms may ask of each other."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.event import Event, Origin, Reply
from bot.fitting import Abilities
from bot.form import Form
from bot.harmless import Words
from bot.language import ENGLISH
from bot.message import Figure, Message
from bot.pictures import Picture
from bot.principal import Principal

Dispatch = Callable[[Event], Awaitable[Reply]]
"""Hands an event to the router; never raises, for a surprise becomes a kind sentence."""


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A verified request, kept before it is acknowledged.

    `asked` is what was read in it, for whoever works on it now; after a crash it is read again.
    """

    id: str
    platform: str
    kind: str
    body: str
    received_at: datetime
    attempts: int = 0
    asked: Any = field(default=None, repr=False, compare=False)


class Inbox(Protocol):
    """The durable list of what reached us."""

    async def accept(self, platform: str, key: str, kind: str, body: str) -> InboxEntry | None:
        """Keep a request; None if one with this key was kept before (a repeat)."""

    async def close(self, entry_id: str) -> None:
        """Say that nothing remains to be done for this request."""


class Door(Protocol):
    """A platform's way in, as the inbox sees it."""

    platform: str

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a kept request: translate, dispatch, render the reply."""


Submit = Callable[[InboxEntry], None]
"""Hands a kept request to the workers; returns at once."""


class Vault(Protocol):
    """Seals with the programme's own key what must not lie anywhere in the clear."""

    def lock(self, text: str) -> str:
        """Encrypt a text."""

    def unlock(self, locked: str) -> str:
        """Decrypt what `lock` made; another key's text raises `SecretKeyWrong`."""

    def fingerprint(self, text: str) -> str:
        """Return a digest that tells two texts apart and gives neither away."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Our presence in one workspace or tenant, with its token in the clear: never log it.

    `enterprise` is the organisation that it is part of, or that it is.
    """

    id: str
    platform: str
    external_id: str
    token: str = field(repr=False)
    bot_user_id: str = ""
    own: bool = False
    enterprise: str = ""


class Installations(Protocol):
    """Where we are installed."""

    async def find(self, platform: str, external_id: str) -> Installation | None:
        """Return the live installation of this workspace or tenant, if there is one."""

    async def get(self, installation_id: str) -> Installation | None:
        """Return a live installation by our own id."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A place where we may speak first, with what its platform wants to know for that.

    `kind` is "personal", "group" or "team". A personal one belongs to `user`, named as in
    `Origin.user`, and keeps the platform's other name for them (`member`), zone and language.
    """

    platform: str
    installation: str
    id: str
    kind: str
    service_url: str
    bot: str = ""
    user: str = ""
    member: str = ""
    team: str = ""
    zone: str = ""
    language: str = ""


class Conversations(Protocol):
    """Where we may speak first, by the ids of the platform."""

    async def note(self, conversation: Conversation) -> None:
        """Keep a conversation, or what is new of it; an empty field overwrites nothing.

        Its installation is live from now on; one that nobody knew becomes known, not as our own.
        """

    async def find(
        self, platform: str, installation: str, conversation: str
    ) -> Conversation | None:
        """Return a conversation by its id."""

    async def with_person(
        self, platform: str, installation: str, user: str
    ) -> Conversation | None:
        """Return the personal conversation with somebody, the one noted last."""

    async def latest(self, platform: str, installation: str) -> Conversation | None:
        """Return the conversation of this installation that was noted last."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform says of a person, who belongs to `homes`; claims, and no proof of it."""

    email: str | None = None
    name: str = ""
    zone: str | None = None
    is_guest: bool = False
    homes: frozenset[str] = frozenset()
    language: str | None = None


class Directory(Protocol):
    """Looks people up on their platform."""

    async def profile(self, origin: Origin) -> Profile:
        """Return what the platform says of this person; empty where it says nothing."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a delivery goes: an address with all a messenger needs.

    `service_url` is where this conversation is spoken to, on platforms with several services.
    """

    platform: str
    installation_id: str | None
    external_id: str
    conversation: str = ""
    service_url: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took the message; `message_id` is its first part, `more` are the others."""

    message_id: str
    conversation: str
    more: tuple[str, ...] = ()


class Messenger(Protocol):
    """A platform's way out. Raises only a `DeliveryProblem` or `MessageRejected`."""

    abilities: Abilities

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; no hidden retries, nothing cut."""

    async def amend(
        self, to: Destination, receipt: Receipt, message: Message, delivery_id: str
    ) -> Receipt:
        """Put a message in the place of one that was delivered; return what stands there now.

        What failed may be done again, but for `OutcomeUnknown`: a part more may have been posted.
        """

    async def retract(self, to: Destination, receipt: Receipt) -> None:
        """Take a delivered message back; one that is gone already is no error."""

    async def upload(self, to: Destination, picture: Picture) -> str:
        """Return the address with which an `Image` shows it wherever this installation speaks."""


class Courier(Protocol):
    """Takes a message that belongs to no send, such as a code, and delivers it soon."""

    def post(self, to: Destination, message: Message, letter_id: str) -> None:
        """Return at once, whatever becomes of it: no answer may tell whether it was sent."""


@dataclass(frozen=True, slots=True)
class MailLinks:
    """The tokens of a mail's personal links, and the topic it is about: never log the tokens.

    Empty is what there is not: who is no contact has no page, and what no send brought has
    no topic to unsubscribe from.
    """

    page: str = field(default="", repr=False)
    unsubscribe: str = field(default="", repr=False)
    topic: str = ""
    topic_title: str = ""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """Where a personal link leads: whose it is, what it is about, and what may be done there.

    `id` names the link without opening it. `message` is what the mail offered to act on.
    """

    id: str
    origin: Origin
    topic: str = ""
    topic_title: str = ""
    message: Message | None = None
    language: str = ENGLISH.tag


class Links(Protocol):
    """Personal links in mails: 128 random bits each, kept as hashes.

    A page takes `value` for a step of its message's first scale, and `do` for any other
    packed action of its message, and asks to confirm it: opening a link changes nothing.
    """

    async def issue(self, to: Destination, delivery_id: str, offer: Message | None) -> MailLinks:
        """Make the links of one mail; `offer` is the part of it that can be acted on."""

    async def open(self, kind: str, token: str) -> OpenedLink | None:
        """Return where a link of this kind, "page" or "unsubscribe", leads; None if nowhere."""


class Figures(Protocol):
    """Computes one figure for one reader, with that reader's own permission."""

    async def figure(self, label: str, question: str, reader: Principal) -> Figure:
        """Return the figure; one the reader may not see comes back as a kind note."""


@dataclass(frozen=True, slots=True)
class ChatEntry(Words):
    """A line of a browser chat: what the person did in words, or a message of ours."""

    id: str
    number: int
    at: datetime
    said: str | None = None
    message: Message | None = None


class ChatLog(Protocol):
    """Remembers browser chats, so that a page can be reloaded."""

    async def append(
        self,
        contact_id: str,
        *,
        said: str | None = None,
        message: Message | None = None,
        line_id: str | None = None,
    ) -> ChatEntry:
        """Add a line; with a `line_id` that is there already, return the old one (a repeat).

        `NothingFound` if there is no such person, `NotKept` if it could not be written down.
        """

    async def replace(self, contact_id: str, line_id: str, message: Message) -> ChatEntry | None:
        """Change one of our lines, under a new `number` that pages notice; None if it is gone."""

    async def line(self, contact_id: str, line_id: str) -> ChatEntry | None:
        """Return one line as it stands; None if it is gone."""

    async def since(self, contact_id: str, number: int) -> tuple[ChatEntry, ...]:
        """Return the lines whose number is higher, oldest first, 200 at most (the newest)."""


@dataclass(frozen=True, slots=True)
class Persona(Words):
    """Somebody of the sample programme one can be in the demo."""

    contact_id: str
    name: str
    description: str
    zone: str


class Stage(Protocol):
    """What only the demo has: people to be, and a clock to move."""

    def now(self) -> datetime:
        """Return the business time."""

    async def personas(self) -> tuple[Persona, ...]:
        """Return the people one can be, a few telling ones first."""

    async def next_beat(self, contact_id: str) -> str:
        """Move the clock to this person's next slot, let it strike, and say what happened."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a platform would be handed, one text a message of its own; or why it would refuse."""

    payloads: tuple[str, ...] = ()
    refused: str = ""


class Previews(Protocol):
    """Makes everything that would go out, and sends nothing of it."""

    async def of_message(self, message: Message, contact_id: str) -> Mapping[str, Preview]:
        """Return by platform what this reader would be sent."""

    async def of_form(self, form: Form) -> Mapping[str, Preview]:
        """Return by platform what a form would be, where it can stand."""


class Engine(Protocol):
    """Runs ticks and lanes; the ledger, not the engine, is what is true."""

    async def wake(self, lane: str, after: float = 0.0) -> None:
        """Have `lane` drained soon, or after so many seconds."""

    async def run(
        self,
        drain: Callable[[str], Awaitable[float | None]],
        tick: Callable[[], Awaitable[None]],
    ) -> None:
        """Work until stopped; `drain` returns the seconds until it wants to be woken."""

    def stop(self) -> None:
        """Finish what is in hand and return from `run`."""


Messengers = Mapping[str, Messenger]
Directories = Mapping[str, Directory]
