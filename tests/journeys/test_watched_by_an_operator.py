"""A lane at rest, as an operator sees it: in the metrics, on the command line, in the alarms."""

import asyncio
import json
import re
from datetime import UTC, datetime

import pytest
import yaml

from tests.fixtures.program import run
from tests.house.sources import PROJECT
from tests.journeys.conftest import metrics_with, says

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FOLDER = PROJECT / "docs" / "operating"
ONE_LIMITED = 'drumbeat_lanes_resting{platform="slack",reason="limited"} 1.0'

REFUSED = r'drumbeat_refusals_total\{platform="slack",reason="limited",worker="\w+"\} [1-9]'


def named(text):
    """Return the metrics that an expression, or a page, names."""
    return set(re.findall(r"drumbeat_[a-z_]+", text))


@pytest.mark.every_change
async def test_a_lane_at_rest_is_seen_and_everything_watched_exists(
    slack_house, slack, somebody, clock, programme_url
):
    for number in range(1, 5):
        person = await somebody(f"acme-it-0{number}")
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    calm = await asyncio.to_thread(run, programme_url, "lanes")
    slack.throttle("chat.postMessage", retry_after=60, times=100)
    clock.move_to(TUESDAY)
    told = await metrics_with(slack_house.url, ONE_LIMITED)
    slow = await asyncio.to_thread(run, programme_url, "lanes")
    [one] = json.loads((await asyncio.to_thread(run, programme_url, "lanes", "--json")).stdout)

    assert "Nothing is due, and no lane rests." in calm.stdout
    assert "rests for" in slow.stdout
    assert "too fast" in slow.stdout
    assert (one["platform"], one["rests_for"]) == ("slack", "limited")
    assert one["due"] > 0
    assert re.search(REFUSED, told)
    exposed = set(re.findall(r"^(drumbeat_[a-z_]+)(?:\{| )", told, re.MULTILINE))
    described = set(re.findall(r"^# HELP (drumbeat_[a-z_]+)", told, re.MULTILINE))
    known = exposed | described
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text())
    drawn = [each["expr"] for panel in dashboard["panels"] for each in panel["targets"]]
    groups = yaml.safe_load((FOLDER / "prometheus-rules.yaml").read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert named(" ".join(drawn)) <= known
    assert named(" ".join(rule["expr"] for rule in rules)) <= known
    assert all(rule["annotations"]["summary"] for rule in rules)
    page = (PROJECT / "docs" / "how-to" / "watch-over-it.md").read_text()
    assert exposed <= named(page)
    assert named(page) <= known
