"""Buttons below a figure by which somebody has it watched."""

from bot.figures.cards.offers import question_button
from bot.figures.context import FiguresContext
from bot.figures.rules.plan import Plan
from bot.figures.rules.plan_text import question_for
from bot.message import Button
from bot.principal import Principal

ALERT_ME, READ_OUT_ME = "alert_me", "read_out_me"


def alert_button(context: FiguresContext, asker: Principal, plan: Plan) -> Button | None:
    """Offer to be told when this figure crosses a line, where it is one figure without a cut."""
    if len(plan.metrics) != 1 or plan.group_by or plan.top_n is not None:
        return None
    question = figure_words(context, asker, plan)
    return question_button(context.wording.say("alert_me"), question, ALERT_ME)


def read_out_button(context: FiguresContext, asker: Principal, plan: Plan) -> Button | None:
    """Offer to be told this figure regularly, where it is single figures."""
    if plan.group_by or plan.grain is not None or plan.top_n is not None:
        return None
    question = figure_words(context, asker, plan)
    return question_button(context.wording.say("read_out_me"), question, READ_OUT_ME)


def figure_words(context: FiguresContext, asker: Principal, plan: Plan) -> str:
    """Write the question for a figure without its time: whoever watches has their own."""
    bare = Plan(plan.metrics, plan.window, default_period=True, filters=plan.filters)
    return question_for(bare, context.catalogue, (), asker.partner_name)
