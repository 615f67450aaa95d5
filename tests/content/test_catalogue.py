"""The catalogue file: every mistake is named with its line."""

from itertools import chain

import pytest

from bot.errors import ContentInvalid
from bot.figures.rules.questions.words import tokenise
from content.catalogue import CATALOGUE_FILE, load_catalogue

TEXT = CATALOGUE_FILE.read_text(encoding="utf-8")


def refused(tmp_path, text):
    path = tmp_path / "catalogue.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentInvalid) as caught:
        load_catalogue(path)
    return caught.value


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def test_our_own_catalogue_is_in_order():
    catalogue = load_catalogue()

    assert {
        "arr",
        "mrr",
        "active_customers",
        "customer_churn_rate",
        "nps",
    } <= catalogue.metrics.keys()


def test_no_two_metrics_share_a_synonym():
    catalogue = load_catalogue()
    said = list(
        chain.from_iterable(
            {tokenise(synonym) for synonym in metric.synonyms}
            for metric in catalogue.metrics.values()
        )
    )

    assert sorted({words for words in said if said.count(words) > 1}) == []


def test_an_unknown_key_is_named_with_its_line(tmp_path):
    text = TEXT.replace("    good: up\n", "    good: up\n    colour: blue\n", 1)
    problem = refused(tmp_path, text)

    assert problem.line == line_of(text, "colour")
    assert "colour" in problem.reason


def test_a_metric_nobody_knows_is_named_with_its_line(tmp_path):
    text = TEXT.replace("related: [mrr, net_new_mrr", "related: [mrr, fame", 1)
    problem = refused(tmp_path, text)

    assert problem.line == line_of(text, "fame")
    assert "fame" in problem.reason


def test_a_repeated_id_is_refused(tmp_path):
    text = TEXT.replace("- id: mrr\n", "- id: arr\n", 1)
    problem = refused(tmp_path, text)

    assert "twice" in problem.reason


def test_a_key_that_stands_twice_is_refused(tmp_path):
    text = TEXT.replace("    good: up\n", "    good: up\n    good: down\n", 1)
    problem = refused(tmp_path, text)

    assert problem.line == line_of(text, "good: down")


def test_what_is_no_yaml_is_refused(tmp_path):
    assert refused(tmp_path, "metrics: [").line == 1
