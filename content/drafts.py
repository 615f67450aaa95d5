"""Files that are being written: what one of them would say to somebody."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.beat.rules.audience import Audience
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import WrittenText
from bot.errors import ConfigurationInvalid, ContentInvalid
from bot.message import Message
from bot.people.rules.charge import Presenter
from bot.principal import Principal
from bot.voice.ports import Invited
from content.conversations import refuse_what_is_somebodys_own
from content.editions import Edition, load_edition
from content.newsletters import Promised
from content.parts import of_tier
from content.survey_cards import SurveyCards
from content.surveys import Survey, load_survey
from content.translations import original_of
from content.written import Editions


@dataclass(frozen=True, slots=True)
class Drafts:
    """Reads files that need not be part of the library."""

    promised: Promised
    editions: Editions
    surveys: SurveyCards

    async def draft(
        self, path: Path, reader: Principal, now: datetime, presenter: Presenter | None = None
    ) -> Message:
        """Return what a file would say: an edition, or a survey as if it were asked now.

        The `presenter` is who looks after the reader's partner.

        A mistake in it is `ContentInvalid`.
        """
        text = self._read(path)
        if isinstance(text, Edition):
            by = presenter if text.head.by_manager else None
            return await self.editions.written(text, reader, by)
        closes_at = now + timedelta(days=text.text.open_days)
        return self.surveys.drawn(text, reader, Invited("draft", closes_at))

    def draft_for_several(
        self,
        path: Path,
        place: SharedConversation,
        now: datetime,
        presenter: Presenter | None = None,
    ) -> Message:
        """Return what a file would say to all in a conversation, whoever it is meant for.

        What cannot be said to several is `ContentInvalid`.
        """
        text = self._read(path)
        if isinstance(text, Edition):
            refuse_what_is_somebodys_own(path, of_tier(text.parts, place.tier))
            by = presenter if text.head.by_manager else None
            return self.editions.written_for_several(text, place, by)
        closes_at = now + timedelta(days=text.text.open_days)
        file = text.file()
        asked = WrittenText("draft", file.kind, file.key, 1, file.body)
        return self.surveys.card_for_several(asked, place, wave_id="draft", closes_at=closes_at)

    def audience(self, path: Path) -> Audience:
        """Return whom a file is for, as it says."""
        text = self._read(path)
        return text.head.audience if isinstance(text, Edition) else text.text.audience.audience()

    def _read(self, path: Path) -> Edition | Survey:
        if not path.is_file():
            raise ConfigurationInvalid(f"there is no file {path}")
        match path.suffix:
            case ".md":
                return self._edition(path)
            case ".yaml":
                return load_survey(path, self.promised.topics)
            case _:
                raise ContentInvalid(path, 1, "neither an edition (.md) nor a survey (.yaml)")

    def _edition(self, path: Path) -> Edition:
        """Read an edition, or a translation of the one beside it as all its readers read it."""
        of = original_of(path)
        if of is None or not of[0].is_file():
            return load_edition(path, self.promised, is_draft=True)
        edition, _ = load_edition(of[0], self.promised, is_draft=True).in_language(of[1])
        return replace(edition, languages={})
