"""The forms of a goal: what it is, why it is dropped, and why it stands as it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.action import ActionRef
from bot.form import ChoiceField, DateField, Form, TextField
from bot.goals.cards.plans import ADD, CHANGE, DROP
from bot.goals.cards.saying import WHY
from bot.goals.rules.goals import LONGEST_NOTE, LONGEST_WORDS, GoalView
from bot.language import Wording
from bot.message import Button, Option, spans
from bot.principal import Principal


@dataclass(frozen=True, slots=True)
class Owners:
    """Who may be chosen on each side."""

    vendor: Sequence[Principal]
    partner: Sequence[Principal]


def goal_form(
    wording: Wording,
    owners: Owners,
    soon: date,
    *,
    partner_id: str = "",
    goal: GoalView | None = None,
) -> Form:
    """Ask what is to be reached, by when, and who owns it on each side."""
    say = wording.say
    meant = ActionRef(CHANGE, {"g": goal.id}) if goal else ActionRef(ADD, {"p": partner_id})
    fields = (
        TextField(
            "words",
            say("goal_words_label"),
            LONGEST_WORDS,
            required=True,
            multiline=False,
            hint=say("goal_words_hint"),
            initial=goal.words if goal else "",
        ),
        DateField("due", say("goal_when"), required=True, initial=goal.due_on if goal else soon),
        _whom(wording, "partner_owner", owners.partner, goal.partner_owner_id if goal else ""),
        _whom(wording, "vendor_owner", owners.vendor, goal.vendor_owner_id if goal else ""),
    )
    title, label = (
        ("goal_change_form", "goal_change_button") if goal else ("goal_form", "goal_add")
    )
    return Form(meant, say(title), say("goal_keep"), fields, reopen=Button(say(label), meant))


def drop_form(wording: Wording, goal: GoalView) -> Form:
    """Ask why a goal is dropped; both sides read it."""
    say, meant = wording.say, ActionRef(DROP, {"g": goal.id})
    why = TextField("why", say("goal_drop_label"), LONGEST_NOTE, required=True)
    label = say("goal_drop_button")
    return Form(
        meant, say("goal_drop_form"), label, (why,), Button(label, meant), spans(goal.words)
    )


def why_form(wording: Wording, goal: GoalView, arguments: dict[str, str], words: str) -> Form:
    """Ask for one line about a colour; nobody has to write it."""
    say, meant = wording.say, ActionRef(WHY, arguments)
    field = TextField("why", say("goal_why_label"), LONGEST_NOTE, multiline=False, initial=words)
    return Form(
        meant,
        say("goal_why_form"),
        say("goal_keep"),
        (field,),
        Button(say("goal_why"), meant),
        spans(goal.words),
    )


def _whom(wording: Wording, name: str, known: Sequence[Principal], chosen: str) -> ChoiceField:
    options = tuple(Option(one.name[:70], one.contact_id) for one in known)
    first = known[0].contact_id if known else ""
    initial = chosen if chosen in {one.contact_id for one in known} else first
    return ChoiceField(
        name, wording.say(f"goal_{name}_label"), options, required=True, initial=initial
    )
