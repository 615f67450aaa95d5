"""No digit of a reply comes from nowhere, in a long run of questions at random.

Of the words of a reply everything is taken away that may have digits: the typed figures of the
result as they are written, its days, names, what was asked, and texts of catalogue and wording.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest
import yaml
from sqlalchemy import select

from bot.figures.cards.answers import draw
from bot.figures.cards.written import (
    edge_words,
    quantity_words,
    say_day,
    say_mark,
    say_piece,
    say_window,
)
from bot.figures.rules.figures import MetricFigure
from bot.figures.rules.tiers import Need
from bot.figures.rules.windows import Window
from bot.figures.store.tables import Customer, Product
from bot.figures.usecases import ask
from bot.message import Message, paragraph
from bot.people.store.tables import Contact, Partner
from bot.plain_text import plain_text
from bot.quantities import Quantity, difference, plotted
from drumbeat.reports.askers import asker_of
from tests.fixtures.tiers import times

READERS = (
    "vendor_admin",
    "vendor_manager",
    "partner_user(Acme IT Services)",
    "partner_user(Northwind MSP)",
)
TIMES = (
    "", "", "last quarter", "in 2025", "q2 2026", "last 90 days", "ytd", "by month in 2026",
    "by quarter", "in october vs september", "yoy", "fy26", "since march", "next 60 days",
)  # fmt: skip
CUTS = (
    "",
    "",
    "by product",
    "by segment",
    "by region",
    "by tier",
    "by partner",
    "top 3 partners by",
)
FILTERS = ("", "", "for gold", "without smb", "for workspace 365", "in emea", "for acme")
SHAPES = (
    "{metric} {time} {cut} {only}", "{metric} and {other} {time}", "{metric} vs peers",
    "how is {metric} calculated", "is {metric} of 5 good", "what can i ask", "revenue {time}",
    "{metric} for 3 blorgs", "how far from Platinum", "who is certified", "top arr {time}",
)  # fmt: skip
WEIGHTS = (20, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1)
WORDING = Path(__file__).parents[2] / "content" / "wording" / "en.yaml"
ISO = re.compile(r"\b20\d\d-\d\d-\d\d\b")
"""How a day is written in a question that is offered."""


def asked_at_random(random: Random, catalogue) -> str:
    """Compose a question of the words that questions are made of."""
    synonyms = [random.choice(one.synonyms) for one in catalogue.metrics.values()]
    shape = random.choices(SHAPES, WEIGHTS)[0]
    return " ".join(
        shape.format(
            metric=random.choice(synonyms),
            other=random.choice(synonyms),
            time=random.choice(TIMES),
            cut=random.choice(CUTS),
            only=random.choice(FILTERS),
        ).split()
    )


def inside(value: object) -> Iterator[object]:
    """Yield a value and all that is in it."""
    yield value
    if is_dataclass(value):
        for each in fields(value):
            yield from inside(getattr(value, each.name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from inside(each)
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from inside(each)


def derived(figure: MetricFigure) -> Iterator[object]:
    """Yield what follows from typed figures: steps, shares, how many there are."""
    for cell in figure.cells:
        then = [each for each in figure.against if each.piece == cell.piece]
        then = [each for each in then if each.groups == cell.groups]
        yield from (difference(cell.quantity, each.quantity) for each in then)
        if figure.whole is not None:
            yield figure.whole.share(cell)
    yield from (Quantity(number, "count") for number in range(len(figure.cells) + 1))
    whole = figure.whole.cells if figure.whole is not None else ()
    if figure.whole is not None and figure.whole.is_sum:
        yield Quantity(100, "percent")  # the share of the whole
    for some in (figure.cells, figure.against, whole):
        yield Quantity(sum(cell.base or 0 for cell in some), "count")
        yield from (Quantity(cell.base, "count") for cell in some if cell.base is not None)


def written(wording, value: object) -> Iterator[str]:
    """Yield every way in which a typed value is written."""
    match value:
        case Quantity() if value.is_shown:
            for signed in (False, True):
                yield quantity_words(wording, value, signed=signed)
                yield re.sub(r"[^\d.,+-]", "", quantity_words(wording, value, signed=signed))
            yield edge_words(wording, value)
            yield as_plotted(wording, value)
        case Window():
            yield from (say_window(wording, value), say_piece(wording, value))
            yield from say_mark(wording, value)
            yield from written(wording, value.start)
            yield from written(wording, value.last)
        case date():
            yield from (say_day(wording, value), f"{value.year}")


def as_plotted(wording, quantity: Quantity) -> str:
    """Write a figure as the numbers of a chart are."""
    value = plotted(quantity) or 0
    return wording.language.number(value, 0 if round(value, 2) == round(value) else 2)


def left_over(words: str, allowed: set[str]) -> list[str]:
    """Return the numbers that are left once everything that may be there is taken away."""
    words = ISO.sub(" ", words)
    for each in sorted(allowed, key=len, reverse=True):
        if any(map(str.isdecimal, each)):
            words = re.sub(rf"(?<!\d)(?<!\d[.,]){re.escape(each)}(?![\d]|[.,]\d)", " ", words)
    return re.findall(r"\S*\d\S*", words)


def texts(context) -> set[str]:
    """Return what catalogue and wording say, cut where a value is put in: some has a digit."""
    catalogue = context.catalogue
    told = inside([*catalogue.metrics.values(), *catalogue.tiers])
    said = {text for text in told if isinstance(text, str)}
    sentences = yaml.safe_load(WORDING.read_text(encoding="utf-8")).values()
    return said | {part for text in sentences for part in re.split(r"{.*?}", str(text))}


async def names(session) -> set[str]:
    found: set[str] = set()
    for table in (Partner, Product, Customer, Contact):
        found |= set(await session.scalars(select(table.name)))
    return found


def may_stand(context, answer, question: str) -> set[str]:
    """Return all that may have digits in the reply to a question, but names and texts."""
    values = [*inside(answer.result), *inside(answer.places), *inside(answer.reading)]
    figures = [each for each in values if isinstance(each, MetricFigure)]
    values += [each for figure in figures for each in derived(figure)]
    needs = [each for each in values if isinstance(each, Need)]
    values += [need.missing for need in needs]
    allowed = {words for value in values for words in written(context.wording, value)}
    return allowed | set(re.findall(r"\d+", question))


@pytest.mark.parametrize("reader", READERS)
async def test_every_digit_of_a_reply_is_somebody_s(demo, tried, reader):
    context, random = demo.house.context, Random(reader)  # noqa: S311 - nothing secret
    async with demo.house.database.read() as session:
        asker = await asker_of(session, reader)
        known = await names(session) | texts(context)
    count, nowhere, shown = times(60), [], 0
    for _ in range(count):
        question = asked_at_random(random, context.catalogue)
        answer = await ask.answer(context, asker, question)
        words = plain_text(draw(context, asker, answer))
        shown += answer.result is not None
        left = left_over(words, known | may_stand(context, answer, question))
        if left:
            nowhere.append((question, left))
    tried(count, "replies")
    assert nowhere == [], nowhere
    assert shown > count / 6  # many are answered, also to a partner


async def test_a_planted_digit_is_found(demo):
    context = demo.house.context
    async with demo.house.database.read() as session:
        asker = await asker_of(session, "vendor_admin")
        known = await names(session) | texts(context)
    for question in (
        "arr by product",
        "churn by month in 2026",
        "nps vs last year",
        "arr vs peers",
    ):
        answer = await ask.answer(context, asker, question)
        card = draw(context, asker, answer)
        for planted in ("7777", "It is 12,345.67 more.", "up 3.14159%"):
            more = Message(card.title, (*card.elements, paragraph(planted)))
            allowed = known | may_stand(context, answer, question)
            assert left_over(plain_text(more), allowed), (question, planted)
