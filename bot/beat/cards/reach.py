"""What a vendor is shown of a send: whom it reached, whom not and why, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.action import ActionRef
from bot.beat.rules.outcomes import State
from bot.beat.rules.punctual import OnTime
from bot.beat.rules.reach import Four
from bot.beat.rules.suppression import Skip
from bot.beat.store.reached import ROUND_UP, Way
from bot.language import Wording
from bot.message import Bullets, Button, Buttons, Element, Message, paragraph, spans

SENDS, SHOW, PAUSE, RESUME = "sends", "send_show", "send_pause", "send_resume"
STOP, STOP_NOW = "send_stop", "send_stop_now"
CORRECT, CORRECT_NOW, CORRECT_DROP = "send_correct", "send_correct_now", "send_correct_drop"
CORRECT_SHOW = "send_correct_show"
RECALL, RECALL_NOW = "send_recall", "send_recall_now"
RESEND, RESEND_NOW = "send_again", "send_again_now"
VIEW, MISSED, FOLLOW, AWAITED = "send_by", "send_missed", "send_follow", "send_awaited"
HISTORY = "send_history"
"""The press that shows who did what with a send."""
EDITION, WAVE, RECALLED = "edition", "wave", "recall"
OVER_COPIES = {
    "correction": "reach_title_correction",
    "correction letter": "reach_title_letter",
    RECALLED: "reach_title_recall",
}
"""The kinds of send that go over the copies of another, each with its title."""
WAYS = {
    "email": "reach_way_email",
    "web": "reach_way_web",
    ROUND_UP: "reach_way_round_up",
    "": "reach_way_unknown",
}
"""Ways that are no chat."""
NAMED = 5
"""So many partners are named on the card."""
_REASONS = {
    State.UNKNOWN.value: "reach_unsure",
    Skip.TOO_LATE.value: "reach_too_late",
    Skip.NO_ADDRESS.value: "reach_no_address",
    Skip.NO_CONVERSATION.value: "reach_no_conversation",
    Skip.STOPPED.value: "reach_stopped_before",
    Skip.UNSURE.value: "reach_copy_unsure",
    Skip.NO_COPY.value: "reach_no_copy",
    Skip.UNCHANGEABLE.value: "reach_unchangeable",
    Skip.NOT_MEANT.value: "reach_not_meant",
    Skip.INACTIVE.value: "reach_inactive",
    Skip.OPTED_OUT.value: "reach_opted_out",
    Skip.MUTED.value: "reach_muted",
    Skip.PARTNER_MUTED.value: "reach_partner_muted",
    Skip.BLOCKED.value: "reach_blocked",
    Skip.NO_CONSENT.value: "reach_no_consent",
    Skip.ASKED_LATELY.value: "reach_asked_lately",
    Skip.OPEN_CASE.value: "reach_open_case",
    Skip.NOT_SAMPLED.value: "reach_not_sampled",
    Skip.RELATIONSHIP_FIRST.value: "reach_relationship_first",
    Skip.NOTHING_TO_SAY.value: "reach_nothing_to_say",
    Skip.HELD.value: "reach_held",
    Skip.BUDGET.value: "reach_budget",
    Skip.HOLIDAY.value: "reach_holiday",
    Skip.BLACKOUT.value: "reach_blackout",
}
"""How the wording says a reason, and after it what can be done about it."""
_RESENT = {
    State.UNKNOWN.value: "reach_unsure_resend",
    Skip.TOO_LATE.value: "reach_too_late_resend",
}
"""What is said of the button that sends it again, to whom it is offered."""


@dataclass(frozen=True, slots=True)
class Over:
    """A correction or a recall of a send, and how far it is."""

    send_id: str
    kind: str
    began_at: datetime
    four: Four


@dataclass(frozen=True, slots=True)
class Came:
    """What is known of a send beside its counts: by which ways, and what came of it."""

    ways: Sequence[Way] = ()
    tapped: int = 0
    acknowledged: int | None = None
    """How many say that they have read it; None where nobody must."""
    awaited: int = 0
    """Whom it reached by name and who did not say so yet."""
    turned_away: int = 0
    silent: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A send as somebody sees it.

    Of all that is on the way, `leaving` is just leaving and cannot be called back. `may_hold` is
    whether they may pause, resume and stop it.
    """

    send_id: str
    title: str
    created_at: datetime
    four: Four
    leaving: int = 0
    replied: int = 0
    kept: OnTime | None = None
    is_paused: bool = False
    is_stopped: bool = False
    is_over: bool = False
    kind: str = EDITION
    came: Came = Came()
    softened: int = 0
    """How many copies could not be deleted and say that they were recalled."""
    waiting: str | None = None
    """The correction that somebody wrote and nobody confirmed yet."""
    amended: tuple[Over, ...] = ()
    may_hold: bool = False

    @property
    def may_be_resent(self) -> bool:
        """Whether somebody is left to whom it may go again."""
        is_recalled = any(one.kind == RECALLED for one in self.amended)
        is_open = self.kind not in OVER_COPIES and not (self.is_stopped or is_recalled)
        return is_open and self.four.not_reached > 0


def card(wording: Wording, seen: Seen, *, is_followed: bool = False) -> Message:
    """Show the four counts, every miss with its reason and next step, and the buttons."""
    say, four = wording.say, seen.four
    counts = {"reached": four.reached, "everybody": four.everybody, "missed": four.not_reached}
    counts |= {"way": four.on_the_way, "out": four.left_out}
    number = wording.language.number
    key = "reach_counts" if seen.kind not in OVER_COPIES else "reach_counts_amended"
    line = say(key, **{name: number(count) for name, count in counts.items()})
    elements: list[Element] = [paragraph(line)]
    if seen.is_stopped or seen.is_paused:
        elements.append(paragraph(say("reach_stopped" if seen.is_stopped else "reach_paused")))
    elements += on_time_words(wording, "reach_on_time", seen.kept)
    if four.rounding:
        elements.append(paragraph(wording.say_number("reach_rounding", four.rounding)))
    if is_followed or seen.is_over:
        elements.append(paragraph(say("reach_over" if seen.is_over else "reach_followed")))
    if seen.softened:
        elements.append(paragraph(wording.say_number("reach_softened", seen.softened)))
    elements += _came(wording, seen)
    elements += _amended(wording, seen)
    if seen.replied:
        elements.append(paragraph(wording.say_number("reach_replied", seen.replied)))
    for key, reasons in (("reach_missed", four.missed), ("reach_left_out", four.spared)):
        if reasons:
            listed = tuple(
                spans(_reason(wording, seen, *each)) for each in sorted(reasons.items())
            )
            elements += [paragraph(say(key)), Bullets(listed)]
    titled = OVER_COPIES.get(seen.kind, "reach_title")
    return Message(
        say(titled, title=seen.title),
        (*elements, *_ways(wording, seen, is_followed=is_followed)),
        wording.language.tag,
    )


def on_time_words(wording: Wording, key: str, kept: OnTime | None) -> Sequence[Element]:
    """Say how promised moments were kept; what a lane's limit made late is said apart."""
    say, number = wording.say, wording.language.number
    if kept is None or kept.share is None:
        return ()
    share = wording.language.percent(100 * kept.share)
    told = [say(key, share=share, on_time=number(kept.on_time), all=number(kept.promised))]
    if kept.by_limit:
        told.append(wording.say_number("reach_by_limit", kept.by_limit))
    if kept.late + kept.never:
        told.append(wording.say_number("reach_late", kept.late + kept.never))
    if kept.untold + kept.unsure:
        told.append(wording.say_number("reach_untold", kept.untold + kept.unsure))
    return (paragraph(" ".join(told)),)


def _came(wording: Wording, seen: Seen) -> list[Element]:
    """Say by which ways it came, and what came of it; whether it was read nobody asks."""
    came, said = seen.came, list[str]()
    if came.ways:
        ways = wording.language.all_of([_way(wording, way) for way in came.ways])
        said.append(wording.say("reach_ways", ways=ways))
    if came.acknowledged is not None:
        said.append(wording.say_number("reach_acknowledged", came.acknowledged))
        if came.awaited:
            said.append(wording.say_number("reach_awaited", came.awaited))
    if came.tapped:
        said.append(wording.say_number("reach_tapped", came.tapped))
    if came.turned_away:
        said.append(wording.say_number("reach_turned_away", came.turned_away))
    if came.silent:
        names = ", ".join(came.silent[:NAMED])
        if len(came.silent) > NAMED:
            names = wording.say("reach_silent_more", names=names)
        said.append(wording.say_number("reach_silent", len(came.silent), names=names))
    return [paragraph(one) for one in said]


def _way(wording: Wording, way: Way) -> str:
    count = wording.language.number(way.count)
    if (alone := WAYS.get(way.platform)) is not None and not way.is_conversation:
        return wording.say(alone, count=count)
    key = "reach_way_conversation" if way.is_conversation else "reach_way_person"
    platform = wording.say(f"platform_{way.platform}") if way.platform else ""
    return wording.say(key, count=count, platform=platform)


def _amended(wording: Wording, seen: Seen) -> list[Element]:
    """Say of each correction and recall how far it is, and of a survey why it has none."""
    say, number = wording.say, wording.language.number
    elements: list[Element] = []
    if seen.kind == WAVE and seen.may_hold and (seen.four.reached or seen.four.unsure):
        elements.append(paragraph(say("reach_survey_stays"), quiet=True))
    for one in seen.amended:
        day = wording.language.day(one.began_at.date(), say("pattern_long_day"))
        counts = {"done": number(one.four.reached), "everybody": number(one.four.everybody)}
        counts |= {"way": number(one.four.on_the_way)}
        elements.append(paragraph(say(f"reach_{one.kind}", day=day, **counts)))
        how = Button(say(f"reach_show_{one.kind}"), ActionRef(SHOW, {"s": one.send_id}))
        elements.append(Buttons((how,)))
    return elements


def reason_said(wording: Wording, reason: str) -> str:
    """Say why somebody was missed or left out."""
    known = _REASONS.get(reason)
    return wording.say(known) if known else reason or wording.say("reach_no_reason")


def reason_words(wording: Wording, seen: Seen, reason: str) -> str:
    """Say why somebody was missed or left out, and what whoever reads it can do about it."""
    said = reason_said(wording, reason)
    if reason in _RESENT and seen.may_hold and seen.may_be_resent:
        return f"{said}. {wording.say(_RESENT[reason])}"
    return said


def _reason(wording: Wording, seen: Seen, reason: str, count: int) -> str:
    return f"{wording.language.number(count)}: {reason_words(wording, seen, reason)}"


def _ways(wording: Wording, seen: Seen, *, is_followed: bool) -> list[Buttons]:
    """Offer what changes the send, and below it what only shows more of it."""
    say, of = wording.say, {"s": seen.send_id}
    looks = [Button(say("reach_again"), ActionRef(SHOW, {**of, "again": "yes"}))]
    if not (is_followed or seen.is_over):
        looks.append(Button(say("reach_follow"), ActionRef(FOLLOW, of)))
    views = [
        Button(say(f"reach_by_{by}_button"), ActionRef(VIEW, {**of, "by": by}))
        for by in ("partner", "role")
    ]
    if seen.came.awaited:
        views.append(Button(say("reach_awaited_button"), ActionRef(AWAITED, of)))
    if seen.four.not_reached or seen.four.left_out:
        views.append(Button(say("reach_missed_button"), ActionRef(MISSED, of)))
    views.append(Button(say("history_show"), ActionRef(HISTORY, of)))
    mending = [*_holding(wording, seen), *_mending(wording, seen)] if seen.may_hold else []
    if seen.waiting is not None:
        shown = ActionRef(CORRECT_SHOW, {"c": seen.waiting})
        mending.append(Button(say("correct_waits"), shown))
    return [Buttons(tuple(some)) for some in (mending, [*looks, *views]) if some]


def _holding(wording: Wording, seen: Seen) -> tuple[Button, ...]:
    """Offer what keeps from leaving what has not left."""
    say, of = wording.say, {"s": seen.send_id}
    if seen.is_stopped or not seen.four.on_the_way:
        return ()
    stop = Button(say("stop_ask"), ActionRef(STOP, of))
    if seen.is_paused:
        return (Button(say("reach_resume"), ActionRef(RESUME, of), primary=True), stop)
    return (Button(say("reach_pause"), ActionRef(PAUSE, of)), stop)


def _mending(wording: Wording, seen: Seen) -> tuple[Button, ...]:
    """Offer what mends what was delivered, and to send again to whom it did not come."""
    say, of = wording.say, {"s": seen.send_id}
    found: list[Button] = []
    if seen.may_be_resent:
        count = wording.language.number(seen.four.not_reached)
        found.append(Button(say("reach_resend", count=count), ActionRef(RESEND, of)))
    is_recalled = any(one.kind == RECALLED for one in seen.amended)
    if seen.kind == EDITION and not is_recalled and (seen.four.reached or seen.four.unsure):
        found.append(Button(say("correct_ask"), ActionRef(CORRECT, of)))
        found.append(Button(say("recall_ask"), ActionRef(RECALL, of)))
    return tuple(found)
