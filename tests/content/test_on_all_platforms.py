"""One edition with all that may stand in it, as every platform draws it, in two languages."""

import json
from dataclasses import replace

import pytest

from adapters.email.addresses import Links
from adapters.email.render import Foot
from adapters.email.render import render as render_letter
from adapters.slack.render import render as render_blocks
from adapters.teams.render import render as render_cards
from adapters.web.render import render_html
from bot.beat.rules.taps import led_through
from bot.people.rules.charge import Presenter
from bot.posting import signed
from content.wording import load_wording
from tests.content.conftest import editions_of, kept

BODY = """\
{hello} {{{{ first_name }}}},

![{shows}](https://cirrus.example/restore.png)

::video[{film} | {summary} | {read}]{{{addresses}}}

::button[{open}]{{https://cirrus.example/guide}}
"""
WORDS = {
    "en": {
        "hello": "Good morning",
        "shows": "A file comes back",
        "film": "Restore one file",
        "summary": "In two minutes a file is back.",
        "read": "Read it instead",
        "open": "Open the guide",
    },
    "de": {
        "hello": "Guten Morgen",
        "shows": "Eine Datei kommt zurück",
        "film": "Eine Datei wiederherstellen",
        "summary": "In zwei Minuten ist eine Datei zurück.",
        "read": "Stattdessen lesen",
        "open": "Leitfaden öffnen",
    },
}
AT = " ".join(f"https://cirrus.example/{name}" for name in ("v", "p.png", "t"))
SEND, DELIVERY = "5" * 24, "d" * 24
WORDING = load_wording()


def slack(message):
    return json.dumps([part.blocks for part in render_blocks(signed(message))], ensure_ascii=False)


def teams(message):
    parts = [part.activity() for part in render_cards(message, WORDING)]
    return json.dumps(parts, ensure_ascii=False)


def email(message):
    page = Links(f"https://beat.example/s/{'p' * 22}", "")
    letter = render_letter(message, page, Foot("Cirrus"))
    assert WORDS[message.language]["summary"] in letter.text
    return f"{message.sender.line}{letter.html}"


def web(message):
    return render_html(message, WORDING)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("draw", [slack, teams, email, web])
async def test_picture_film_and_button_stand_there_in_the_readers_language(
    folder, library, reader, draw, language
):
    series = folder / "editions/beat"
    head = "---\nnewsletter: beat\ntitle: Hello\nsender: manager\n---\n"
    (series / "01-hello.md").write_text(
        head + BODY.format(addresses=AT, **WORDS["en"]), encoding="utf-8"
    )
    (series / "01-hello.de.md").write_text(
        BODY.format(addresses=AT, **WORDS["de"]), encoding="utf-8"
    )
    shelf = library()
    who = replace(reader(), language=language)
    jana = Presenter("Jana Roth")
    message = await editions_of(shelf).edition(kept(shelf, "beat/01-hello"), who, jana)
    led = led_through(message, b"k" * 32, "https://beat.example", (SEND, DELIVERY))
    drawn = draw(led)
    other = WORDS["de" if language == "en" else "en"]

    assert all(words in drawn for words in WORDS[language].values())
    assert not any(words in drawn for words in other.values())
    assert "https://cirrus.example/restore.png" in drawn
    assert "https://cirrus.example/v" in drawn
    assert "https://cirrus.example/t" in drawn
    assert "https://beat.example/r/" in drawn
    assert "https://cirrus.example/guide" not in drawn
    assert "Jana Roth" in drawn
