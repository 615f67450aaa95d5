"""Blocks for tiers inside one edition: each partner reads its own, in chat and in its room."""

from dataclasses import replace

import pytest

from bot.beat.rules.recipients import SharedConversation
from bot.errors import ContentInvalid
from bot.plain_text import plain_text
from content.proofreading import proofread
from tests.content.conftest import editions_of, kept

KEY = "beat/01-hello"
HEAD = "---\nnewsletter: beat\ntitle: Hello\naudience: {audience}\n---\n"
BLOCKS = """Good morning, because you asked: [read on](https://example.com).

:::tier Gold, Gold Plus
You get the new margin.
:::
:::tier other
Reach Gold for the new margin.
:::
:::role sales
Sell it.
:::
:::role other
Know it.
:::
"""


def write(folder, body, audience="{}"):
    path = folder / "editions/beat/01-hello.md"
    path.write_text(HEAD.format(audience=audience) + body, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("tier", "said"),
    [
        ("gold", "You get the new margin."),
        ("GOLD PLUS", "You get the new margin."),
        ("Silver", "Reach Gold for the new margin."),
        (None, "Reach Gold for the new margin."),
    ],
)
async def test_each_reads_the_part_for_their_partner_s_tier(folder, library, reader, tier, said):
    write(folder, BLOCKS)
    shelf = library()
    editions, text = editions_of(shelf), kept(shelf, KEY)
    alone = plain_text(await editions.edition(text, replace(reader(), tier=tier)))
    place = SharedConversation("c-1", "UTC", "p1", "Acme", tier=tier)
    together = plain_text(editions.for_several(text, place))

    assert [line in alone for line in ("new margin", said)] == [True, True]
    assert (alone.count("margin"), together.count("margin")) == (1, 1)
    assert said in together
    assert [words in together for words in ("Sell it.", "Know it.")] == [True, True]


@pytest.mark.parametrize(
    ("body", "audience", "why"),
    [
        (":::tier Gold\nHello.\n:::\n", "{}", "who is in none of the tiers named"),
        (
            ":::tier Gold\nHello.\n:::\n",
            "{tiers: [Silver]}",
            "nothing here is for the tier silver",
        ),
        (":::tier other\nHello.\n:::\n", "{}", "a sibling block that names tiers"),
        (":::tier Gold,\nHello.\n:::\n", "{}", "a tier has no name"),
        (":::tier\nHello.\n:::\n", "{}", "a block opens with :::role"),
        (
            "Hi.\n\n:::tier Gold\nA.\n:::\n:::tier gold\nB.\n:::\n",
            "{}",
            "the tier gold has a version already",
        ),
    ],
)
def test_a_block_that_leaves_somebody_without_a_text_is_refused(
    folder, library, body, audience, why
):
    write(folder, body, audience)

    with pytest.raises(ContentInvalid, match=why):
        library()


def test_one_tier_alone_needs_no_block_for_others(folder, library):
    write(folder, ":::tier Gold\nHello.\n:::\n", "{tiers: [gold]}")

    assert library().texts()


def test_a_tier_that_no_partner_is_in_is_named_with_its_line(folder, library):
    path = write(folder, BLOCKS)
    edition = library().editions[KEY]
    found = list(proofread(edition, path).unknown_tiers(["Gold", "Silver"]))

    assert [(one.kind, one.line, one.told) for one in found] == [
        ("no_such_tier", 9, (("tiers", "gold plus"),))
    ]
