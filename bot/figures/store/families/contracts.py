"""Terms that end, trials that are decided, and contacts made."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, func, select

from bot.figures.store.figure_cuts import OF_CUSTOMERS, OF_PARTNERS, Cut, cut, labelled
from bot.figures.store.measures import Family
from bot.figures.store.metrics import Asked
from bot.figures.store.tables import Term, Touch, Trial
from bot.store.scoping import scoped


def _terms(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    term = scoped(Term, asked.principal)
    inside = and_(term.c.term_end >= windows.c.first_day, term.c.term_end < windows.c.end_day)
    chosen = cut(windows.join(term, inside), term, windows.c.closing, asked.plan, asked.principal)
    is_open = term.c.outcome == "open"
    measures = _outcomes(term, ("renewed", "lapsed", "open")) | {
        "due_amount": func.sum(case((is_open, term.c.annualised), else_=0)),
    }
    return _grouped(windows, chosen, [measures[name] for name in names])


def _trials(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    trial = scoped(Trial, asked.principal)
    inside = and_(trial.c.ended_on > windows.c.opening, trial.c.ended_on <= windows.c.closing)
    chosen = cut(
        windows.join(trial, inside), trial, windows.c.closing, asked.plan, asked.principal
    )
    measures = _outcomes(trial, ("converted", "lost", "open"))
    return _grouped(windows, chosen, [measures[name] for name in names])


def _touches(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    touch = scoped(Touch, asked.principal)
    inside = and_(touch.c.at >= windows.c.first_moment, touch.c.at < windows.c.end_moment)
    chosen = cut(
        windows.join(touch, inside), touch, windows.c.closing, asked.plan, asked.principal
    )
    measures = {
        way: func.sum(case((touch.c.direction == way, 1), else_=0))
        for way in ("outbound", "inbound")
    }
    return _grouped(windows, chosen, [measures[name] for name in names])


def _outcomes(rows: Subquery, outcomes: tuple[str, ...]) -> dict[str, ColumnElement[Any]]:
    return {
        outcome: func.sum(case((rows.c.outcome == outcome, 1), else_=0)) for outcome in outcomes
    }


def _grouped(windows: CTE, chosen: Cut, measures: list[ColumnElement[Any]]) -> Select[Any]:
    return (
        select(windows.c.key, *labelled(chosen.labels), *measures)
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(windows.c.key, *chosen.labels)
    )


TERMS = Family(_terms, OF_PARTNERS | OF_CUSTOMERS)
"""Terms that end in a window by outcome: `renewed`, `lapsed`, `open`; `due_amount` a year of the
open ones."""
TRIALS = Family(_trials, OF_PARTNERS | OF_CUSTOMERS)
"""Trials that ended in a window by outcome: `converted`, `lost`, `open`."""
TOUCHES = Family(_touches, OF_PARTNERS)
"""Contacts made in a window: `outbound` from us, `inbound` from the partner."""
