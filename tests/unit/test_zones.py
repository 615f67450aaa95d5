"""Which zone somebody means by what they write."""

from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.rules.zones import NEAR, read_zone


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" Berlin. ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("Istanbul", "Europe/Istanbul"),
        ("Indianapolis", "America/Indiana/Indianapolis"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_or_its_city_is_enough(words, zone):
    assert read_zone(words).zone == zone


@pytest.mark.parametrize(
    "words", ["EST", "IST", "GMT+5", "Etc/GMT+5", "Mars/Berlin", "Munich", ""]
)
def test_what_is_no_name_is_never_guessed(words):
    assert read_zone(words).zone is None


def test_a_city_misspelt_or_of_two_times_is_offered():
    assert read_zone("Berln").near == ("Europe/Berlin",)
    assert read_zone("Pacific").near == ("US/Pacific", "Canada/Pacific")
    assert read_zone("Munich", "DE").near[0] == "Europe/Berlin"


@given(st.sampled_from(sorted(available_timezones())) | st.text(max_size=40))
def test_whatever_is_written_what_comes_back_is_a_zone(words):
    meant = read_zone(words)

    for zone in filter(None, (meant.zone, *meant.near)):
        ZoneInfo(zone)
    assert len(meant.near) <= NEAR
