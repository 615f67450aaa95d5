"""Numbers, money, days and tags as each language writes them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.cards.written import quantity_words, say_day, say_long_day, say_piece, unit_words
from bot.figures.rules.windows import Window
from bot.language import ENGLISH, Language, nearest, read_country, read_language
from bot.quantities import Quantity
from content.wording import load_wording

GERMAN = load_wording().in_language("de")


@pytest.mark.parametrize(
    ("quantity", "english", "german"),
    [
        (
            Quantity(123_456_700, "money_year", "EUR"),
            "1,234,567 EUR a year",
            "1.234.567 EUR im Jahr",
        ),
        (Quantity(123_456, "money_month", "JPY"), "123,456 JPY a month", "123.456 JPY im Monat"),
        (Quantity(Decimal("1234.45"), "percent"), "1,234.5%", "1.234,5\u00a0%"),
        (Quantity(Decimal("12.25"), "points"), "12.3 points", "12,3 Punkte"),
        (Quantity(41, "score"), "+41", "+41"),
        (Quantity(-41, "score"), "-41", "-41"),
        (Quantity(1234, "count"), "1,234", "1.234"),
        (Quantity(Decimal("2.5"), "ratio"), "2.5", "2,5"),
        (Quantity(None, "percent"), "not defined", "nicht definiert"),
        (
            Quantity(None, "score", withheld=True),
            "withheld (it would tell of fewer than 5 answers)",
            "zurückgehalten (es verriete weniger als 5 Antworten)",
        ),
    ],
)
def test_a_figure_is_written_as_its_reader_writes_it(quantity, english, german):
    assert quantity_words(load_wording(), quantity) == english
    assert quantity_words(GERMAN, quantity) == german


def test_a_gain_and_a_loss_have_their_signs():
    gain, loss = Quantity(Decimal("0.04"), "points"), Quantity(Decimal("-1.25"), "percent")

    assert quantity_words(GERMAN, gain, signed=True) == "0,0 Punkte"
    assert quantity_words(GERMAN, loss, signed=True) == "-1,3\u00a0%"


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [
        (Quantity(1, "money_year", "EUR"), "EUR im Jahr"),
        (Quantity(1, "percent"), "%"),
        (Quantity(1, "count"), ""),
    ],
)
def test_a_chart_has_its_unit_in_words(quantity, unit):
    assert unit_words(GERMAN, quantity) == unit


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 1, 1), date(2026, 2, 1), "Jan. 2026"),
        (date(2026, 1, 1), date(2026, 4, 1), "Jan. bis März 2026"),
        (date(2026, 1, 1), date(2027, 1, 1), "2026"),
        (date(2026, 11, 1), date(2026, 11, 26), "1. bis 25. Nov. 2026"),
        (date(2026, 11, 30), date(2026, 12, 7), "30. Nov. bis 6. Dez. 2026"),
        (date(2026, 3, 12), date(2026, 3, 13), "12. März 2026"),
    ],
)
def test_a_piece_of_time_is_short_in_german_too(start, end, words):
    assert say_piece(GERMAN, Window(start, end)) == words


def test_a_day_is_written_out():
    assert say_day(GERMAN, date(2026, 9, 30)) == "30. Sept. 2026"
    assert say_long_day(GERMAN, date(2026, 3, 12)) == "12. März 2026"
    assert say_long_day(load_wording(), date(2026, 3, 12)) == "12 March 2026"


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ("de_DE", "de-DE"),
        (" de-at ", "de-AT"),
        ("EN-us", "en-US"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("deutsch", None),
        ("xx", None),
        ("de-DE@euro", None),
        ("../../etc/passwd", None),
        ("", None),
        (None, None),
    ],
)
def test_a_tag_is_read_as_people_and_platforms_write_it(told, tag):
    assert read_language(told) == tag


@given(st.text(max_size=60))
def test_whatever_is_told_reads_as_a_language_or_none(told):
    tag = read_language(told)

    assert tag is None or (Language(tag).tag == tag and read_language(tag) == tag)


def test_the_nearest_words_come_first():
    assert nearest("zh-Hans-CN") == ("zh-Hans-CN", "zh-Hans", "zh")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        *(("DE", "DE"), ("germany", "DE"), ("Deutschland", "DE"), ("UK", "GB"), ("usa", "US")),
        *(("DEU", "DE"), ("EU", None), ("ZZ", None), ("SU", None), ("Nowhere", None)),
    ],
)
def test_a_country_is_read_as_people_name_it(told, code):
    assert read_country(told, Language("de")) == code


@given(st.decimals(-(10**12), 10**12, places=4))
def test_a_number_reads_back_as_what_was_rounded(value):
    for language, group, point in ((ENGLISH, ",", "."), (Language("de"), ".", ",")):
        written = language.number(value, 2)

        read = Decimal(written.replace(group, "").replace(point, "."))
        assert abs(read - value) <= Decimal("0.005")
        assert written != "-0.00"


@pytest.mark.parametrize(
    ("tag", "value", "written"),
    [
        ("en", 1_050_000, "1.05M"),
        ("en", -850_000, "-850K"),
        ("de", 1_050_000, "1,05\N{NO-BREAK SPACE}Mio."),
        ("de", 850_000, "850.000"),
        ("de", -850_000, "-850.000"),
        ("de", 2.5e9, "2,5\N{NO-BREAK SPACE}Mrd."),
    ],
)
def test_a_number_at_an_axis_is_as_short_as_its_language_has_it(tag, value, written):
    assert Language(tag).compact(value) == written
