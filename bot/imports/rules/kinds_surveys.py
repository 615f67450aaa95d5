"""Files of answers that another tool collected."""

from datetime import datetime
from itertools import product

from bot.imports.rules.faults import FieldRefused
from bot.imports.rules.fields import (
    Cell,
    Field,
    Kind,
    PastWave,
    Row,
    Surroundings,
    Target,
    Values,
    made_id,
)
from bot.imports.rules.resolving import PARTNER_FIELDS, partner_fields, partner_id
from bot.name_keys import name_key
from bot.principal import Role

_SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def _response(values: Values, around: Surroundings) -> Row:
    answered, score = values["answered_at"], values["score"]
    if not isinstance(answered, datetime) or not isinstance(score, int):
        raise TypeError("an answer has a moment and a score")
    around.refuse_future("answered_at", answered)
    scale = str(values["scale"] or "nps")
    low, high = _SCALES[scale]
    if not low <= score <= high:
        raise FieldRefused("score", f"{scale} goes from {low} to {high}")
    wave = _wave_id(str(values["survey"]), str(values["wave"]), around)
    _join(
        wave,
        PastWave(
            survey=str(values["survey"]),
            score=scale,
            kind=str(values["kind"] or "relationship"),
            promise=str(values["promise"] or "named"),
            first=answered,
            last=answered,
        ),
        around,
    )
    return {
        "invitation_id": made_id("invitation", wave, values["contact"]),
        "wave_id": wave,
        "contact_id": values["contact"],
        "partner_id": partner_id(values, around),
        "role": values["role"],
        "score": score,
        "reason": values["reason"],
        "source": "imported",
        "answered_at": answered,
    }


def _wave_id(survey: str, name: str, around: Surroundings) -> str:
    """Return the id of a wave however it is written; older ids were made of one writing."""
    known = around.wave_ids.get((survey, name))
    if known is None:
        key = name_key(survey)
        surveys = {survey} | {
            each.survey for each in around.known_waves.values() if name_key(each.survey) == key
        }
        names = (name, name.upper(), name.lower(), name.title())
        older = (made_id("wave", *each) for each in product(sorted(surveys), names))
        new = made_id("wave", key, name_key(name))
        known = next((each for each in older if each in around.known_waves), new)
        around.wave_ids[survey, name] = known
    return known


def _join(wave_id: str, answer: PastWave, around: Surroundings) -> None:
    """Widen the wave to this answer; one wave has one scale, one kind and one promise."""
    known = around.waves.get(wave_id) or around.known_waves.get(wave_id)
    if known is not None:
        for name in ("score", "kind", "promise"):
            if getattr(known, name) != getattr(answer, name):
                raise FieldRefused(name, f"the wave's other answers say {getattr(known, name)}")
        answer = known.joined(answer)
    around.waves[wave_id] = answer


RESPONSES = Kind(
    name="responses",
    table="response",
    label="survey, wave and contact",
    fields=(
        Field("survey", Cell.NAME, "the survey's name", required=True),
        Field("wave", Cell.NAME, "which run of it, such as 2026-Q3", required=True),
        Field("contact", Cell.EMAIL, "whose answer it is", required=True),
        Field("score", Cell.WHOLE, "the answer", required=True),
        Field("answered_at", Cell.MOMENT, "such as 2026-11-30 14:05", required=True),
        Field("reason", Cell.TEXT, "the comment"),
        Field("scale", Cell.CHOICE, "what was asked; nps if not said", choices=tuple(_SCALES)),
        Field(
            "kind",
            Cell.CHOICE,
            "about the relationship (if not said) or about an event",
            choices=("relationship", "transactional"),
        ),
        Field(
            "promise",
            Cell.CHOICE,
            "who may see the answer; named if not said",
            choices=("named", "confidential"),
        ),
        *partner_fields(" then; empty: the contact's today", required=False),
        Field(
            "role",
            Cell.CHOICE,
            "the contact's role then; empty: today's",
            choices=tuple(role.value for role in Role),
        ),
    ),
    assemble=_response,
    targets=(
        Target("invitation_id"),
        Target("wave_id"),
        Target("contact_id"),
        Target("partner_id", PARTNER_FIELDS),
        Target("role", ("role",)),
        Target("score"),
        Target("reason", ("reason",)),
        Target("source"),
        Target("answered_at"),
    ),
    key=("invitation_id",),
)
