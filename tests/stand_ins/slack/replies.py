"""What Slack does with the bodies that an app answers and with posts to a response_url."""

import json
from typing import Any

from .blocks import MODAL
from .checks import Problem, each, record
from .door import Ack
from .elements import OPTION
from .rules import Verdict, judge_response, judge_view
from .state import Conversation, Member, Message, View
from .tickets import ResponseUrl
from .world import STACK, World


def answer_to_command(
    world: World, member: Member, conversation: Conversation, command: str, ack: Ack
) -> None:
    """Show what a command's answer says; nothing where it is empty."""
    if not ack.ok or not ack.body.strip():
        return
    words: Any = {"text": ack.body.decode()}
    if ack.content_type == "application/json":
        words = ack.json()
    verdict = judge_response(words)
    if verdict:
        world.complain(f"answer to {command}", verdict)
        return
    show(world, member.id, conversation, words)


def show(world: World, user_id: str, conversation: Conversation, words: dict[str, Any]) -> Message:
    """Post a reply to everybody or, as Slack does by default, to one person."""
    bot = world.teams[conversation.team_id].bot_user_id
    open_to_all = words.get("response_type") == "in_channel"
    seen = {} if open_to_all else {"seen_only_by": user_id}
    return world.post(conversation, bot, {**words, **seen})


def post_to_response_url(world: World, answer: ResponseUrl, words: dict[str, Any]) -> str | None:
    """Carry out a post; returns Slack's word where it is refused."""
    verdict = judge_response(words)
    if verdict:
        world.complain("response_url", verdict)
        return verdict.error
    conversation = world.conversations[answer.conversation_id]
    original = conversation.message(answer.message_ts)
    if words.get("delete_original") or words.get("replace_original"):
        if original is None:
            return "message_not_found"
        if words.get("delete_original"):
            world.remove(original)
        else:
            world.rewrite(original, {"blocks": [], **words})
        return None
    show(world, answer.user_id, conversation, words)
    return None


def answer_to_submission(world: World, view: View, ack: Ack) -> None:
    """Carry out a submission's answer: close, errors, update, push or clear."""
    if not ack.ok:
        return
    if not ack.body.strip():
        world.close_view(view)
        return
    try:
        answer = json.loads(ack.body)
        action = answer.get("response_action")
    except (ValueError, AttributeError):
        world.complain("view_submission", Verdict("invalid_response"))
        return
    if answer == {}:
        world.close_view(view)
    elif action == "clear":
        world.clear_views(view.user_id)
    elif action == "errors":
        _show_errors(world, view, answer.get("errors"))
    elif action in ("update", "push"):
        _show_view(world, view, action, answer.get("view"))
    else:
        world.complain("view_submission", Verdict("invalid_response_action"))


def _show_errors(world: World, view: View, errors: Any) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        problem = Problem("/errors", "must name at least one input block")
        world.complain("view_submission", Verdict("invalid_errors", (problem,)))
        return
    strange = sorted(name for name in errors if name not in inputs)
    bad = sorted(name for name, says in errors.items() if not isinstance(says, str) or not says)
    if strange or bad:
        problem = Problem(f"/errors/{(strange or bad)[0]}", "must be a text at an input block")
        world.complain("view_submission", Verdict("invalid_errors", (problem,)))
        return
    view.errors = dict(errors)
    world.bell.ring()


def _show_view(world: World, view: View, action: str, body: Any) -> None:
    verdict = judge_view(body, MODAL)
    if verdict is None and action == "push" and len(world.stack(view.user_id)) >= STACK:
        verdict = Verdict("push_limit_reached")
    if verdict:
        world.complain(f"view_submission {action}", verdict)
    elif action == "push":
        world.push_view(view.team_id, view.user_id, body)
    else:
        world.redraw(view, body)


def answer_to_options(world: World, ack: Ack) -> list[dict[str, Any]]:
    """Return the options that an app offered while somebody typed."""
    if not ack.ok:
        return []
    try:
        answer = json.loads(ack.body)
    except ValueError:
        world.complain("block_suggestion", Verdict("invalid_response"))
        return []
    problems = tuple(record({"options": each(OPTION, 0, 100)})(answer, ""))
    if problems:
        world.complain("block_suggestion", Verdict("invalid_response", problems))
        return []
    return list(answer["options"])
