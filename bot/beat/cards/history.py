"""The page of a send on which stands who did what with it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.cards import reach
from bot.beat.store.histories import OPENED, Did
from bot.language import Wording
from bot.message import Bullets, Button, Buttons, Element, Message, paragraph, spans
from bot.store import audit

SHOWN = 25
"""So many of the latest acts stand on one card; it says how many it leaves out."""
_ACTS = {
    "write draft": "did_write",
    "ask for approval": "did_ask",
    "approve": "did_approve",
    "send back": "did_send_back",
    "announce": "did_plan",
    "plan edition": "did_plan",
    "must read": "did_must_read",
    "take back": "did_take_back",
    "hold": "did_hold",
    "lift hold": "did_lift",
    "pause send": "did_pause",
    "resume send": "did_resume",
    "stop send": "did_stop",
    "resend": "did_resend",
    "correct send": "did_correct",
    "recall send": "did_recall",
    "skip slot": "did_skip",
    "move slot": "did_move",
    "pause slot": "did_pause_slot",
    "put back": "did_put_back",
    "pause cadence": "did_pause_all",
    "resume cadence": "did_resume_all",
    "keep moment": "did_keep",
    "keep evergreen": "did_keep_evergreen",
    "send evergreen": "did_give_evergreen",
    "take evergreen back": "did_take_evergreen",
    "import draft": "did_import",
    "hand over": "did_hand_over",
    OPENED: "did_open",
}
"""How the wording says an act; one that it does not know stands by its own word."""


def card(wording: Wording, send_id: str, title: str, found: Sequence[Did], zone: str) -> Message:
    """Show all that was done, the first first."""
    say = wording.say
    shown = found[-SHOWN:]
    left = len(found) - len(shown)
    lines: list[Element] = []
    if left:
        lines.append(paragraph(wording.say_number("history_earlier", left), quiet=True))
    lines.append(Bullets(tuple(spans(line(wording, one, zone)) for one in shown)))
    again = {"s": send_id, "again": "yes"}
    lines.append(Buttons((Button(say("reach_back"), ActionRef(reach.SHOW, again)),)))
    return Message(say("history_title", title=title), tuple(lines), wording.language.tag)


def line(wording: Wording, one: Did, zone: str) -> str:
    """Say who did what, when and why."""
    say = wording.say
    moment = wording.language.moment(one.at.astimezone(ZoneInfo(zone)), say("pattern_slot"))
    known = _ACTS.get(one.act)
    what = say(known, partner=one.partner) if known else one.act
    by = {audit.PROGRAM: "history_by_program", audit.OPERATOR: "history_by_operator"}
    who = say(by[one.by]) if one.by in by else one.by
    said = say("history_line", moment=moment, name=who, what=what)
    return f"{said} {say('history_why', why=one.why)}" if one.why else said
