"""Files that are being written: what one of them would say to somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.errors import ConfigurationInvalid, ContentInvalid
from bot.message import Message
from bot.principal import Principal
from content.editions import Edition, load_edition
from content.newsletters import Promised
from content.surveys import Survey, SurveyCards, load_survey
from content.written import Editions


@dataclass(frozen=True, slots=True)
class Drafts:
    """Reads files that need not be part of the library."""

    promised: Promised
    editions: Editions
    surveys: SurveyCards

    async def draft(self, path: Path, reader: Principal, now: datetime) -> Message:
        """Return what a file would say: an edition, or a survey as if it were asked now.

        A mistake in it is `ContentInvalid`.
        """
        text = self._read(path)
        if isinstance(text, Edition):
            return await self.editions.written(text, reader)
        closes_at = now + timedelta(days=text.text.open_days)
        return self.surveys.drawn(
            text, reader, invitation_id="draft", closes_at=closes_at, chosen=None
        )

    def _read(self, path: Path) -> Edition | Survey:
        if not path.is_file():
            raise ConfigurationInvalid(f"there is no file {path}")
        match path.suffix:
            case ".md":
                return load_edition(path, self.promised, is_draft=True)
            case ".yaml":
                return load_survey(path, self.promised.topics)
            case _:
                raise ContentInvalid(path, 1, "neither an edition (.md) nor a survey (.yaml)")
