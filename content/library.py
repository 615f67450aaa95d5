"""The library: a folder of reviewed files, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.beat.ports import CadenceFile, Cadences, Shelf
from bot.beat.rules.texts import FileText
from bot.language import Titles
from bot.message import Message
from content.editions import Edition, load_editions
from content.newsletters import Programme, load_newsletters
from content.parts import fill_text
from content.policies import load_policies
from content.surveys import Survey, load_surveys

SAMPLE = Path(__file__).with_name("sample")
STARTING = Path(__file__).with_name("starting")


@dataclass(frozen=True, slots=True)
class Library(Cadences, Shelf):
    """Everything a vendor wrote in files; `policies` are the pages anybody may read."""

    vendor: str
    programme: Programme
    editions: Mapping[str, Edition]
    surveys: Mapping[str, Survey]
    policies: Mapping[str, Message]

    def cadences(self) -> tuple[CadenceFile, ...]:
        newsletters = self.programme.newsletters.values()
        surveys = [survey.text for survey in self.surveys.values()]
        return (
            *(letter.cadence.file("newsletter", letter.key) for letter in newsletters),
            *(s.cadence.file("survey", s.key) for s in surveys if s.cadence),
        )

    def texts(self) -> tuple[FileText, ...]:
        written: tuple[Edition | Survey, ...] = (*self.editions.values(), *self.surveys.values())
        return tuple(each.file() for each in written)

    def topics(self) -> Titles:
        """Return the titles of all that can be muted, by topic."""
        return self.programme.topics

    def title_of(self, kind: str, subject: str, language: str) -> str:
        match kind:
            case "newsletter" if subject in self.programme.newsletters:
                return self.programme.newsletters[subject].in_language(language).title
            case "survey" if subject in self.surveys:
                return fill_text(
                    self.surveys[subject].text.in_language(language).title, {"vendor": self.vendor}
                )
            case "announcement" if subject in self.editions:
                return self.editions[subject].head.title
            case _:
                return subject


def read_library(folder: Path, vendor: str) -> Library:
    """Read the whole folder; a mistake in any file is `ContentInvalid`."""
    programme = load_newsletters(folder / "newsletters.yaml")
    editions = load_editions(folder / "editions", programme)
    return Library(
        vendor,
        programme,
        {edition.head.key: edition for edition in editions},
        load_surveys(folder / "surveys", programme.topics),
        load_policies(folder / "pages", vendor),
    )
