"""What the beat asks of the texts that somebody wrote."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from bot.beat.rules.audience import Audience, To
from bot.beat.rules.cadence import Cadence
from bot.beat.rules.promised import WhenEmpty
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import FileText, WrittenText
from bot.errors import NotPossible
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession

if TYPE_CHECKING:
    from bot.beat.rules.announcements import Announcement
    from bot.beat.rules.foreseen import Foreseen, Wished
    from bot.beat.rules.proofs import Drawn, Finding
    from bot.beat.rules.simulating import Added, TooMuch
    from bot.people.rules.charge import Presenter


@dataclass(frozen=True, slots=True)
class EditionHead:
    """What must be known of an edition to plan its send; with a `day` it is kept for that day.

    One that is said `by_manager` comes from each partner's own manager.
    With `must_read` everybody must read it, for that reason: it passes budget and quiet hours.
    Its `place` is where it stands among the others of its newsletter; empty means by its key.
    An `evergreen` one is kept for a slot that has no other.
    """

    key: str
    newsletter: str
    title: str
    topic: str
    audience: Audience
    on_unknown: str = "miss"
    day: date | None = None
    by_manager: bool = False
    place: str = ""
    evergreen: bool = False
    must_read: str = ""


@dataclass(frozen=True, slots=True)
class CadenceFile:
    """A promise as the content files state it; `bot.beat.store.tables.Cadence` has the words."""

    kind: str
    subject: str
    rule: str
    starts_on: datetime
    zone: str | None
    catch_up_minutes: int
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """The topic of a promise, and whom all its slots are for: None where each text says that."""

    topic: str = ""
    audience: Audience | None = None


class Cadences(Protocol):
    """Every rhythm that was promised in writing."""

    def cadences(self) -> tuple[CadenceFile, ...]:
        """Return every promised rhythm in the content files."""

    def title_of(self, kind: str, subject: str, language: str) -> str:
        """Return what a cadence of this kind promises, as readers of a language know it."""

    def when_empty(self, newsletter: str) -> WhenEmpty:
        """Return what becomes of a slot of this newsletter for which nobody wrote an edition."""

    def meant_by(self, kind: str, subject: str) -> Meant:
        """Return about what all slots of a cadence are, and for whom as far as that is known."""


class Shelf(Protocol):
    """A place where texts are written and reviewed, before they are brought in."""

    def texts(self) -> tuple[FileText, ...]:
        """Return every text as it stands there now."""


class Desk(Protocol):
    """Where what somebody wrote in chat becomes a text like any other: an edition too."""

    def write(self, name: str, announcement: "Announcement", cadence: Cadence) -> FileText:
        """Return the text of this name; all that cannot be read in its words is `ContentInvalid`.

        The lines it names are those of the words; one below 1 is of the title.
        """

    def worded(self, announcement: "Announcement", cadence: Cadence) -> FileText:
        """Return a draft's text as its author words it: figures that cannot stand there too.

        What was drafted before is `write`n as it is: what can be asked changes by the day.
        """

    def title_of(self, text: WrittenText) -> str:
        """Return what a text is called."""

    def words_of(self, text: WrittenText) -> str:
        """Return a text as its author wrote it, in every language."""

    def head_of(self, text: WrittenText) -> EditionHead:
        """Return the head of a text."""

    def audience_of(self, text: WrittenText) -> Audience:
        """Return whom a text is for; that of a survey too."""

    def newsletters(self) -> Mapping[str, To]:
        """Return where the editions of each newsletter go, in the order of the content files."""


class Texts(Protocol):
    """Editions, filled with what is true for one reader; on which shelf is all the same."""

    def head(self, text: WrittenText) -> EditionHead:
        """Return the head of an edition; what cannot be read any more is `ContentInvalid`."""

    def buttons(self, text: WrittenText) -> Mapping[str, tuple[str, str]]:
        """Return by name the label and address of every button to a page, in every language.

        What cannot be read any more is `ContentInvalid`.
        """

    async def edition(
        self,
        text: WrittenText,
        reader: Principal,
        presenter: "Presenter | None" = None,
        *,
        send_id: str = "",
    ) -> Message:
        """Return this edition in the version for this reader, figures computed for them.

        It comes from the `presenter`, or else from the programme. A send shows the figures that
        it showed first.
        """

    def for_several(
        self,
        text: WrittenText,
        place: SharedConversation,
        presenter: "Presenter | None" = None,
        *,
        send_id: str = "",
    ) -> Message:
        """Return this edition with every role's part, as all who are in a conversation read it."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """Reads of texts what it takes to say which slot each of them fills."""

    head_of: Callable[[WrittenText], EditionHead]
    when_empty: Callable[[str], WhenEmpty]


def _unread(text: WrittenText) -> EditionHead:
    raise LookupError(f"nobody here reads editions: {text.key}")


NO_SHELVES = Shelves(_unread, lambda _newsletter: WhenEmpty.MISS)
"""Where nothing is ever asked about slots to come."""


class Proofs:
    """What every platform would make of a text, found out before anything is sent.

    This one knows no platform, and so finds nothing: it stands in where nothing is written.
    """

    async def findings(self, text: FileText, *, links: bool = False) -> "tuple[Finding, ...]":
        """Return all that is wrong with an edition, and all that could be better.

        Its lines are those of its file, or of the words written in chat. With `links` its
        addresses are asked whether they answer, unless a setting forbids that.
        """
        del text, links
        return ()

    @property
    def asks_links(self) -> bool:
        """Whether links are asked at all."""
        return False

    async def dead_links(self, text: FileText) -> "tuple[Finding, ...]":
        """Return the links of an edition that do not answer, as findings."""
        del text
        return ()

    def drawn(self, message: Message) -> "tuple[Drawn, ...]":
        """Return how every platform would draw a message, and what differs there."""
        del message
        return ()

    def for_several(
        self, text: WrittenText, place: SharedConversation, presenter: "Presenter | None" = None
    ) -> Message:
        """Return an edition as all who are in a conversation read it.

        What cannot be said to several is `ContentInvalid`.
        """
        del presenter
        raise NotPossible(f"{text.key}: nothing is written here for {place.conversation_id}")


UNPROVED = Proofs()


class Simulates:
    """Walks everybody through the weeks to come, as the budget will let things leave.

    This one knows of nothing that comes: it stands in where nothing is planned.
    """

    async def run(
        self, session: AsyncSession, now: datetime, added: "Added | None" = None
    ) -> "TooMuch":
        """Return whose weeks would be too full; with something added what that does to them."""
        del session, now, added
        raise NotPossible("nothing is planned here that could be simulated")


UNSIMULATED = Simulates()

LeftOut = Callable[[AsyncSession, Collection[str]], Awaitable[Mapping[str, Skip]]]
"""Says which of these contacts a kind of send leaves out, and why."""


class Foresees:
    """Says whom a send would reach if it were opened now.

    This one plans nothing, and so foresees nothing.
    """

    async def would_reach(
        self, wished: "Wished", left_out: LeftOut, now: datetime
    ) -> "Sequence[Foreseen]":
        """Return everybody who is meant, each with the reason why they would be left out."""
        del left_out, now
        raise NotPossible(f"nothing is planned here: {wished.kind}")


UNFORESEEN = Foresees()
