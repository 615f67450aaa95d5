"""A vendor's own figures in a file: ratios, words, benchmarks, and what is not measured."""

import re
import shutil

import pytest

from bot.errors import ContentInvalid
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.lexicon import shared_lexicon
from bot.figures.rules.questions.reading import read
from bot.figures.rules.questions.readings import Refusal
from bot.principal import Permission
from bot.subjects import COMMANDS
from content.catalogue import load_catalogue
from content.check import faults_of
from content.library import SAMPLE
from content.vendor_figures import with_vendors_figures
from tests.store.small_programme import ADMINISTRATOR, CALENDAR, partner_user

RATIO = """\
figures:
  - id: arr_per_head
    label: ARR per certified person
    numerator: arr
    denominator: certified_people
    unit: money
    synonyms: [arr per certified person]
    explain: ARR over the people certified.
"""
CATALOGUE = load_catalogue()


def faults(tmp_path, text):
    (tmp_path / "figures.yaml").write_text(text)
    try:
        with_vendors_figures(CATALOGUE, tmp_path)
    except ContentInvalid as problem:
        return [(one.line, one.reason) for one in (problem, *problem.more)]
    return []


def asked(catalogue, question, asker=ADMINISTRATOR):
    return read(question, shared_lexicon(catalogue), CALENDAR, asker)


def test_the_words_of_a_file_are_read_in_questions():
    catalogue = with_vendors_figures(CATALOGUE, SAMPLE)
    own = asked(catalogue, "deals per certified person by region last quarter")
    word = asked(catalogue, "subscription run rate of blue chips")
    missing = asked(catalogue, "how was the event attendance last month?", partner_user(1))

    assert isinstance(own, Plan)
    assert (own.metrics, own.group_by) == (("deals_won_per_certified",), ("region",))
    assert word.metrics == ("arr",)
    assert [f.values for f in word.filters] == [("Enterprise",)]
    assert isinstance(missing, Refusal)
    assert missing.missing == "event_attendance"
    german = catalogue.in_language("de")
    assert german.metrics["deals_won_per_certified"].label.startswith("Gewonnene Geschäfte")
    assert german.missing["event_attendance"].how.startswith("Die Liste")


def test_a_ratio_is_for_those_who_may_ask_for_both_and_is_cut_as_both_are(tmp_path):
    text = RATIO.replace("certified_people", "new_customers").replace(
        "numerator: arr", "numerator: mrr"
    )
    (tmp_path / "figures.yaml").write_text(text)
    metric = with_vendors_figures(CATALOGUE, tmp_path).metrics["arr_per_head"]
    parts = [CATALOGUE.metrics[name] for name in ("mrr", "new_customers")]

    assert metric.dimensions == parts[0].dimensions & parts[1].dimensions
    assert metric.grains == parts[0].grains & parts[1].grains
    assert metric.permissions == parts[0].permissions & parts[1].permissions


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RATIO, []),
        (RATIO.replace("numerator: arr", "numerator: ar"), [(4, "did you mean arr?")]),
        (RATIO.replace("id: arr_per_head", "id: arr"), [(2, "another figure is called arr")]),
        (RATIO.replace("denominator: certified_people", "denominator: nps"), [(5, "neither")]),
        (RATIO.replace("unit: money", "unit: percent"), [(6, "write money")]),
        (RATIO.replace("[arr per certified person]", "[churn]"), [(7, "means something already")]),
        (RATIO.replace("[arr per certified person]", "[the of]"), [(7, "says nothing")]),
        (RATIO.replace("[arr per certified person]", "[june]"), [(7, "already|time")]),
        (RATIO + "    permissions: [partner, member]\n", []),
        (
            RATIO.replace("numerator: arr", "numerator: customer_net_profitability")
            + "    permissions: [partner]\n",
            [(9, "may not ask for both parts")],
        ),
        ("words: {metrics: {ar: [yearly pace]}}\n", [(1, "did you mean arr?")]),
        ("words: {values: {segment: {SMBS: [tiny]}}}\n", [(1, "did you mean SMB?")]),
        ("words: {values: {segments: {SMB: [tiny]}}}\n", [(1, "did you mean segment?")]),
        (
            "words: {metrics: {arr: [heads]}, values: {segment: {SMB: [heads]}}}\n",
            [(1, "something else")],
        ),
        (
            "benchmarks:\n  - {metric: arrr, value: 3, source: us, year: 2026}\n",
            [(2, "did you mean arr?")],
        ),
        ("sql: select 1\n", [(1, "sql")]),
    ],
)
def test_what_cannot_be_is_named_with_its_line(tmp_path, text, told):
    found = faults(tmp_path, text)

    assert [line for line, _ in found] == [line for line, _ in told]
    for (_, reason), (_, words) in zip(found, told, strict=True):
        assert any(word in reason for word in words.split("|"))


def test_all_faults_come_at_once_and_the_check_of_a_folder_knows_them(tmp_path):
    folder = shutil.copytree(SAMPLE, tmp_path / "content")
    wrong = (
        RATIO.replace("numerator: arr", "numerator: ar") + "words: {metrics: {mrrr: [x y z]}}\n"
    )
    (folder / "figures.yaml").write_text(wrong)

    found = [(one.path.name, one.line) for one in faults_of(folder, "Cirrus")]

    assert found == [("figures.yaml", 4), ("figures.yaml", 9)]


def test_who_may_not_ask_a_part_may_not_ask_the_whole(tmp_path):
    text = RATIO.replace("numerator: arr", "numerator: customer_net_profitability")
    (tmp_path / "figures.yaml").write_text(text)
    catalogue = with_vendors_figures(CATALOGUE, tmp_path)

    part = CATALOGUE.metrics["customer_net_profitability"].permissions
    assert Permission.PARTNER not in part
    refused = asked(catalogue, "arr per certified person", partner_user(1))
    assert isinstance(refused, Refusal)


@pytest.mark.parametrize("missing", CATALOGUE.missing.values(), ids=CATALOGUE.missing)
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_offered_in_place_of_a_figure_can_be_asked_or_typed(missing, language):
    told = CATALOGUE.in_language(language).missing[missing.id].how

    for words in re.findall("[“„](.+?)[”“]", told):
        is_figure = isinstance(asked(CATALOGUE, words), Plan)
        assert is_figure or words.split()[0] in {command.word for command in COMMANDS}, words
