"""To a partner's person a name they may not know of is a word that means nothing.

The reply has the same bytes, and the same statements are put to the database, in the same order.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from bot.action import ActionRef
from bot.event import ActionPressed, Origin, Said
from bot.figures.usecases import ask
from bot.store.encoding import encode
from tests.fixtures.tiers import is_soak
from tests.store.small_programme import FOOTING, partner_user

ASKER = partner_user(1)
KNOWN_TO_OTHERS = {
    "quarry": "blorgy",
    "quarry systems": "blorgy systems",
    "Quarry Systems'": "Blorgy Systems'",
    "cleo": "zyxw",
}
"""A partner, as it is called and written, and another partner's customer; each with a word that
nobody here has."""
FORMS = (
    "{metric} of {name}",
    "{metric} {name}",
    "{name} {metric} last quarter by month",
    "{metric} without {name}",
    "{metric} by product for {name} vs last year",
    "compare {metric} with {name}",
    "our {metric} vs {name}",
    "{name} {metric} vs peers",
    "how does {name} compare with its peers on {metric}",
    "is {metric} of {name} good",
    "what share of {metric} has {name}",
    "top 3 {name} by {metric}",
    "why is {metric} of {name} down",
    "what changed in {metric} of {name}",
)
WITHOUT_METRIC = (
    "{name}", "who is {name}", "how do we compare with {name}", "{name} vs peers",
    "how far is {name} from Gold", "who is certified at {name}", "what did {name} earn",
    "deals of {name}", "what have you paid {name}", "what do you owe {name}",
    "open deals and win rate for {name}", "where does {name} stand among gold partners",
    "remove {name}", "email {name}", "what did {name} answer", "nps comments of {name}",
)  # fmt: skip
FOLLOWING = (
    "and for {name}?", "what about {name}", "same for {name}", "only {name}", "without {name}",
    "remove {name}", "{name} instead", "and {name} vs peers", "compare with {name}",
    "explain {name}", "by product for {name}", "vs {name}",
)  # fmt: skip


@contextmanager
def statements(database) -> Iterator[list[str]]:
    """Note the statements that are put to a database."""
    met: list[str] = []

    def note(_connection, _cursor, statement, _values, _context, _many):
        met.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield met
    event.remove(engine, "before_cursor_execute", note)


def origin(thread: str) -> Origin:
    return Origin("web", "", "u1", "c1", thread=thread)


async def replied(context, words, thread):
    """Say some words in one thread, and return the last reply's bytes and its statements."""
    *before, last = words
    for each in before:
        await ask.ask(context, ASKER, Said(origin(thread), each))
    with statements(context.database) as met:
        reply = await ask.ask(context, ASKER, Said(origin(thread), last))
    return encode(reply), tuple(met)


async def differing(context, asked):
    """Return what was answered otherwise for a name of others than for a word of nobody."""
    await replied(context, ["our arr"], "warm")  # the words of a partner are gathered once
    found: list[tuple[str, str]] = []
    for number, words in enumerate(asked):
        for name, unknown in KNOWN_TO_OTHERS.items():
            foreign, strange = [
                await replied(
                    context, [each.format(name=called) for each in words], f"{number}-{called}"
                )
                for called in (name, unknown)
            ]
            if foreign != strange:
                found.append((words[-1], name))
    return found


def metrics():
    return [
        metric.synonyms[0]
        for metric in FOOTING.catalogue.metrics.values()
        if ASKER.permission in metric.permissions
    ]


@pytest.mark.one_database
async def test_a_foreign_name_beside_any_metric_reads_as_no_word(context):
    """Every metric and every form; with time every metric in every form."""
    found = []
    for number, metric in enumerate(metrics()):
        forms = FORMS if is_soak() else (FORMS[number % len(FORMS)], FORMS[-number % len(FORMS)])
        asked = [[form.replace("{metric}", metric)] for form in dict.fromkeys(forms)]
        found += await differing(context, asked)
    assert found == []


async def test_a_foreign_name_without_a_metric_reads_as_no_word(context):
    assert await differing(context, [[words] for words in WITHOUT_METRIC]) == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    "first", ["our arr", "our nps", "our earned", "win rate", "our certified"]
)
async def test_a_foreign_name_in_what_follows_reads_as_no_word(context, first):
    assert await differing(context, [[first, words] for words in FOLLOWING]) == []


async def test_a_foreign_name_in_an_answer_to_a_question_back_reads_as_no_word(context):
    asked = [["top arr", "{name}"], ["revenue of ours", "{name}"], ["our blorg", "{name}"]]
    assert await differing(context, asked) == []


@pytest.mark.parametrize("does", ["ask", "changed"])
async def test_a_foreign_name_in_what_a_button_carries_reads_as_no_word(context, does):
    press = {"ask": ask.press, "changed": ask.press_changed}[does]
    await replied(context, ["our arr"], "warm")

    async def pressed(question):
        action = ActionRef(does, {"q": question})
        with statements(context.database) as met:
            reply = await press(context, ASKER, ActionPressed(origin("press"), action))
        return encode(reply), tuple(met)

    for metric in metrics():
        foreign = await pressed(f"{metric} for Quarry Systems")
        assert foreign == await pressed(f"{metric} for Blorgy Systems"), metric


async def test_what_differs_would_be_noticed(context):
    """The words of one's own are not those of nobody: the comparison sees it."""
    own, strange = [
        await replied(context, [f"arr of {name}"], name) for name in ("partner 1", "blorgy 1")
    ]
    assert own[0] != strange[0]
    assert own[1] != strange[1]
