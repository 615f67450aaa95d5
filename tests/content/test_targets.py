"""`targets.yaml`: what is to be reached, with file and line where it cannot be read."""

from datetime import date
from decimal import Decimal

import pytest

from bot.errors import ContentInvalid
from bot.figures.rules.targets import BALANCES, FLOWS, RATES, Target
from bot.figures.rules.windows import Window
from content.catalogue import load_catalogue
from content.targets import Aims, load_targets


@pytest.fixture
def written(tmp_path):
    def write(text):
        (tmp_path / "targets.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_without_a_file_two_touches_a_month_are_promised(tmp_path):
    assert load_targets(tmp_path) == Aims((), 2)


@pytest.mark.parametrize(
    ("period", "first", "end"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-H1", date(2026, 1, 1), date(2026, 7, 1)),
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
    ],
)
def test_a_period_is_a_piece_of_the_calendar(written, period, first, end):
    folder = written(f"targets:\n  - {{metric: arr, tier: Gold, period: {period}, value: 5}}\n")

    [target] = load_targets(folder).targets

    assert target == Target("arr", Window(first, end), Decimal(500), "partner_tier", "Gold")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{metric: cac, period: 2026, value: 5}", "cac has no pace"),
        ("{metric: arr, period: 2026-Q5, value: 5}", "2026-Q4"),
        ("{metric: arr, period: 2026-13, value: 5}", "2026-Q4"),
        ("{metric: arr, tier: Gold, region: EMEA, period: 2026, value: 5}", "keep one"),
        ("{metric: nrr, period: 2026, value: 100}", "stands here already"),
    ],
)
def test_what_cannot_be_held_to_is_refused_with_file_and_line(written, line, said):
    first = "targets:\n  - {metric: nrr, period: 2026, value: 110}\n"
    with pytest.raises(ContentInvalid, match=said) as raised:
        load_targets(written(f"{first}  - {line}\n"))

    assert raised.value.line == 3
    assert raised.value.path.name == "targets.yaml"


def test_whatever_can_have_a_target_is_a_metric_of_ours():
    assert load_catalogue().metrics.keys() >= BALANCES | FLOWS | RATES
