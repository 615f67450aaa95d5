"""Words that several content files share: audiences, cadences, keys."""

import re
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.domain.audience import Audience
from bot.domain.people import Role
from bot.ports import CadenceFile

_FREQUENCIES = re.compile(r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[-+A-Z0-9,]+)*")
_CATCH_UP = re.compile(r"([1-9][0-9]{0,3}) (minute|hour|day)s?")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}

KeyText = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Title = Annotated[str, Field(min_length=1, max_length=150)]
Sentence = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """A part of a content file: unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AudienceText(Strict):
    """Whom an edition or a survey is for; a field left out means "no matter which"."""

    roles: frozenset[Role] = frozenset()
    partners: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    vendor: bool = False

    def audience(self) -> Audience:
        """Return the rule in the core's words."""
        return Audience(
            self.roles, self.partners, self.tiers, self.regions, self.stages, self.vendor
        )


def _check_rule(rule: str) -> str:
    if not _FREQUENCIES.fullmatch(rule):
        raise ValueError("write a rule like FREQ=WEEKLY;BYDAY=TU, daily at most")
    rrulestr(rule, dtstart=datetime(2026, 1, 1))  # noqa: DTZ001 - rules live on wall clocks
    return rule


def _check_wall_clock(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("a wall-clock moment has no offset: the zone is said beside it")
    return moment


def _check_zone(zone: str) -> str:
    try:
        return zone if zone == "reader" else ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("a zone is reader or a name like Europe/Berlin") from error


def _check_catch_up(text: str) -> str:
    if not _CATCH_UP.fullmatch(text):
        raise ValueError("write a time like 12 hours")
    return text


class CadenceText(Strict):
    """A promised rhythm: a rule on wall-clock time, and whose clock it means."""

    rule: Annotated[str, AfterValidator(_check_rule)]
    starts_on: Annotated[datetime, AfterValidator(_check_wall_clock)]
    zone: Annotated[str, AfterValidator(_check_zone)] = "reader"
    catch_up: Annotated[str, AfterValidator(_check_catch_up)] = "12 hours"

    def has_slot_on(self, day: datetime) -> bool:
        """Say whether a slot falls on the day that begins at this wall-clock midnight."""
        end = day.replace(hour=23, minute=59, second=59)
        return bool(rrulestr(self.rule, dtstart=self.starts_on).between(day, end, inc=True))

    def file(self, kind: Literal["newsletter", "survey"], subject: str) -> CadenceFile:
        """Return the rhythm in the core's words."""
        count, unit = self.catch_up.split(" ")
        return CadenceFile(
            kind=kind,
            subject=subject,
            rule=self.rule,
            starts_on=self.starts_on,
            zone=None if self.zone == "reader" else self.zone,
            catch_up_minutes=int(count) * _MINUTES[unit.removesuffix("s")],
        )
