"""What one reader gets: their version, their figures, and values that stay text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import ActionRef
from bot.harmless import harmless
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Figure,
    Heading,
    Image,
    Paragraph,
    Table,
    Text,
    paragraph,
)
from bot.principal import Role
from content.compose import fill, fill_spans
from content.markdown import parse_body
from tests.content.conftest import kept

HOSTILE = "*bold* <script> {{ first_name }}"


def write(folder: Path, body: str, head: str = "") -> None:
    path = folder / "editions/beat/01-hello.md"
    path.write_text(f"---\nnewsletter: beat\ntitle: Hello\n{head}---\n{body}\n", encoding="utf-8")


async def test_a_hostile_partner_name_stays_text(folder, library, editions, reader):
    write(folder, "# For {{ partner }}\n\nHi {{ first_name }} of {{ partner }}, **{{ partner }}**")

    message = await editions.edition(kept(library(), "beat/01-hello"), reader(partner=HOSTILE))

    assert message.elements[:2] == (
        Heading(f"For {HOSTILE}"),
        Paragraph(
            (
                Text("Hi "),
                Text("Ada"),
                Text(" of "),
                Text(HOSTILE),
                Text(", "),
                Bold(HOSTILE),
            )
        ),
    )


@given(value=st.text(min_size=1))
def test_any_value_survives_as_one_text_span(value: str):
    (part,) = parse_body(Path("e.md"), "Hello {{ partner }}!")

    filled = fill_spans(part.spans, {"partner": value})

    assert filled == (Text("Hello "), Text(value), Text("!"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You work at {{ partner }}.", "You work at Acme Inc."),
        ("You work at **{{ partner }}**.", "You work at Acme Inc."),
        ("*{{ partner }}*. Hello", "Acme Inc. Hello"),
        ("{{ partner }}... hello", "Acme Inc.... hello"),
        ("**{{ partner }} news**. Hello", "Acme Inc. news. Hello"),
    ],
)
def test_a_company_that_ends_in_a_full_stop_is_not_followed_by_two(text, said):
    (part,) = parse_body(Path("e.md"), text)

    spans = fill_spans(part.spans, {"partner": "Acme Inc."})
    assert "".join(span.text for span in spans) == said


@given(value=st.text().map(harmless))
def test_any_value_reaches_every_element_unchanged(value: str):
    lines = (
        "# {{ partner }}",
        "- {{ partner }}",
        "![{{ partner }}](https://x.example/i.png)",
        "::table[{{ partner }}]{About {{ partner }}}",
        "| {{ partner }} |\n|---|\n| {{ partner }} |",
        "::button[{{ partner }}]{https://x.example}",
    )
    parts = parse_body(Path("e.md"), "\n\n".join(lines))

    heading, bullets, image, table, buttons = (fill(part, {"partner": value}) for part in parts)

    assert isinstance(heading, Heading)
    assert heading.text == value
    assert isinstance(bullets, Bullets)
    assert bullets.items == (((Text(value),) if value else ()),)
    assert isinstance(image, Image)
    assert image.alt == value
    assert isinstance(table, Table)
    assert (table.caption, table.summary) == (value, f"About {value}")
    assert (table.columns[0].title, table.rows) == (value, ((value,),))
    assert isinstance(buttons, Buttons)
    assert buttons.buttons[0].label == value


@pytest.mark.parametrize(
    ("role", "words"),
    [(Role.SALES, "Sell."), (Role.TECHNICAL, "Build."), (Role.EXECUTIVE, "Lead or watch.")],
)
async def test_each_role_gets_its_own_version(folder, library, editions, reader, role, words):
    write(
        folder,
        ":::role sales\nSell.\n:::\n:::role technical development\nBuild.\n:::\n"
        ":::role other\nLead or watch.\n:::",
    )

    message = await editions.edition(kept(library(), "beat/01-hello"), reader(role))

    assert message.elements[0] == paragraph(words)


async def test_a_role_without_a_version_gets_the_rest(folder, library, editions, reader):
    write(folder, "All.\n\n:::role sales\nSell.\n:::")

    message = await editions.edition(kept(library(), "beat/01-hello"), reader(Role.MARKETING))

    assert message.elements[0] == paragraph("All.")
    assert len(message.elements) == 3


async def test_a_figure_is_computed_for_its_reader(folder, library, editions, reader):
    write(folder, "::figure[ARR of {{ partner }}]{arr}")

    message = await editions.edition(kept(library(), "beat/01-hello"), reader())

    assert message.elements[0] == Figure("ARR of Acme", "arr for c1")


async def test_every_edition_ends_with_why_it_came_and_a_way_to_mute(library, editions, reader):
    message = await editions.edition(kept(library(), "beat/01-hello"), reader())

    assert message.elements[-2:] == (
        paragraph(
            "You get this because you do technical work at Acme. The Beat: every Tuesday at nine",
            quiet=True,
        ),
        Buttons(
            (
                Button("Mute News", ActionRef("mute", {"t": "news"})),
                Button("Settings", ActionRef("settings")),
            )
        ),
    )


async def test_at_the_vendor_the_vendor_is_the_company(folder, library, editions, reader):
    write(folder, "{{ partner }} {{ vendor }} {{ role }}")

    message = await editions.edition(kept(library(), "beat/01-hello"), reader(partner=None))

    assert message.elements[0] == paragraph("Cirrus", " ", "Cirrus", " ", "technical")
