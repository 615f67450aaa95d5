"""What somebody wants announced, and the rhythm that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Self

from bot.beat.rules.audience import Audience, To
from bot.beat.rules.cadence import (
    Cadence,
    earliest,
    first_slot_from,
    instant,
    read_cadence,
    slots_after,
)
from bot.beat.rules.choosing.tokens import said_place
from bot.fitting import may_show

if TYPE_CHECKING:
    from bot.beat.rules.schedule_words.schedule import Question, Schedule

ANNOUNCEMENT = "announcement"
"""The kind of cadence that sends it."""
UNDO = timedelta(minutes=3)
"""What goes out now goes out after this, to the minute: so there are two minutes to undo it."""
LEAST_UNDO = timedelta(minutes=2)
NEXT = 5
LONGEST_TITLE, LONGEST_WHOM, LONGEST_WHEN, LONGEST_REASON = 150, 300, 200, 200
LONGEST_PICTURE, LONGEST_PICTURE_SAYS = 2000, 300
_WITHIN_BRACKETS = str.maketrans("[]{}\\", "()()/")
_ONCE = "FREQ=DAILY;COUNT=1"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its address on the web, and what it shows in words; empty is no picture."""

    url: str
    says: str

    def mistakes(self) -> dict[str, str]:
        """Return what is missing or cannot be shown, as `Announcement.mistakes` does."""
        if not self.url:
            return {}
        if not may_show(self.url):
            return {"picture": "announce_picture_wrong"}
        return {} if self.says else {"picture_says": "announce_picture_says_missing"}

    def above(self, words: str) -> str:
        """Return Markdown with the picture above it; what it shows is read as it stands."""
        if not self.url:
            return words
        return f"![{self.says.translate(_WITHIN_BRACKETS)}](<{self.url}>)\n\n{words}"


def _in_lines(words: str) -> str:
    """End every line as files do, whatever a platform or a clipboard ended it with."""
    return words.replace("\r\n", "\n").replace("\r", "\n") if "\r" in words else words


@dataclass(frozen=True, slots=True)
class InLanguage:
    """What an announcement says to readers of another language, by its tag."""

    tag: str
    title: str
    words: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", _in_lines(self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A text with whom it is for and when it goes out; without a `rule` that is now.

    `words` are Markdown. `whom` and `when` are what somebody wrote, `meant` and `said` the
    sentences that say it back; no `whom` means everybody at partners. One `by_manager` comes
    from each partner's own manager; `must_read` is why everybody must read it, if so, and
    `kept` why it comes at its moment whatever hour that is for its readers.
    Rule, start and zone are what was read at that moment, for "tomorrow" is another day
    tomorrow.

    With a `newsletter` it is an edition of it, for its slot `starts_on`: who it is for goes
    where the newsletter goes (`to`), and what it is about is the newsletter's. As an `evergreen`
    it has no slot, and is kept for one that stays empty.

    Readers of its other `languages` get those words, all others its own.
    """

    title: str
    words: str
    topic: str
    whom: str = ""
    meant: str = ""
    when: str = ""
    said: str = ""
    rule: str = ""
    starts_on: datetime | None = None
    zone: str | None = None
    by_manager: bool = False
    must_read: str = ""
    kept: str = ""
    newsletter: str = ""
    to: To = To.PEOPLE
    evergreen: bool = False
    languages: tuple[InLanguage, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", _in_lines(self.words))

    @property
    def is_for_now(self) -> bool:
        """Whether it goes out as soon as it is said so."""
        return not self.rule

    def audience(self) -> Audience:
        """Return whom it is for; words are read by whoever knows what there is."""
        if not self.whom:
            return Audience(to=self.to)
        return Audience(vendor=True, to=said_place(self.whom) or self.to, words=self.whom)

    def without(self, tag: str) -> Self:
        """Return it without its words in this language."""
        return replace(self, languages=tuple(one for one in self.languages if one.tag != tag))

    def also_in(self, said: InLanguage) -> Self:
        """Return it with these words in another language, in the place of what it had there."""
        others = (*self.without(said.tag).languages, said)
        return replace(self, languages=tuple(sorted(others, key=lambda one: one.tag)))

    @property
    def all_words(self) -> str:
        """What it says, one language after the other."""
        own = f"{self.title} {self.words}"
        return " ".join((own, *(f"{one.title} {one.words}" for one in self.languages)))

    def says_the_same(self, other: "Announcement") -> bool:
        """Whether both say the same words, in every language, to the same readers."""
        ours, theirs = (
            (one.title, one.words, one.languages, one.whom, one.newsletter)
            for one in (self, other)
        )
        return ours == theirs

    def in_slot(self, newsletter: str, slot: datetime, zone: str | None, said: str) -> Self:
        """Return it as the edition of a newsletter for one of its slots."""
        found = replace(self, newsletter=newsletter, rule=_ONCE, starts_on=slot, zone=zone)
        return replace(found, when="", said=said, topic="")

    def at(self, now: datetime, language: str = "en") -> "Announcement | Question":
        """Return it with its moment read and said back, or the question that has to be asked."""
        from bot.beat.rules.schedule_words.read import (  # noqa: PLC0415 - only who announces
            read_schedule,
        )
        from bot.beat.rules.schedule_words.schedule import Question  # noqa: PLC0415 - likewise
        from bot.beat.rules.schedule_words.sentence import sentence_of  # noqa: PLC0415 - likewise

        if not self.when:
            return self
        read = read_schedule(self.when, now)
        if isinstance(read, Question):
            return read
        if _is_now(read, now):
            return replace(self, rule="", starts_on=None, zone=None, said="")
        cadence = read.cadence
        found = replace(self, rule=cadence.rule, starts_on=cadence.starts_on, zone=cadence.zone)
        return replace(found, said=sentence_of(read, language))

    def mistakes(self) -> dict[str, str]:
        """Return what cannot be meant, as the field's name and the sentence that says so."""
        found: dict[str, str] = {}
        if not self.title or "\n" in self.title or len(self.title) > LONGEST_TITLE:
            found["title"] = "announce_title_wrong"
        if not self.words:
            found["words"] = "announce_words_missing"
        return found

    def cadence(self, now: datetime) -> Cadence:
        """Return when it goes out; now is an instant in UTC, for a clock may show it twice."""
        if self.starts_on is None:
            soon = (now + UNDO).astimezone(UTC).replace(tzinfo=None)
            return read_cadence(_ONCE, soon, "UTC")
        return read_cadence(self.rule, self.starts_on, self.zone)


def coming(cadence: Cadence, now: datetime) -> Sequence[datetime]:
    """Return the next slots that somebody has not passed, on the wall clock; none when it is over.

    What comes only once is over when it has begun for anybody: whoever wrote it names another
    moment while it is still a draft.
    """
    first = first_slot_from(cadence, now)
    if first is None:
        return ()
    behind = tuple(islice(slots_after(cadence, first), NEXT - 1))
    if not behind and earliest(first, cadence.zone) < now:
        return ()
    return (first, *behind)


def _is_now(read: "Schedule", now: datetime) -> bool:
    cadence = read.cadence
    if not read.is_once or cadence.zone is None:
        return False
    return instant(cadence.starts_on, cadence.zone) <= now
