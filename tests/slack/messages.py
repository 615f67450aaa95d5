"""Messages of every shape, some within Slack's limits and some far beyond them."""

from hypothesis import strategies as st

from bot.action import ActionRef
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    ChoiceField,
    Column,
    Divider,
    Fact,
    Facts,
    Figure,
    Form,
    Heading,
    Image,
    Italic,
    Link,
    LinkButton,
    Message,
    Option,
    Paragraph,
    Poll,
    Scale,
    Series,
    Table,
    Text,
    TextField,
    Video,
)

NASTY = [
    "<!channel>",
    "<@U1|x>",
    "*bold*",
    "_",
    "`",
    "&amp;",
    "<",
    "a|b",
    ":smile:",
    " ",
    "\n",
    "",
]
short = st.sampled_from(NASTY) | st.text(max_size=30)
long = st.builds(
    lambda unit, times: unit * times, st.sampled_from([*NASTY, "word ", "&"]), st.integers(1, 9000)
)
words = short | long
urls = st.sampled_from(
    [
        "https://example.com/a?b=1&c=<2>",
        "http://example.com/" + "x" * 100,
        "https://example.com/" + "x" * 2990,
        "https://example.com/" + "x" * 3000,
        "javascript:alert(1)",
        "mailto:ada@example.com",
        "",
        "https://exa mple.com",
    ]
)
spans = st.lists(
    st.builds(Text, words)
    | st.builds(Bold, words)
    | st.builds(Italic, words)
    | st.builds(Link, words, urls),
    max_size=4,
).map(tuple)
actions = st.builds(
    ActionRef,
    st.sampled_from(["answer", "a" * 100, "a" * 160]),
    st.dictionaries(st.sampled_from(["id", "key"]), st.text(max_size=20), max_size=2),
)
options = st.lists(
    st.builds(Option, st.text(min_size=1, max_size=80), st.text(max_size=30)), max_size=110
).map(tuple)
cells = short | st.text(max_size=200)
tables = st.builds(
    Table,
    words,
    st.lists(st.builds(Column, short, st.booleans()), max_size=22).map(tuple),
    st.lists(st.lists(cells, max_size=4).map(tuple), max_size=120).map(tuple),
    words,
)
numbers = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.integers(0, 10**9)


@st.composite
def charts(draw):
    categories = draw(st.lists(short | st.text(max_size=25), max_size=25).map(tuple))
    size = st.just(len(categories)) | st.integers(0, 3)
    series = []
    for _ in range(draw(st.integers(0, 8))):
        many = draw(size)
        values = draw(st.lists(numbers, min_size=many, max_size=many))
        series.append(Series(draw(st.text(max_size=22)), tuple(values)))
    form = draw(st.sampled_from(["line", "bar", "pie"]))
    unit = draw(short)
    return Chart(draw(words), form, unit, categories, tuple(series), draw(words))


buttons = st.builds(Button, st.text(max_size=80), actions, st.booleans()) | st.builds(
    LinkButton, st.text(max_size=80), urls
)
elements = st.one_of(
    st.builds(Heading, words),
    st.builds(Paragraph, spans, st.booleans()),
    st.builds(Bullets, st.lists(spans, max_size=8).map(tuple)),
    st.builds(Image, urls, words),
    st.builds(Video, urls, words, urls),
    st.builds(Divider),
    st.builds(Facts, st.lists(st.builds(Fact, words, words), max_size=15).map(tuple)),
    tables,
    charts(),
    st.builds(Figure, words, words, words),
    st.builds(
        Scale,
        actions,
        st.integers(0, 3),
        st.integers(0, 60),
        words,
        words,
        st.none() | st.integers(0, 10),
    ),
    st.builds(Buttons, st.lists(buttons, max_size=30).map(tuple)),
    st.builds(Choice, actions, words, options),
    st.builds(Poll, actions, words, options, st.lists(st.integers(0, 99), max_size=5).map(tuple)),
)
messages = st.builds(Message, words, st.lists(elements, max_size=12).map(tuple))
texts_only = st.builds(
    Message,
    words,
    st.lists(
        st.builds(Heading, words)
        | st.builds(Paragraph, st.lists(st.builds(Text, words), max_size=4).map(tuple)),
        max_size=12,
    ).map(tuple),
)
names = st.sampled_from(["reason", "again", "more", "x" * 255, "", "x" * 256])
labels = st.sampled_from(["Why?", "", "x" * 2000, "x" * 2001, NASTY[0]]) | st.text(min_size=1)
few = st.lists(
    st.builds(Option, st.text(min_size=1, max_size=75), st.text(min_size=1, max_size=150)),
    min_size=1,
    max_size=100,
).map(tuple)
lengths = st.sampled_from([1, 500, 3000, 3001, 0])
fields = st.builds(
    TextField, names, labels, lengths, st.booleans(), st.booleans(), short, short
) | st.builds(ChoiceField, names, labels, few | options, st.booleans())
forms = st.builds(
    Form,
    st.just(ActionRef("why")),
    words,
    st.sampled_from(["Send", "x" * 24, "x" * 25, " "]),
    st.lists(fields, max_size=4, unique_by=lambda field: field.name).map(tuple),
    st.just(Button("Open", ActionRef("open"))),
    spans,
)


tame_words = st.text(min_size=1, max_size=40).map(lambda text: f"w{text}")
tame_action = st.just(ActionRef("answer", {"id": "0190"}))
tame_options = st.lists(
    st.builds(Option, tame_words, st.text("ab1", max_size=8)), min_size=1, max_size=100
)
tame_spans = st.lists(
    st.builds(Text, tame_words)
    | st.builds(Bold, tame_words)
    | st.builds(Italic, tame_words)
    | st.builds(Link, tame_words, st.just("https://example.com/a?b=<c>|d")),
    max_size=6,
).map(tuple)


@st.composite
def tame_charts(draw):
    categories = tuple(f"{n}" for n in range(draw(st.integers(1, 40))))
    value = st.none() | st.floats(-1e6, 1e9)
    size = len(categories)
    series = tuple(
        Series(f"s{n}", tuple(draw(st.lists(value, min_size=size, max_size=size))))
        for n in range(draw(st.integers(1, 4)))
    )
    return Chart(
        draw(tame_words), draw(st.sampled_from(["line", "bar"])), "%", categories, series, "So."
    )


tame_tables = st.integers(1, 22).flatmap(
    lambda width: st.builds(
        Table,
        tame_words,
        st.lists(st.builds(Column, tame_words, st.booleans()), min_size=width, max_size=width).map(
            tuple
        ),
        st.lists(st.lists(st.text(max_size=9), max_size=width).map(tuple), max_size=120).map(
            tuple
        ),
        tame_words,
    )
)
tame_buttons = st.builds(Button, tame_words, tame_action, st.booleans()) | st.builds(
    LinkButton, tame_words, st.just("https://example.com")
)
tame_elements = st.one_of(
    st.builds(Heading, long),
    st.builds(Paragraph, st.lists(st.builds(Text, long), max_size=3).map(tuple)),
    st.builds(Paragraph, tame_spans, st.booleans()),
    st.builds(Bullets, st.lists(tame_spans, max_size=30).map(tuple)),
    st.builds(Image, st.just("https://example.com/a.png"), tame_words),
    st.builds(Video, st.just("https://example.com/v"), tame_words, st.just("")),
    st.builds(Divider),
    st.builds(Facts, st.lists(st.builds(Fact, words, words), max_size=30).map(tuple)),
    tame_tables,
    tame_charts(),
    st.builds(Figure, tame_words, tame_words, words),
    st.builds(Scale, tame_action, st.integers(0, 1), st.integers(5, 30), tame_words, tame_words),
    st.builds(Buttons, st.lists(tame_buttons, max_size=60).map(tuple)),
    st.builds(Choice, tame_action, words, tame_options.map(tuple)),
    st.builds(Poll, tame_action, words, tame_options.map(tuple), st.just((1, 2))),
)
tame_messages = st.builds(Message, tame_words, st.lists(tame_elements, max_size=40).map(tuple))
