"""What a letter says and how: pure, before any relay sees it."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from adapters.email.addresses import Links
from adapters.email.offer import offer_of
from adapters.email.render import Foot, render
from bot.action import ActionRef
from bot.message import (
    Bold,
    Button,
    Buttons,
    Chart,
    Choice,
    Column,
    Fact,
    Facts,
    Figure,
    Heading,
    Image,
    Link,
    LinkButton,
    Message,
    Option,
    Scale,
    Series,
    Table,
    Text,
    Video,
    paragraph,
)
from tests.fixtures.drawn import FOOT, LINKS, letter_of
from tests.stand_ins.smtp.checks import judge

NPS = Scale(ActionRef("score", {"i": "0190"}), 0, 10, "not at all", "certainly")
MUTE = Buttons((Button("Mute it", ActionRef("mute", {"t": "partner-beat"})),))
CARD = Message(
    "How are we doing?",
    (paragraph(Bold("Would you recommend us?")), NPS, paragraph("Named.", quiet=True), MUTE),
)


class Tags(HTMLParser):
    """Every tag with its attributes, as a browser would read them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def links(self):
        return [attrs["href"] for tag, attrs in self.found if tag == "a"]


@given(st.text(max_size=400))
def test_any_title_becomes_one_subject_and_no_header_of_its_own(title):
    made = letter_of(Message("x"), title=title)

    assert judge(made) == []
    assert set(made.parsed.keys()) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
        *("Auto-Submitted", "X-Auto-Response-Suppress", "Feedback-ID"),
        *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
    }


def test_a_title_too_long_for_a_subject_stands_whole_in_the_letter():
    title = "Grüße " * 100
    made = letter_of(Message(title.strip()))

    assert made.subject.endswith("…")
    assert title.strip() in made.html
    assert judge(made) == []


def test_a_long_address_to_unsubscribe_is_neither_folded_nor_encoded():
    links = Links(unsubscribe=f"https://{'sub.' * 40}example/u/{'u' * 22}")
    made = letter_of(Message("x"), links=links)

    assert made.raw_header("List-Unsubscribe") == [f"<{links.unsubscribe}>"]
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in made.raw


def test_each_score_is_a_link_to_its_page():
    rendered = render(CARD, LINKS, FOOT)

    wanted = [f"{LINKS.page}?value={step}" for step in range(11)]
    assert Tags(rendered.html).links()[:11] == wanted
    assert all(url in rendered.text for url in wanted)


def test_other_controls_lead_to_their_page_too():
    pick = Choice(ActionRef("pick"), "Which?", (Option("This & that", "a"), Option("No", "b")))
    rendered = render(Message("x", (pick, MUTE)), LINKS, FOOT)

    assert Tags(rendered.html).links()[:3] == [
        f"{LINKS.page}?do=pick%3Fvalue%3Da",
        f"{LINKS.page}?do=pick%3Fvalue%3Db",
        f"{LINKS.page}?do=mute%3Ft%3Dpartner-beat",
    ]
    assert f"[Mute it] {LINKS.page}?do=mute%3Ft%3Dpartner-beat" in rendered.text


def test_the_offer_is_what_can_be_acted_on_with_its_question_and_small_print():
    told = paragraph("A long story.")
    more = Buttons((LinkButton("Read", "https://example.com"), *MUTE.buttons))
    offer = offer_of(Message("T", (told, *CARD.elements[:3], Heading("More"), more)))

    assert offer == Message("T", (*CARD.elements[:3], MUTE))
    assert offer_of(Message("T", (told, Heading("More")))) is None


def test_hostile_words_stay_words():
    nasty = '"><script>alert(1)</script>&amp;'
    rendered = render(
        Message(
            nasty,
            (
                paragraph(nasty, Bold(nasty), Link(nasty, "javascript:alert(1)")),
                Image("https://example.com/a.png", nasty),
                Image("javascript:alert(1)", "An old picture"),
                Video("https://example.com/v", nasty, "data:image/png,x"),
                Facts((Fact(nasty, nasty),)),
                Figure(nasty, nasty, nasty),
                Table(nasty, (Column(nasty),), ((nasty,),), nasty),
                Buttons((LinkButton(nasty, "javascript:alert(1)"),)),
            ),
        ),
        LINKS,
        Foot(nasty, (nasty, nasty), nasty),
    )
    tags = Tags(rendered.html)

    assert "script" not in {tag for tag, _ in tags.found}
    assert [attrs["src"] for tag, attrs in tags.found if tag == "img"] == [
        "https://example.com/a.png"
    ]
    assert tags.links() == ["https://example.com/v", LINKS.unsubscribe]
    assert "An old picture" in rendered.html


def test_a_chart_is_a_table_and_a_sentence():
    chart = Chart("ARR", "line", "EUR", ("Jan", "Feb"), (Series("All", (1.5, None)),), "It grew.")
    html = render(Message("x", (chart,)), LINKS, FOOT).html

    assert "ARR (EUR)" in html
    assert ">1.50</td>" in html
    assert "It grew." in html


def test_a_letter_knows_the_dark_and_narrow_pages():
    html = render(CARD, LINKS, FOOT).html

    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme:dark" in html
    assert "max-width:600px;table-layout:fixed" in html


def test_the_small_print_says_whose_letter_it_is_where_they_are_and_how_to_leave():
    rendered = render(Message("x", (paragraph(Text("y")),)), LINKS, FOOT)

    assert rendered.text.endswith(
        f"-- \nCirrus\nUnsubscribe from Partner Beat: {LINKS.unsubscribe}\n"
        "Cirrus GmbH\nHafenstraße 1, 20457 Hamburg\n"
    )
    assert "<br>Cirrus GmbH<br>Hafenstraße 1, 20457 Hamburg</td>" in rendered.html
    assert ">Unsubscribe from Partner Beat</a>" in rendered.html
