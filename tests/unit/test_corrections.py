"""What a correction changes is shown word by word, with a few words around it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.corrections import AROUND, differences
from bot.message import Bold, Struck, Text

WORDS = st.lists(st.sampled_from(["price", "of", "the", "pack", "is", "200", "250"]), max_size=30)


def test_one_word_is_shown_with_its_neighbours():
    before = "Good morning. The price of the starter pack is $200 a month from May on, as agreed."

    assert differences(before, before.replace("$200", "$250")) == [
        (
            Text("the starter pack is"),
            Text(" "),
            Struck("$200"),
            Text(" "),
            Bold("$250"),
            Text(" "),
            Text("a month from May"),
        )
    ]


@given(WORDS, WORDS)
def test_what_goes_is_of_the_old_words_and_what_comes_of_the_new(before, after):
    found = differences(" ".join(before), " ".join(after))

    assert (found == []) == (before == after)
    for part in (part for place in found for part in place):
        if isinstance(part, Struck):
            assert part.text in " ".join(before)
        elif isinstance(part, Bold):
            assert part.text in " ".join(after)
        else:
            assert len(part.text.split()) <= 2 * AROUND
