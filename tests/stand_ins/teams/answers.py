"""What the bot's answers to gestures must look like, and what a person then sees."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.stand_ins.checks import Problem, Rule, anything, both, each, one_of, record, text, whole

from .cards import ADAPTIVE, judge_card, remarks_on_card
from .door import Ack
from .pieces import either, link
from .state import Json, Posted, copied
from .world import World

CARD_ANSWER = ADAPTIVE
MESSAGE_ANSWER = "application/vnd.microsoft.activity.message"
ERROR_ANSWER = "application/vnd.microsoft.error"
SEARCH_ANSWER = "application/vnd.microsoft.search.searchResponse"
RESULTS = 15
WENT_WRONG = "Something went wrong. Please try again."


@dataclass(eq=False)
class Dialog:
    """A dialog before somebody's eyes."""

    title: str
    card: Json | None
    url: str | None
    posted: Posted
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Reaction:
    """What came of a gesture: an acknowledgement, and what the person then sees."""

    ack: Ack | None = None
    card: Json | None = None
    message: str | None = None
    dialog: Dialog | None = None
    error: str | None = None
    url: str | None = None
    results: tuple[Json, ...] = ()


def card_rule(value: Any, at: str) -> Iterator[Problem]:
    """Want an Adaptive Card."""
    yield from judge_card(value, at)


ANSWERS: dict[str, Rule] = {
    CARD_ANSWER: record({"statusCode": one_of(200), "type": anything, "value": card_rule}),
    MESSAGE_ANSWER: record({"statusCode": one_of(200), "type": anything, "value": text(1, 4000)}),
    ERROR_ANSWER: record(
        {
            "statusCode": one_of(400, 403, 404, 500),
            "type": anything,
            "value": record({"code": text(), "message": text()}),
        }
    ),
}
EDGE = either("small, medium, large or pixels", one_of("small", "medium", "large"), whole(1, 2000))


def _one_content(value: Any, at: str) -> Iterator[Problem]:
    if isinstance(value, dict) and ("card" in value) == ("url" in value):
        yield Problem(at, "exactly one required of: card, url")


SHOWN = both(
    record(
        {"title": text(1, 200)},
        {
            "height": EDGE,
            "width": EDGE,
            "url": link,
            "fallbackUrl": link,
            "completionBotId": text(),
            "card": record({"contentType": one_of(ADAPTIVE), "content": card_rule}),
        },
    ),
    _one_content,
)
TASKS: dict[str, Rule] = {
    "continue": record({"type": anything, "value": SHOWN}),
    "message": record({"type": anything, "value": text(1, 4000)}),
}
SEARCH = record(
    {
        "type": one_of(SEARCH_ANSWER),
        "value": record({"results": each(record({"title": text(), "value": text()}), 0, RESULTS)}),
    },
    {"statusCode": one_of(200)},
)


def _body(world: World, name: str, ack: Ack, *, may_be_empty: bool = False) -> Json | None:
    """Return the JSON of an answer, or None where it is not what Teams needs."""
    if not ack.ok:
        if ack.failure == "timeout":
            world.complain(name, "Late")
        return None
    if may_be_empty and not ack.body.strip():
        return {}
    problem = "" if ack.status == 200 else f"status must be 200, not {ack.status}"
    if not problem and ack.content_type != "application/json":
        problem = f"content type must be application/json, not {ack.content_type}"
    try:
        body = json.loads(ack.body)
    except ValueError:
        body, problem = None, problem or "must be JSON"
    if not problem and not isinstance(body, dict):
        problem = "must be an object"
    if problem:
        world.complain(name, "BadAnswer", [Problem("", problem)])
        return None
    return dict(body)


def _keeps(world: World, name: str, rule: Rule | None, body: Json) -> bool:
    if rule is None:
        problems = [Problem("/type", f"unknown type: {body.get('type')}")]
    else:
        problems = list(rule(body, ""))
    if problems:
        world.complain(name, "BadAnswer", problems)
    return not problems


def to_card_action(world: World, posted: Posted, user_id: str, ack: Ack) -> Reaction:
    """Carry out the answer to Action.Execute: the person's own view, words, or an error."""
    name = "adaptiveCard/action"
    body = _body(world, name, ack)
    if body is None or not _keeps(world, name, ANSWERS.get(str(body.get("type"))), body):
        return Reaction(ack, error=WENT_WRONG)
    value = body["value"]
    if body["type"] == CARD_ANSWER:
        for remark in remarks_on_card(value):
            world.complain(name, "Unwise", [remark])
        posted.views[user_id] = copied(value)
        world.bell.ring()
        return Reaction(ack, card=posted.views[user_id])
    if body["type"] == MESSAGE_ANSWER:
        return Reaction(ack, message=value)
    return Reaction(ack, error=value["message"])


def to_task(world: World, posted: Posted, name: str, ack: Ack) -> Reaction:
    """Carry out the answer to task/fetch or task/submit: a dialog, words, or nothing more."""
    body = _body(world, name, ack, may_be_empty=name == "task/submit")
    if body is None:
        return Reaction(ack, error=WENT_WRONG)
    if not body and name == "task/submit":
        return Reaction(ack)
    task = body.get("task")
    rule = TASKS.get(str(task.get("type"))) if isinstance(task, dict) else None
    inner = task if isinstance(task, dict) else {}
    if set(body) != {"task"} or not _keeps(world, name, rule, inner):
        if set(body) != {"task"}:
            world.complain(name, "BadAnswer", [Problem("", "must have a task and nothing else")])
        return Reaction(ack, error=WENT_WRONG)
    if inner["type"] == "message":
        return Reaction(ack, message=inner["value"])
    shown = inner["value"]
    card = copied(shown["card"]["content"]) if "card" in shown else None
    if card:
        _remark_on_dialog(world, name, card)
    return Reaction(ack, dialog=Dialog(shown["title"], card, shown.get("url"), posted))


def _remark_on_dialog(world: World, name: str, card: Json) -> None:
    problems = remarks_on_card(card)
    if "Action.Execute" in json.dumps(card):
        problems.append(Problem("", "a dialog submits: Action.Execute does nothing in it"))
    for problem in problems:
        world.complain(name, "Unwise", [problem])


def to_search(world: World, ack: Ack) -> Reaction:
    """Return what a typeahead offers."""
    name = "application/search"
    body = _body(world, name, ack)
    if body is None or not _keeps(world, name, SEARCH, body):
        return Reaction(ack, error=WENT_WRONG)
    return Reaction(ack, results=tuple(body["value"]["results"]))
