"""The pages of the reach report: by partner, by role, and by name whom it did not reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.action import ActionRef
from bot.beat.cards.reach import AWAITED, MISSED, SHOW, VIEW, Seen, reason_words
from bot.beat.rules.reach import Four, short_reason
from bot.beat.store.reached import CONVERSATION, Missed
from bot.language import Wording
from bot.message import Button, Buttons, Column, Element, Message, Table, paragraph

PARTNER, ROLE = "partner", "role"
ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Paged:
    """Rows of one page out of all; pages count from nought."""

    page: int
    everything: int

    @property
    def after(self) -> int:
        """How many rows come before it."""
        return self.page * ON_A_PAGE

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self.after + ON_A_PAGE >= self.everything


def groups(wording: Wording, seen: Seen, by: str, found: Mapping[str, Four], page: int) -> Message:
    """Show the four counts by partner, those that miss most first, or by role."""
    say, number = wording.say, wording.language.number
    order = sorted(found, key=lambda name: (-found[name].not_reached, name))
    paged = Paged(page, len(order))
    rows = tuple(
        (
            _called(wording, by, name),
            *(
                number(count)
                for count in (
                    found[name].reached,
                    found[name].on_the_way,
                    found[name].not_reached,
                    found[name].left_out,
                )
            ),
        )
        for name in order[paged.after : paged.after + ON_A_PAGE]
    )
    heads = ("reached", "way", "missed", "out")
    columns = (
        Column(say(f"reach_by_{by}")),
        *(Column(say(f"reach_column_{head}"), numeric=True) for head in heads),
    )
    summary = wording.say_number(f"reach_by_{by}_summary", len(order))
    table = Table(say("reach_by_caption"), columns, rows, summary)
    turn = _turns(wording, seen, VIEW, {"by": by}, paged)
    title = say(f"reach_by_{by}_title", title=seen.title)
    return Message(title, (table, Buttons(turn)), wording.language.tag)


def names(
    wording: Wording, seen: Seen, found: Sequence[Missed], paged: Paged, *, is_all: bool
) -> Message:
    """Name whom it did not reach or left out, each with the reason and what can be done."""
    say = wording.say
    elements: list[Element] = []
    if found:
        columns = tuple(Column(say(key)) for key in ("reach_who", "reach_by_partner", "reach_why"))
        rows = tuple(
            (
                one.name or say("reach_nameless"),
                one.partner or say("reach_ours"),
                reason_words(wording, seen, short_reason(one.state, one.reason)),
            )
            for one in found
        )
        summary = wording.say_number("reach_names_summary", paged.everything)
        elements.append(Table(say("reach_names_caption"), columns, rows, summary))
    else:
        elements.append(paragraph(say("reach_names_none")))
    if not is_all:
        elements.append(paragraph(say("reach_names_yours"), quiet=True))
    turn = _turns(wording, seen, MISSED, {}, paged)
    title = say("reach_names_title", title=seen.title)
    return Message(title, (*elements, Buttons(turn)), wording.language.tag)


def awaited(
    wording: Wording,
    seen: Seen,
    found: Sequence[tuple[str, str]],
    paged: Paged,
    *,
    is_all: bool,
) -> Message:
    """Name who has what everybody must read, and did not say that they have read it."""
    say = wording.say
    elements: list[Element] = [paragraph(say("reach_awaited_none"))]
    if found:
        columns = tuple(Column(say(key)) for key in ("reach_who", "reach_by_partner"))
        rows = tuple((name, partner or say("reach_ours")) for name, partner in found)
        summary = wording.say_number("reach_awaited_summary", paged.everything)
        elements = [Table(say("reach_awaited_caption"), columns, rows, summary)]
    if not is_all:
        elements.append(paragraph(say("reach_names_yours"), quiet=True))
    turn = _turns(wording, seen, AWAITED, {}, paged)
    title = say("reach_awaited_title", title=seen.title)
    return Message(title, (*elements, Buttons(turn)), wording.language.tag)


def _called(wording: Wording, by: str, name: str) -> str:
    if by == PARTNER:
        return name or wording.say("reach_ours")
    return wording.say("reach_role_conversation" if name == CONVERSATION else f"role_{name}")


def _turns(
    wording: Wording, seen: Seen, press: str, more: Mapping[str, str], paged: Paged
) -> tuple[Button, ...]:
    """Turn the pages, and go back to the card."""
    say, of = wording.say, {"s": seen.send_id, **more}
    found: list[Button] = []
    for key, page, is_there in (
        ("reach_page_before", paged.page - 1, paged.page > 0),
        ("reach_page_next", paged.page + 1, not paged.is_last),
    ):
        if is_there:
            found.append(Button(say(key), ActionRef(press, {**of, "p": str(page)})))
    back = Button(say("reach_back"), ActionRef(SHOW, {"s": seen.send_id, "again": "yes"}))
    return (*found, back)
