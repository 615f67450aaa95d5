"""Files of events after which people are asked: rows of it become invitations, not rows here."""

from datetime import date, timedelta

from bot.imports.rules.faults import FieldRefused, RowPassedOver
from bot.imports.rules.fields import Cell, Field, Kind, Row, Surroundings, Target, Values
from bot.voice.rules.occasions import LONGEST, BadOccasion, read_occasion

LONGEST_AGO = timedelta(days=30)
"""How long after an event somebody is still asked how it was."""
LONG_AGO = f"they happened over {LONGEST_AGO.days} days ago: nobody is asked so late"
_BAD = {
    BadOccasion.EMPTY: "this may not be empty",
    BadOccasion.LONG: f"this may have {LONGEST} characters at most: it stands on a card",
    BadOccasion.UNPRINTABLE: "this has characters in it that nobody can read",
}


def _event(values: Values, around: Surroundings) -> Row:
    survey = str(values["survey"])
    why_not = around.asked_after.get(survey)
    if why_not is None:
        known = ", ".join(sorted(key for key, why in around.asked_after.items() if not why))
        raise FieldRefused("survey", f"there is no such survey; after events are asked: {known}")
    if why_not:
        raise FieldRefused("survey", why_not)
    occasion = read_occasion(str(values["occasion"]))
    if isinstance(occasion, BadOccasion):
        raise FieldRefused("occasion", _BAD[occasion])
    happened = values["happened_on"]
    if isinstance(happened, date):
        today = around.now.astimezone(around.notation.zone).date()
        if happened > today:
            raise FieldRefused("happened_on", "this day has not come yet")
        if happened < today - LONGEST_AGO:
            raise RowPassedOver(LONG_AGO)
    return {"wave_id": survey, "contact_id": values["contact"], "occasion": occasion}


EVENTS = Kind(
    name="events",
    table="invitation",
    label="survey, contact and occasion",
    fields=(
        Field("survey", Cell.CODE, "the key of a survey about events", required=True),
        Field("contact", Cell.EMAIL, "who is asked", required=True),
        Field(
            "occasion",
            Cell.NAME,
            "the event as your system calls it, such as case 4711: they read it",
            required=True,
        ),
        Field(
            "happened_on",
            Cell.DAY,
            f"the day; who would be asked over {LONGEST_AGO.days} days later is passed over",
        ),
    ),
    assemble=_event,
    targets=(Target("wave_id"), Target("contact_id"), Target("occasion")),
    key=("wave_id", "contact_id", "occasion"),
)
