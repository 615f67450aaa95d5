"""What the figures' use cases are given beside the ports that all share."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from bot.beat.context import BeatContext
from bot.context import Programme
from bot.figures.rules.catalogue import Catalogue
from bot.figures.rules.figures import Footing
from bot.figures.rules.windows import Calendar
from bot.figures.store.questions import Questions


def footing_of(programme: Programme, catalogue: Catalogue, now: datetime) -> Footing:
    """Return what every figure stands on: the programme's day, definitions and currency."""
    today = now.astimezone(ZoneInfo(programme.zone)).date()
    calendar = Calendar(today, programme.fiscal_year_start_month)
    return Footing(calendar, catalogue, programme.currency, programme.zone, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresContext(BeatContext):
    """The shared ports, the catalogue of metrics and the reader of questions."""

    catalogue: Catalogue
    questions: Questions

    def for_reader(self, language: str) -> Self:
        """Return the same for somebody who reads this language."""
        reader = BeatContext.for_reader(self, language)
        return replace(reader, catalogue=self.catalogue.in_language(language))

    def footing(self) -> Footing:
        """Return what every figure stands on just now."""
        return footing_of(self.programme, self.catalogue, self.clock.now())

    def today(self) -> date:
        """Return the programme's calendar day."""
        return self.footing().calendar.today
