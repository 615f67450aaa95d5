"""Whether Teams would take an Adaptive Card, and what is unwise about it."""

import json
from collections.abc import Iterator
from typing import Any

from tests.stand_ins.checks import Problem, anything, each, matching, one_of, record, text

from .elements import BEYOND, CARD
from .pieces import KIND, typed, word

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
CARD_BYTES = 25 * 1024  # webhooks and older clients stop at 28 KB
USERS_REFRESHED = 60
ADAPTIVE = "application/vnd.microsoft.card.adaptive"

TEAMS = record(
    {},
    {
        "width": word("Full"),
        "entities": each(
            record(
                {
                    "type": one_of("mention"),
                    "text": matching(r"<at>.+</at>$", "must look like <at>Name</at>"),
                    "mentioned": record({"id": text(), "name": text()}),
                }
            ),
            0,
        ),
    },
)


def judge_card(card: Any, at: str = "") -> list[Problem]:
    """Return every reason for which Teams would not draw this card."""
    if not isinstance(card, dict):
        return [Problem(at, "must be an object")]
    problems = list(CARD(card, at))
    if card.get("type") != "AdaptiveCard":
        problems.append(Problem(f"{at}/type", "must be AdaptiveCard"))
    if card.get("version") not in VERSIONS:
        problems.append(Problem(f"{at}/version", "must be a version up to 1.5"))
    if card.get("$schema", SCHEMA) != SCHEMA:
        problems.append(Problem(f"{at}/$schema", f"must be {SCHEMA}"))
    problems += TEAMS(card.get("msteams", {}), f"{at}/msteams")
    problems += _refresh(card.get("refresh"), f"{at}/refresh")
    return problems + list(_ids(card, at)) + list(_mentions(card, at))


def _refresh(refresh: Any, at: str) -> Iterator[Problem]:
    if refresh is None:
        return
    user = matching(r"29:\S+$", "must be the id of a person")
    needs = {"action": _execute}
    yield from record(needs, {**KIND, "userIds": each(user, 0, USERS_REFRESHED)})(refresh, at)


def _execute(action: Any, at: str) -> Iterator[Problem]:
    from_card = {"type": typed("Action.Execute"), "verb": text(1, 255)}
    yield from record(from_card, {"title": text(), "data": anything, "id": text()})(action, at)


def drawn_in(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every object that is drawn at once: what buttons send and fallbacks are left out."""
    yield card
    for key, inner in card.items():
        if key in ("data", "fallback", "refresh"):
            continue
        for each_one in inner if isinstance(inner, list) else [inner]:
            if isinstance(each_one, dict):
                yield from drawn_in(each_one)


def _ids(card: dict[str, Any], at: str) -> Iterator[Problem]:
    drawn = [o for o in drawn_in(card) if not str(o.get("type", "")).startswith("Action.")]
    ids = [o["id"] for o in drawn if isinstance(o.get("id"), str) and "mentioned" not in o]
    mentioned = [o["mentioned"].get("id") for o in drawn if isinstance(o.get("mentioned"), dict)]
    for name in sorted({name for name in ids if ids.count(name) > 1} - set(mentioned)):
        yield Problem(at, f"id must be unique, stands twice: {name}")


def _mentions(card: dict[str, Any], at: str) -> Iterator[Problem]:
    teams = card.get("msteams")
    entities = teams.get("entities") if isinstance(teams, dict) else None
    words = json.dumps(card.get("body"), ensure_ascii=False)
    for index, entity in enumerate(entities or []):
        said = entity.get("text") if isinstance(entity, dict) else None
        if isinstance(said, str) and said not in words:
            yield Problem(f"{at}/msteams/entities/{index}", f"is not in the body: {said}")


def remarks_on_card(card: Any, at: str = "") -> list[Problem]:
    """Return what Teams takes and people would regret."""
    if not isinstance(card, dict):
        return []
    remarks = [
        Problem(at, f"an {kind} without altText says nothing to a screen reader")
        for kind in ("Image",)
        for o in drawn_in(card)
        if o.get("type") == kind and not o.get("altText")
    ]
    weight = len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())
    if weight > CARD_BYTES:
        remarks.append(Problem(at, f"weighs {weight} bytes, more than {CARD_BYTES} in a card"))
    remarks += [
        Problem(at, f"a client without {o['type']} would show nothing")
        for o in drawn_in(card)
        if o.get("type") in BEYOND and isinstance(o.get("fallback"), str)
    ]
    return remarks
