"""The card of what changed: the customers behind a figure that moved."""

from bot.figures.cards.offers import question_button
from bot.figures.cards.written import quantity_words, say_window
from bot.figures.context import FiguresContext
from bot.figures.rules.changes import KINDS, Changes
from bot.figures.rules.plan import Plan
from bot.figures.rules.plan_text import question_for
from bot.message import Button, Column, Element, Message, Table, paragraph
from bot.principal import Principal

CHANGED = "changed"


def changed_button(context: FiguresContext, asker: Principal, plan: Plan) -> Button | None:
    """Offer to show who stands behind a figure, where that can be said."""
    if plan.metrics[0] not in KINDS:
        return None
    question = question_for(plan, context.catalogue, plan.metrics[:1], asker.partner_name)
    return question_button(context.wording.say("ask_changed"), question, CHANGED)


def draw_changes(context: FiguresContext, asker: Principal, changes: Changes) -> Message:
    """Draw the largest changes, with whose they are and what they were."""
    say = context.wording.say
    label = context.catalogue.metrics[changes.metric].label
    days = say_window(context.wording, changes.window)
    title = say("ask_changed_title", metric=label, period=days)
    if not changes.largest:
        return Message(title, (paragraph(say("ask_changed_none")),))
    columns = [Column(say("ask_changed_customer"))]
    columns += [Column(say("ask_changed_partner"))] if asker.is_vendor else []
    columns += [Column(say("ask_changed_what")), Column(say("ask_value"), numeric=True)]
    rows = tuple(
        (
            change.customer,
            *((change.partner,) if asker.is_vendor else ()),
            say(f"moved_{change.kind}"),
            quantity_words(context.wording, change.amount, signed=True),
        )
        for change in changes.largest
    )
    first = changes.largest[0]
    summary = say(
        "ask_changed_first",
        customer=first.customer,
        change=quantity_words(context.wording, first.amount, signed=True),
    )
    elements: list[Element] = [Table(label, tuple(columns), rows, summary)]
    if (left := changes.count - len(rows)) > 0:
        elements.append(paragraph(context.wording.say_number("ask_changed_more", left)))
    return Message(title, tuple(elements))
