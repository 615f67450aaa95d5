"""What a measurement found is kept by part, and drawn."""

from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pytest

from tests.bench import results
from tests.bench.growth import Grown
from tests.bench.imports import Acks
from tests.bench.picture import draw
from tests.bench.ticks import Idle


@dataclass(frozen=True)
class Measured:
    ratio: float
    by_size: dict[int, float]


def test_a_part_measured_again_takes_the_place_of_its_old_result_alone(tmp_path):
    file = tmp_path / "var" / "bench.json"
    results.keep("acks", Measured(1.25, {1000: 2.0}), file)
    results.keep("ticks", [Measured(1.0, {})], file)
    results.keep("acks", Measured(0.98765432, {1000: 2.0}), file)
    told = results.kept(file)

    assert set(told) == {"acks", "ticks"}
    assert told["acks"]["found"] == {"ratio": 0.9877, "by_size": {"1000": 2.0}}
    assert told["ticks"]["machine"]["processors"] >= 1
    assert results.kept(tmp_path / "nothing.json") == {}


def test_of_many_seconds_is_kept_how_they_lie():
    found = results.plain(Acks([number / 1000 for number in range(1000)]))

    assert found == {"seconds": {"count": 1000, "p50": 0.5, "p99": 0.99, "longest": 0.999}}


def test_the_picture_has_a_line_for_everything_that_was_measured_at_several_sizes(tmp_path):
    file = tmp_path / "bench.json"
    results.keep(
        "growth", [Grown(1000, 150.0, 0.0, 3.0), Grown(100_000, 165.0, 15.0, 300.0)], file
    )
    results.keep("ticks", [Idle("sqlite", 1000, 10, 2.0, 2.0, 4.0, 9.0)], file)
    picture = draw(results.kept(file))
    words = [one.text for one in ET.fromstring(picture).iter() if one.text]  # noqa: S314 - ours

    assert "memory of a send, by recipients" in words
    assert "x 1.10 at 100,000" in words
    assert not any("idle tick" in word for word in words)


def test_a_picture_of_nothing_says_what_to_measure():
    with pytest.raises(SystemExit, match="measure growth, ticks, press or questions"):
        draw({})
