"""What is drawn elsewhere is said in plain text, numbers and all."""

from bot.message import Chart, Column, Message, Series, Table
from bot.plain_text import plain_text

MONTHS = ("Jan 2026", "Feb 2026")


def said(element):
    return plain_text(Message("", (element,)))


def test_a_chart_is_said_with_its_numbers_and_its_sentence():
    chart = Chart("ARR", "line", "USD", MONTHS, (Series("All", (1500.0, None)),), "It began.")

    assert said(chart) == "ARR\n- Jan 2026: 1,500 USD\n- Feb 2026\nIt began."


def test_several_lines_of_a_chart_are_told_apart():
    both = (Series("Gold", (1.0, 2.5)), Series("Silver", (3.0, 4.0)))

    assert said(Chart("NPS", "bar", "", MONTHS, both, "So.")) == (
        "NPS\n- Jan 2026: Gold 1; Silver 3\n- Feb 2026: Gold 2.50; Silver 4\nSo."
    )


def test_a_table_is_said_row_by_row_and_one_without_rows_in_its_sentence():
    columns = (Column("Product"), Column("ARR"), Column("Note"))

    assert said(Table("ARR", columns, (("Mail", "5 USD", ""),), "One.")) == (
        "ARR\n- Mail: ARR 5 USD"
    )
    assert said(Table("ARR", columns, (), "None.")) == "ARR\nNone."


def test_a_row_with_nothing_in_it_is_no_obstacle():
    assert said(Table("ARR", (Column("Product"),), ((), ("Mail",)), "So.")) == "ARR\n- \n- Mail"
