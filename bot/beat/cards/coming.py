"""What managers are shown of what comes for their partners, and how they keep one out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.rules.cadence import instant
from bot.beat.store.holds import HeldPartner, Kept
from bot.form import Form, TextField
from bot.language import Wording
from bot.message import Bold, Button, Buttons, Choice, Element, Message, Option, paragraph
from bot.principal import Principal

HOLD, LIFT, WHY, LIST = "hold", "lift_hold", "hold_why", "coming"
FEW = 4
"""So many partners have a button each; of more one is picked from a list."""
ON_A_LIST = 50
"""So many partners stand on one list: the tightest limits are a card's on Teams, and Slack's."""
LONGEST_NAME, LONGEST_OPTION = 40, 75
"""Characters of a partner's name on a button, and of a line of a list."""
LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """One text that comes, for the partners of one manager: each with its name and people."""

    text_id: str
    cadence_id: str
    moment: str
    title: str
    at: datetime
    zone: str | None
    author: str
    partners: Mapping[str, tuple[str, int]]
    held: Mapping[str, HeldPartner]

    def of(self) -> dict[str, str]:
        """Return what a button says of it."""
        found = {"t": self.text_id, "c": self.cadence_id}
        return {**found, "m": self.moment} if self.moment else found


def card(wording: Wording, found: Sequence[Shown], reader: Principal) -> Message:
    """Show what comes, each with whom it means there and the way to keep them out."""
    say = wording.say
    elements: list[Element] = [paragraph(say("coming_intro"))]
    for one in found:
        elements += _of_one(wording, one, reader)
    if not found:
        elements = [paragraph(say("coming_none"))]
    return Message(say("coming_title"), tuple(elements), wording.language.tag)


def held_card(
    wording: Wording, title: str, partner: str, kept: Kept, of: Mapping[str, str]
) -> Message:
    """Say what a hold kept, and what had left by then, with the ways on."""
    say, number = wording.say, wording.language.number
    lines = [paragraph(say("hold_done", partner=partner, title=title))]
    if kept.left:
        counts = {"left": number(kept.left), "kept": number(kept.kept)}
        lines.append(paragraph(say("hold_left" if kept.kept else "hold_all_left", **counts)))
    ways = Buttons(
        (
            Button(say("hold_why"), ActionRef(WHY, of), primary=True),
            Button(say("hold_lift"), ActionRef(LIFT, of)),
        )
    )
    return Message(say("hold_title", partner=partner), (*lines, ways), wording.language.tag)


def why_form(wording: Wording, title: str, partner: str, of: Mapping[str, str]) -> Form:
    """Ask for a word on why a partner is kept out."""
    say = wording.say
    asked = say("hold_form_why", title=title, partner=partner)
    return Form(
        ActionRef(WHY, of),
        say("hold_form_title"),
        say("hold_form_keep"),
        (TextField("why", asked, LONGEST_WHY, required=True),),
        reopen=Button(say("hold_why"), ActionRef(WHY, of)),
    )


def told_card(wording: Wording, title: str, held: HeldPartner) -> Message:
    """Tell an author whose partner was kept out of what they wrote, by whom and why."""
    say = wording.say
    lines = [paragraph(say("held_by", name=held.name, partner=held.partner, title=title))]
    if held.why:
        lines.append(paragraph(say("approval_why", name=held.name, why=held.why)))
    return Message(say("held_title", partner=held.partner), tuple(lines), wording.language.tag)


def _of_one(wording: Wording, one: Shown, reader: Principal) -> list[Element]:
    say = wording.say
    local = instant(one.at, one.zone or reader.zone).astimezone(ZoneInfo(reader.zone))
    moment = wording.language.moment(local, say("pattern_slot"))
    lines: list[Element] = [
        paragraph(Bold(one.title)),
        paragraph(say("coming_line", moment=moment, author=one.author)),
    ]
    free = {key: name for key, name in one.partners.items() if key not in one.held}
    for held in one.held.values():
        why = f" {say('approval_why', name=held.name, why=held.why)}" if held.why else ""
        lines.append(paragraph(f"{say('coming_held', partner=held.partner, name=held.name)}{why}"))
        lift = ActionRef(LIFT, {**one.of(), "p": held.partner_id})
        lines.append(Buttons((Button(say("hold_lift_of", partner=_short(held.partner)), lift),)))
    return [*lines, *_ways(wording, one, free)]


def _ways(
    wording: Wording, one: Shown, free: Mapping[str, tuple[str, int]]
) -> tuple[Element, ...]:
    say = wording.say
    if not free:
        return ()
    people = {key: wording.say_number("coming_people", count) for key, (_, count) in free.items()}
    if len(free) <= FEW:
        labels = {
            key: say("coming_hold", partner=_short(name), people=people[key])
            for key, (name, _) in free.items()
        }
        buttons = (
            Button(label, ActionRef(HOLD, {**one.of(), "p": key})) for key, label in labels.items()
        )
        return (Buttons(tuple(buttons)),)
    options = [
        Option(f"{name}: {people[key]}"[:LONGEST_OPTION], key) for key, (name, _) in free.items()
    ]
    hold, pick = ActionRef(HOLD, one.of()), say("coming_pick")
    pages = range(0, len(options), ON_A_LIST)
    return tuple(Choice(hold, pick, tuple(options[at : at + ON_A_LIST])) for at in pages)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
