"""The pages anybody may read: ours, or the vendor's own."""

import pytest

from bot.errors import ContentInvalid
from bot.plain_text import plain_text
from content.policies import NAMES, load_policies


def test_every_page_names_the_vendor_and_says_something(tmp_path):
    pages = load_policies(tmp_path, "Cirrus")

    assert tuple(pages) == NAMES
    for page in pages.values():
        assert page.title
        assert "Cirrus" in plain_text(page)
        assert "{{" not in plain_text(page)


def test_a_page_of_the_vendors_own_stands_in_place_of_ours(tmp_path):
    (tmp_path / "privacy.md").write_text("# Our promise\n\n{{ vendor }} keeps nothing.\n")
    pages = load_policies(tmp_path, "Cirrus")

    assert plain_text(pages["privacy"]) == "Our promise\n\nCirrus keeps nothing."
    assert pages["terms"] == load_policies(tmp_path / "nowhere", "Cirrus")["terms"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("# Hello\n\nDear {{ first_name }}", 3, "only {{ vendor }}"),
        ("No title", 1, "# Title"),
        ("", 1, "# Title"),
        ("# Hello\n\n::figure[ARR]{arr}", 1, "no figures"),
        ("# Hello\n\n::button[ARR]{ask arr}", 1, "no figures, buttons"),
        ("# Hello\n\n<script>x</script>", 3, "HTML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(tmp_path, text, line, reason):
    (tmp_path / "terms.md").write_text(text)
    with pytest.raises(ContentInvalid) as refused:
        load_policies(tmp_path, "Cirrus")

    assert (refused.value.path, refused.value.line) == (tmp_path / "terms.md", line)
    assert reason in refused.value.reason
