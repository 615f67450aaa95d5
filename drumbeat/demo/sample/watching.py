"""What one manager of the sample has watched: a line for a figure, and figures every Monday."""

from datetime import date, timedelta

from drumbeat.demo.sample.dice import moment
from drumbeat.demo.sample.people import manager_of
from drumbeat.demo.sample.rows import Rows
from drumbeat.demo.sample.world import PARTNERS

HOUR = 8
KEPT_AT = 6 * 60
A_WHILE = timedelta(days=2)
"""So long before its first slot a read-out is there, for it must stand in the ledger before."""
OVERDUE = 100_000
"""Cents: so much may be overdue before the manager of the first partner wants to hear of it."""


def write_watching(rows: Rows, today: date) -> None:
    """Add an alert that has something to say, and a read-out that comes next Monday."""
    name, manager = PARTNERS[0].name, manager_of(0)
    kept = {"contact_id": manager, "changed_at": moment(today, KEPT_AT)}
    rows.add(
        "alert",
        id="alert-01",
        figure=f"overdue payouts for {name}",
        metric="payout_overdue",
        side="over",
        line=f"{OVERDUE}",
        margin=f"{OVERDUE // 10}",
        periods=1,
        step="month",
        state="armed",
        **kept,
    )
    soonest = today + A_WHILE
    monday = soonest + timedelta(days=-soonest.weekday() % 7)
    slot = moment(monday, HOUR * 60).replace(tzinfo=None)
    rows.add(
        "read_out",
        id="read-out-01",
        figures=f"arr for {name}\nchurn for {name}\nopen deals for {name}",
        rule=f"FREQ=WEEKLY;BYDAY=MO;BYHOUR={HOUR};BYMINUTE=0",
        starts_on=slot,
        next_slot=slot,
        state="going",
        **kept,
    )
