"""The library: a folder of reviewed files, read once, that composes what one reader gets."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bot.beat.ports import CadenceFile, Cadences, EditionHead, Texts
from bot.errors import ConfigurationInvalid, ContentInvalid
from bot.form import Form
from bot.language import Wording
from bot.message import Message, paragraph
from bot.ports import Figures
from bot.principal import Principal
from bot.voice.ports import SurveyHead, Surveys
from content.compose import WHY_KEYS, compose, reader_values
from content.editions import Edition, load_edition, load_editions
from content.newsletters import load_newsletters
from content.policies import load_policies
from content.surveys import SurveyCards, SurveyText, load_survey, load_surveys, mute_button

SAMPLE = Path(__file__).with_name("sample")
STARTING = Path(__file__).with_name("starting")


class Library(Texts, Surveys, Cadences):
    """Everything a vendor wrote. A mistake in any file is `ContentInvalid` before the start."""

    def __init__(
        self, folder: Path = SAMPLE, *, vendor: str, wording: Wording, figures: Figures
    ) -> None:
        self._vendor, self._wording, self._figures = vendor, wording, figures
        self._programme = load_newsletters(folder / "newsletters.yaml")
        editions = load_editions(folder / "editions", self._programme)
        self._editions = {edition.head.key: edition for edition in editions}
        self._surveys = load_surveys(folder / "surveys", self._programme.topics)
        self.policies = load_policies(folder / "pages", vendor)
        """The pages anybody may read, by name."""
        self._cards = SurveyCards(vendor, wording, self._programme.topics)

    def cadences(self) -> tuple[CadenceFile, ...]:
        newsletters = self._programme.newsletters.values()
        return (
            *(letter.cadence.file("newsletter", letter.key) for letter in newsletters),
            *(s.cadence.file("survey", s.key) for s in self._surveys.values() if s.cadence),
        )

    def editions(self) -> tuple[EditionHead, ...]:
        """Return the head of every edition, in the order in which they would go out."""
        return tuple(edition.head for edition in self._editions.values())

    def edition_for(
        self, newsletter: str, slot: datetime, sent: frozenset[str]
    ) -> EditionHead | None:
        waiting = [
            edition
            for edition in self._editions.values()
            if edition.newsletter.key == newsletter and edition.head.key not in sent
        ]
        for day in (slot.date(), None):
            for edition in waiting:
                if edition.slot == day:
                    return edition.head
        return None

    def edition_head(self, key: str) -> EditionHead | None:
        edition = self._editions.get(key)
        return edition.head if edition else None

    async def edition(self, key: str, reader: Principal) -> Message:
        return await self._composed(self._editions[key], reader)

    async def draft(self, path: Path, reader: Principal, now: datetime) -> Message:
        """Return what a file would say to this reader: an edition, or a survey as if asked now.

        It need not be part of the library; a mistake in it is `ContentInvalid`.
        """
        text = self._read(path)
        if isinstance(text, Edition):
            return await self._composed(text, reader)
        closes_at = now + timedelta(days=text.open_days)
        return self._cards.card(
            text, reader, invitation_id="draft", closes_at=closes_at, chosen=None
        )

    def _read(self, path: Path) -> Edition | SurveyText:
        if not path.is_file():
            raise ConfigurationInvalid(f"there is no file {path}")
        match path.suffix:
            case ".md":
                return load_edition(path, self._programme, is_draft=True)
            case ".yaml":
                return load_survey(path, self._programme.topics)
            case _:
                raise ContentInvalid(path, 1, "neither an edition (.md) nor a survey (.yaml)")

    async def _composed(self, edition: Edition, reader: Principal) -> Message:
        values = reader_values(reader, self._vendor)
        elements = await compose(edition.parts, reader, values, self._figures)
        wording = self._wording.in_language(reader.language)
        footer = (
            paragraph(self._why(edition, wording, reader), quiet=True),
            mute_button(wording, edition.head.topic, self._programme.topics),
        )
        return Message(edition.head.title, (*elements, *footer), wording.language.tag)

    def survey(self, key: str) -> SurveyHead | None:
        survey = self._surveys.get(key)
        return self._cards.head(survey) if survey else None

    def survey_for_measure(self, measure: str) -> SurveyHead | None:
        for survey in self._surveys.values():
            if survey.measure == measure:
                return self._cards.head(survey)
        return None

    def survey_card(
        self,
        key: str,
        reader: Principal,
        *,
        invitation_id: str,
        closes_at: datetime,
        chosen: int | None = None,
    ) -> Message:
        return self._cards.card(
            self._surveys[key],
            reader,
            invitation_id=invitation_id,
            closes_at=closes_at,
            chosen=chosen,
        )

    def reason_form(self, key: str, reader: Principal, *, invitation_id: str, score: int) -> Form:
        return self._cards.reason_form(
            self._surveys[key], reader, invitation_id=invitation_id, score=score
        )

    def topics(self) -> Mapping[str, str]:
        return self._programme.topics

    def title_of(self, kind: str, subject: str) -> str:
        match kind:
            case "newsletter" if subject in self._programme.newsletters:
                return self._programme.newsletters[subject].title
            case "survey" if subject in self._surveys:
                return self._cards.head(self._surveys[subject]).title
            case "announcement" if subject in self._editions:
                return self._editions[subject].head.title
            case _:
                return subject

    def _why(self, edition: Edition, wording: Wording, reader: Principal) -> str:
        why = wording.say(WHY_KEYS[reader.role], company=reader.partner_name or self._vendor)
        promise = wording.say(
            "edition_promise",
            title=edition.newsletter.title,
            promise=edition.newsletter.promise,
        )
        return f"{why} {promise}"
