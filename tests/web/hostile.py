"""Messages whose every text means harm."""

from hypothesis import strategies as st

from bot.action import ActionRef
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    Column,
    Divider,
    Fact,
    Facts,
    Figure,
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
    Video,
)

PRESS = ActionRef("press")
hostile = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from(
        [
            '<script>alert("x")</script>',
            '"><img src=x onerror=alert(1)>',
            "' onmouseover='alert(1)",
            "{{ 7 * 7 }} {0} {x} %s",
            "&lt;b&gt; &#x3C;i&#x3E; &amp;",
            "]]><!-- --><svg onload=alert(1)>",
            "javascript:alert(1)",
            "</textarea></select></title><h1>",
        ]
    ),
)
urls = st.one_of(hostile, hostile.map(lambda tail: f"https://example.com/{tail}"))
spans_of = st.lists(
    st.one_of(
        hostile.map(Text),
        hostile.map(Bold),
        hostile.map(Italic),
        st.builds(Link, hostile, urls),
    ),
    max_size=3,
).map(tuple)
number = st.one_of(st.none(), st.floats(-1e12, 1e12), st.just(float("nan")))
options = st.lists(st.builds(Option, hostile, st.just("v")), max_size=9).map(tuple)
charts = st.builds(
    Chart,
    hostile,
    st.sampled_from(["line", "bar"]),
    hostile,
    st.lists(hostile, max_size=15).map(tuple),
    st.lists(st.builds(Series, hostile, st.lists(number, max_size=16).map(tuple)), max_size=8).map(
        tuple
    ),
    hostile,
)
elements = st.one_of(
    st.builds(Heading, hostile),
    st.builds(Paragraph, spans_of, st.booleans()),
    st.builds(Bullets, st.lists(spans_of, max_size=3).map(tuple)),
    st.builds(Image, urls, hostile),
    st.builds(Video, urls, hostile, urls),
    st.just(Divider()),
    st.builds(Facts, st.lists(st.builds(Fact, hostile, hostile), max_size=3).map(tuple)),
    st.builds(
        Table,
        hostile,
        st.lists(st.builds(Column, hostile, st.booleans()), max_size=3).map(tuple),
        st.lists(st.lists(hostile, max_size=4).map(tuple), max_size=3).map(tuple),
        hostile,
    ),
    charts,
    st.builds(Figure, hostile, hostile, hostile),
    st.builds(Scale, st.just(PRESS), st.just(0), st.just(10), hostile, hostile),
    st.builds(
        Buttons,
        st.lists(
            st.one_of(
                st.builds(Button, hostile, st.just(PRESS), st.booleans()),
                st.builds(LinkButton, hostile, urls),
            ),
            max_size=3,
        ).map(tuple),
    ),
    st.builds(Choice, st.just(PRESS), hostile, options),
    st.builds(
        Poll, st.just(PRESS), hostile, options, st.lists(st.integers(0, 99), max_size=9).map(tuple)
    ),
)
messages = st.builds(Message, hostile, st.lists(elements, max_size=5).map(tuple))
