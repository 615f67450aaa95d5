"""What somebody announces in chat, as the edition that it becomes."""

from bot.beat.rules.announcements import Announcement
from bot.beat.rules.cadence import read_cadence
from bot.message import Image
from content.desk import WritingDesk
from content.editions import kept_edition
from content.wording import load_wording
from tests.scheduler.world import NINE

URL = "https://x.example/a(1).png?b=2&c=*d*"
SAYS = "A *new* [price] list & <more> \\ `less"


def written(library, **more):
    desk = WritingDesk("Cirrus", load_wording(), lambda: library().promised)
    announcement = Announcement(title="Prices", words="New prices.", topic="news", **more)
    return kept_edition(desk.write("draft", announcement, read_cadence("FREQ=DAILY", NINE, None)))


def test_a_picture_stands_above_the_words_with_what_it_shows_as_it_was_written(library):
    edition = written(library, picture=URL, picture_says=SAYS)

    assert edition.parts[0] == Image(URL, "A *new* (price) list & <more> / `less")
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
