"""What is withheld, no alert gives away: worlds that differ in such an answer are one to it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from bot.beat.kinds import Asked
from bot.beat.store.tables import Send
from bot.clock import MovableClock
from bot.figures import alerting
from bot.figures.alert_sends import AlertSend, AlertWatch, begins
from bot.figures.cards import alerts as cards
from bot.figures.store import alerts
from bot.figures.store.watch_tables import Alert
from bot.people.store.tables import Contact
from tests.fixtures.tiers import in_worlds
from tests.store.conftest import MORNING
from tests.store.in_one_session import context_of
from tests.store.small_programme import ADMINISTRATOR, Programme, partner_user

WAVES = {"w1": date(2026, 3, 1), "w2": date(2026, 6, 1), "w3": date(2026, 9, 1)}
DAYS = (0, 1, 8, 15, 23)
OWNERS = {"vendor": (ADMINISTRATOR, "nps for Partner 1"), "partner": (partner_user(1), "our nps")}
answers = st.lists(st.tuples(st.sampled_from(sorted(WAVES)), st.integers(0, 10)), max_size=3)
lines = st.fixed_dictionaries(
    {
        "side": st.sampled_from(["over", "under"]),
        "line": st.integers(-100, 100).map(str),
        "margin": st.integers(0, 10).map(str),
        "periods": st.integers(1, 2),
        "step": st.sampled_from(["month", "quarter"]),
    }
)


def world_of(theirs, others=()):
    """Make a world in which people of the first partner and of another gave these answers."""
    world = Programme()
    for number in (1, 2):
        world.partner(number)
    for name, day in WAVES.items():
        world.wave(name, day)
    for number, given_by in ((1, theirs), (2, others)):
        for wave, score in given_by:
            world.answers(wave, number, [score], WAVES[wave])
    return world


async def kept(context, session, owner, question, line):
    """Draw a line and keep it; return the card that confirms it."""
    alert = Alert(id="alert-1", contact_id=owner.contact_id, figure=question, metric="nps", **line)
    alert.changed_at = MORNING
    session.add(alert)
    await session.flush()
    seen = await alerting.look(context, session, alert, owner)
    back = await alerting.looked_back(context, session, alert, owner, alerts.line_of(alert))
    card = cards.confirm(context, seen.answer.reading, alert, seen.newest, back)
    begins(alert, seen)
    return repr(card)


async def watched(session, owner, question, line):
    """Return all that an alert shows, says and keeps while the days go by."""
    clock = MovableClock(MORNING)
    context = context_of(session, clock)
    me = {"id": owner.contact_id, "name": owner.name, "role": owner.role, "zone": "UTC"}
    side = {"permission": owner.permission, "partner_id": owner.partner_id}
    await session.execute(insert(Contact).values(active=True, **me, **side))
    trace = [await kept(context, session, owner, question, line)]
    for day in DAYS:
        clock.move_to(MORNING + timedelta(days=day))
        await AlertWatch(context).look(clock.now())
        alert = await session.get_one(Alert, "alert-1")
        columns = Alert.__table__.columns.keys()
        trace.append({name: getattr(alert, name) for name in columns})
    for send in await session.scalars(select(Send).order_by(Send.subject)):
        asked = Asked("delivery", "send", send.subject, owner)
        kind = AlertSend(context)
        found = (await kind.load(session, [asked], clock.now()))["delivery"]
        said = found.objection or await kind.compose(asked, found.content)
        trace.append((send.subject, send.title, repr(said)))
    return trace


def traces(ask, worlds, owner, line):
    found = []
    for world in worlds:

        async def trial(session):
            found.append(await watched(session, *OWNERS[owner], line))

        ask(world, trial)
    return found


@pytest.mark.one_database
@given(
    few=answers,
    scores=st.lists(st.integers(0, 10), min_size=2, max_size=2, unique=True),
    others=answers,
    owner=st.sampled_from(sorted(OWNERS)),
    line=lines,
)
@in_worlds(6)
def test_an_alert_is_the_same_whatever_a_withheld_answer_is(ask, few, scores, others, owner, line):
    worlds = [world_of([*few, ("w3", score)], others) for score in scores]
    one, other = traces(ask, worlds, owner, line)
    assert one == other
    assert "dark" in one[-1][0]


def test_where_enough_answered_an_alert_does_tell_them_apart(ask):
    line = {"side": "under", "line": "0", "margin": "1", "periods": 1, "step": "month"}
    worlds = [world_of([("w3", score)] * 6) for score in (10, 0)]
    one, other = traces(ask, worlds, "vendor", line)
    assert [trace[-1]["state"] for trace in (one, other)] == ["armed", "crossed"]
