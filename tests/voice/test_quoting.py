"""What was done since they were asked before stands above the question they are asked."""

from bot.message import notice
from bot.plain_text import plain_text
from bot.voice.quoting import Quotes
from content.wording import load_wording

QUOTES = Quotes(load_wording())


def test_what_was_done_is_quoted_above_the_question_in_the_cards_own_language():
    card = notice("How are we doing?", "Would you recommend us?")
    quoted = QUOTES.above(card, ("New prices", "A number that is picked up"))
    lines = plain_text(quoted).split("\n\n")

    assert lines[0] == "How are we doing?"
    assert "“New prices” and “A number that is picked up”" in lines[1]
    assert lines[2] == "Would you recommend us?"


def test_where_nothing_was_done_the_question_stands_alone():
    card = notice("How are we doing?", "Would you recommend us?")

    assert QUOTES.above(card, ()) == card
