"""What somebody announces in chat, as the edition that it becomes."""

import pytest

from bot.beat.rules.announcements import Announcement, Picture
from bot.beat.rules.cadence import read_cadence
from bot.message import Image
from content.desk import WritingDesk
from content.editions import kept_edition
from content.wording import load_wording
from tests.scheduler.world import NINE

URL = "https://x.example/a(1).png?b=2&c=*d*"
SAYS = "A *new* [price] list & <more> \\ `less {{ first_name }}"


def written(library, **more):
    desk = WritingDesk("Cirrus", load_wording(), lambda: library().promised)
    more = {"words": "New prices.", **more}
    announcement = Announcement(title="Prices", topic="news", **more)
    return kept_edition(desk.write("draft", announcement, read_cadence("FREQ=DAILY", NINE, None)))


def test_a_picture_stands_above_the_words_with_what_it_shows_as_it_was_written(library):
    edition = written(library, words=Picture(URL, SAYS).above("New prices."))

    assert edition.parts[0] == Image(URL, "A *new* (price) list & <more> / `less (( first_name ))")
    assert len(edition.parts) == 2


def test_whom_it_comes_from_is_what_was_chosen_whatever_the_newsletter_says(folder, library):
    path = folder / "newsletters.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    topic:", "    sender: manager\n    topic:"), encoding="utf-8"
    )
    chosen = (False, "beat"), (True, "beat"), (False, ""), (True, "")
    heads = [written(library, by_manager=by, newsletter=series).head for by, series in chosen]

    assert [head.by_manager for head in heads] == [False, True, False, True]


@pytest.mark.parametrize(
    ("url", "says", "wrong"),
    [
        ("", "", set()),
        ("", "A file", set()),
        (URL, "A file", set()),
        (URL, "", {"picture_says"}),
        ("logo.png", "A file", {"picture"}),
        ("pictures/logo.png", "A file", set()),
        ("http://x.example/a.png", "A file", {"picture"}),
        ("https://x.example/<a>.png", "A file", {"picture"}),
        ("https://x.example/{{ partner }}.png", "A file", {"picture"}),
        ("https://[x", "A file", {"picture"}),
    ],
)
def test_a_picture_that_cannot_be_shown_is_named_before_it_is_kept(url, says, wrong):
    assert set(Picture(url, says).mistakes()) == wrong
