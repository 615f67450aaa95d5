"""The library: a folder of reviewed files, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from bot.beat.ports import CadenceFile, Cadences, Meant, Shelf
from bot.beat.rules.approving import ANYTHING_GOES, Policy
from bot.beat.rules.manners import NO_MANNERS, Manners
from bot.beat.rules.promised import WhenEmpty
from bot.beat.rules.texts import FileText
from bot.language import Titles
from bot.message import Message
from content.approval import NAME as APPROVAL
from content.approval import load_approval
from content.confidential import NAME as CONFIDENTIAL
from content.confidential import load_confidants
from content.faults import Faults
from content.newsletters import Promised, load_newsletters
from content.parts import fill_text
from content.quiet import NAME as QUIET
from content.quiet import load_manners
from content.surveys import Survey, load_surveys

if TYPE_CHECKING:
    from bot.beat.rules.audience import Audience
    from bot.imports.rules.sources import Source
    from bot.voice.rules.cases import CasePolicy
    from content.editions import Edition
    from content.figures_asked import FigureQuestions

SAMPLE = Path(__file__).with_name("sample")
STARTING = Path(__file__).with_name("starting")


READ_ANEW = (
    *("newsletters.yaml", QUIET, "cases.yaml", CONFIDENTIAL, "sources.yaml"),
    *("editions", "surveys", "pictures"),
)
"""What of a folder is read anew while serving; all else is read once, at the start."""

Seen = tuple[tuple[str, int, int], ...]


def seen(folder: Path) -> Seen:
    """Return how the files lie that are read anew: each with its last change and its size."""
    found: list[tuple[str, int, int]] = []
    for name in READ_ANEW:
        for path in (folder / name, *(folder / name).rglob("*")):
            try:
                now = path.stat()
            except OSError:
                continue  # it is not there, or went away just now
            if not path.name.startswith(".") and S_ISREG(now.st_mode):
                found.append((str(path.relative_to(folder)), now.st_mtime_ns, now.st_size))
    return tuple(sorted(found))


@dataclass
class Library(Cadences, Shelf):
    """Everything a vendor wrote in files, as they lay when they were `seen`.

    What is written in Markdown is read when it is first wanted: commands that only ask want
    none of it. A mistake in it is `ContentInvalid` then; `texts` has read every text.
    """

    folder: Path
    vendor: str
    promised: Promised
    surveys: Mapping[str, Survey]
    approval: Policy = ANYTHING_GOES
    """What is to be asked before something goes out."""
    manners: Manners = NO_MANNERS
    """When nobody is to be disturbed."""
    confidants: tuple[str, ...] = ()
    """The addresses of who reads what was answered in confidence."""
    seen: Seen = ()
    currency: str = "USD"
    """The one in which figures in texts are told."""

    def asked_as(self, asked: "FigureQuestions") -> None:
        """Let another reading's questions be read as these are."""
        self.__dict__["asked"] = asked

    def renew(self, fresh: "Library") -> None:
        """Hold what another reading of the folder found; whoever holds this one sees it too."""
        topics = self.promised.topics
        topics.renew(fresh.promised.topics)
        self.promised = replace(fresh.promised, topics=topics)
        self.surveys, self.manners = fresh.surveys, fresh.manners
        self.confidants = fresh.confidants
        self.__dict__["cases"] = fresh.cases
        self.__dict__["sources"] = fresh.sources
        self.seen = fresh.seen
        self.__dict__["editions"] = fresh.editions

    @cached_property
    def editions(self) -> "Mapping[str, Edition]":
        """Every edition by its key, in the order of the file names."""
        from content.shelves import load_editions  # noqa: PLC0415 - with all of Markdown

        editions = load_editions(self.folder / "editions", self.promised, self.asked)
        return {edition.head.key: edition for edition in editions}

    @cached_property
    def asked(self) -> "FigureQuestions":
        """What reads the questions of figures in texts; it may be told what things are called."""
        from content.figures_asked import FigureQuestions  # noqa: PLC0415 - with all of Markdown

        return FigureQuestions(self.folder, self.currency)

    @cached_property
    def cases(self) -> "CasePolicy":
        """What is promised whoever complains."""
        from content.cases import load_cases  # noqa: PLC0415 - a figure wants none of it

        return load_cases(self.folder)

    @cached_property
    def sources(self) -> "tuple[Source, ...]":
        """Where figures come from by themselves."""
        from content.data_sources import load_sources  # noqa: PLC0415 - with all of imports

        return load_sources(self.folder)

    @cached_property
    def policies(self) -> Mapping[str, Message]:
        """The pages anybody may read, by name."""
        from content.policies import load_policies  # noqa: PLC0415 - with all of Markdown

        return load_policies(self.folder / "pages", self.vendor, self.promised.base)

    def cadences(self) -> tuple[CadenceFile, ...]:
        newsletters = self.promised.newsletters.values()
        surveys = [survey.text for survey in self.surveys.values()]
        return (
            *(letter.cadence.file("newsletter", letter.key) for letter in newsletters),
            *(s.cadence.file("survey", s.key) for s in surveys if s.cadence),
        )

    def texts(self) -> tuple[FileText, ...]:
        faults = Faults()
        with faults.kept():
            _ = self.cases  # a mistake in it is found with those in the texts
        with faults.kept():
            _ = self.sources
        with faults.kept():
            _ = self.editions
        faults.tell()
        editions = tuple(edition.file() for edition in self.editions.values())
        return (*editions, *(survey.file() for survey in self.surveys.values()))

    def audiences(self) -> "tuple[tuple[str, Audience], ...]":
        """Return whom each text is for, by its key."""
        editions = ((key, edition.head.audience) for key, edition in self.editions.items())
        surveys = ((key, one.text.audience.audience()) for key, one in self.surveys.items())
        return (*editions, *surveys)

    def topics(self) -> Titles:
        """Return the titles of all that can be muted, by topic."""
        return self.promised.topics

    def title_of(self, kind: str, subject: str, language: str) -> str:
        match kind:
            case "newsletter" if subject in self.promised.newsletters:
                return self.promised.newsletters[subject].in_language(language).title
            case "survey" if subject in self.surveys:
                return fill_text(
                    self.surveys[subject].text.in_language(language).title, {"vendor": self.vendor}
                )
            case "announcement" if subject in self.editions:
                return self.editions[subject].head.title
            case _:
                return subject

    def when_empty(self, newsletter: str) -> WhenEmpty:
        found = self.promised.newsletters.get(newsletter)
        return found.when_empty if found else WhenEmpty.MISS

    def meant_by(self, kind: str, subject: str) -> Meant:
        if kind == "survey" and subject in self.surveys:
            text = self.surveys[subject].text
            return Meant(text.topic, text.audience.audience())
        newsletter = self.promised.newsletters.get(subject) if kind == "newsletter" else None
        return Meant(newsletter.topic) if newsletter else Meant()


def read_library(folder: Path, vendor: str, base: str = "", pictures_at: str = "") -> Library:
    """Read the folder's promises, surveys and policy; mistakes are one `ContentInvalid`.

    `base` is where addresses in texts begin that are not whole, and `pictures_at` where the
    folder's own pictures stand for everybody.
    """
    # Seen before it is read: what changes meanwhile is found by whoever looks again.
    lying = seen(folder)
    faults, found = Faults(), list[Promised]()
    with faults.kept():
        found.append(load_newsletters(folder / "newsletters.yaml", base, pictures_at))
    promised = found[0] if found else Promised(Titles({}, {}), {}, base, folder, pictures_at)
    surveys: Mapping[str, Survey] = {}
    with faults.kept():
        surveys = load_surveys(folder / "surveys", promised.topics if found else None)
    approval, manners = ANYTHING_GOES, NO_MANNERS
    confidants: tuple[str, ...] = ()
    with faults.kept():
        approval = load_approval(folder / APPROVAL, promised.newsletters if found else None)
    with faults.kept():
        manners = load_manners(folder)
    with faults.kept():
        confidants = load_confidants(folder)
    faults.tell()
    return Library(folder, vendor, promised, surveys, approval, manners, confidants, lying)
