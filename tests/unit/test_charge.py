from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.people.rules.charge import Charge, Colleague, in_charge

NOW = datetime(2026, 3, 5, tzinfo=UTC)
absences = st.none() | st.integers(-3, 3).map(lambda days: NOW + timedelta(days=days))
colleagues = st.builds(Colleague, st.sampled_from("abcdef"), st.booleans(), absences)
charges = st.builds(Charge, st.none() | colleagues, st.none() | colleagues)


@given(charge=charges, administrators=st.lists(colleagues))
def test_nobody_who_left_is_ever_in_charge_and_somebody_is_as_long_as_there_is_one(
    charge: Charge, administrators: list[Colleague]
):
    found = in_charge(charge, administrators, NOW)

    assert not any(one.left for one in found)
    named = [one for one in (charge.manager, charge.deputy) if one]
    assert bool(found) == any(
        [one.is_present(NOW) for one in named] + [not one.left for one in administrators]
    )


@given(charge=charges, administrators=st.lists(colleagues))
def test_nothing_waits_for_who_is_away_while_anybody_is_here(
    charge: Charge, administrators: list[Colleague]
):
    everybody = [one for one in (charge.manager, charge.deputy, *administrators) if one]
    found = in_charge(charge, administrators, NOW)

    if any(one.is_present(NOW) for one in everybody):
        assert all(one.is_present(NOW) for one in found)


def test_it_is_the_manager_then_the_deputy_then_every_administrator():
    here, away = Colleague("m"), Colleague("m", away_until=NOW + timedelta(days=1))
    deputy, staff = Colleague("d"), [Colleague("x"), Colleague("y")]

    assert in_charge(Charge(here, deputy), staff, NOW) == (here,)
    assert in_charge(Charge(away, deputy), staff, NOW) == (deputy,)
    assert in_charge(Charge(away), staff, NOW) == tuple(staff)
