"""An edition in several languages: one text with one key, and each reader's own words of it."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from adapters.web.link_check import LinkCheck
from bot.beat.cards.proofs import finding_words
from bot.beat.rules.recipients import SharedConversation
from bot.errors import ContentInvalid
from bot.language import Titles
from bot.plain_text import plain_text
from bot.principal import Role
from bot.store.sessions import Database, async_url
from content.wording import load_wording
from drumbeat.drawings import Drawings
from drumbeat.proofs import HouseProofs
from drumbeat.settings import Settings
from tests.content.conftest import editions_of, kept

KEY = "beat/01-hello"
GERMAN = "---\ntitle: Hallo\n---\nGuten Morgen {{ first_name }}.\n"
BRAZILIAN = "Bom dia {{ first_name }}.\n"


def write(folder, name, text):
    path = folder / f"editions/beat/{name}"
    path.write_text(text, encoding="utf-8")
    return path


def refusals(library):
    with pytest.raises(ContentInvalid) as refused:
        library()
    every = (refused.value, *refused.value.more)
    return [f"{one.path.name}:{one.line}: {one.reason}" for one in every]


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("de", "Hallo", "Guten Morgen Ada."),
        ("de-AT", "Hallo", "Guten Morgen Ada."),
        ("pt-BR", "Hello", "Bom dia Ada."),
        ("pt", "Hello", "Good morning Ada."),
        ("fr", "Hello", "Good morning Ada."),
        ("en", "Hello", "Good morning Ada."),
    ],
)
async def test_each_reads_it_in_their_language_or_as_it_was_first_written(
    folder, library, reader, language, title, said
):
    write(folder, "01-hello.de.md", GERMAN)
    write(folder, "01-hello.pt-BR.md", BRAZILIAN)
    shelf = library()
    editions, text = editions_of(shelf), kept(shelf, KEY)
    message = await editions.edition(text, replace(reader(), language=language))
    room = editions.for_several(text, SharedConversation("c-1", "UTC", "p1", "Acme", language))

    assert [file.key for file in shelf.texts() if file.key.startswith("beat/")] == [KEY]
    tag = {"Guten": "de", "Bom": "pt-BR", "Good": "en"}[said.split()[0]]
    assert (message.title, message.language) == (room.title, room.language) == (title, tag)
    assert said in plain_text(message)
    assert said.split()[0] in plain_text(room)
    assert editions.head(text).title == "Hello"


def test_a_changed_translation_is_another_version_and_none_at_all_changes_nothing(folder, library):
    alone = kept(library(), KEY)
    path = write(folder, "01-hello.de.md", GERMAN)
    first = kept(library(), KEY)
    write(folder, "01-hello.de.md", GERMAN.replace("Guten", "Schönen"))
    second = kept(library(), KEY)
    path.unlink()

    assert len({alone.body, first.body, second.body}) == 3
    assert '"languages":{"de"' not in alone.body
    assert kept(library(), KEY).body == alone.body


LONELY = "it says 02-news.md in another language, and there is no 02-news.md"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("02-news.de.md", GERMAN, f"1: {LONELY}"),
        ("01-hello.DE.md", GERMAN, "1: 'DE' is no tag of a language: write 01-hello.de.md"),
        (
            "01-hello.de.md",
            "---\nnewsletter: beat\n---\nHallo\n",
            "2: newsletter: there is no such field",
        ),
        (
            "01-hello.de.md",
            "---\ntitle: Hallo {{ partner }}\n---\nHallo\n",
            "2: unknown placeholder 'partner'; known: none here",
        ),
        (
            "01-hello.de.md",
            "Hallo\n\n{{ vorname }}\n",
            "3: unknown placeholder 'vorname'; known: first_name, partner, role, vendor",
        ),
        (
            "01-hello.de.md",
            ":::role sales\nHallo\n:::\n",
            "1: nothing here is for the role development",
        ),
    ],
)
def test_what_is_wrong_with_a_translation_names_its_own_file(folder, library, name, text, said):
    write(folder, name, text)

    assert refusals(library) == [f"{name}:{said}"]


def test_a_fault_in_one_language_does_not_hide_that_in_another(folder, library):
    write(folder, "01-hello.de.md", "{{ vorname }}\n")
    write(folder, "01-hello.fr.md", "{{ prenom }}\n")

    assert [one.partition(":")[0] for one in refusals(library)] == [
        "01-hello.de.md",
        "01-hello.fr.md",
    ]


async def test_roles_have_their_parts_in_each_language(folder, library, reader):
    german = ":::role sales\nVerkauf\n:::\n\n:::role other\nAlle\n:::\n"
    write(folder, "01-hello.de.md", german)
    shelf = library()
    editions, text = editions_of(shelf), kept(shelf, KEY)
    readers = [replace(reader(role), language="de") for role in (Role.SALES, Role.TECHNICAL)]
    said = [plain_text(await editions.edition(text, one)).split("\n\n")[1] for one in readers]

    assert said == ["Verkauf", "Alle"]


async def test_what_is_found_in_each_language_is_named_with_its_file_and_line(
    folder, library, sqlite_url
):
    write(folder, "01-hello.de.md", "---\ntitle: Hallo\n---\nLieber *|VORNAME|*,\n\nGuten Tag.\n")
    write(folder, "01-hello.pt-BR.md", "Bom dia *|NOME|*.\n")
    [text] = [one for one in library().texts() if one.key == KEY]
    written = replace(text, place="")
    database = Database(async_url(sqlite_url))
    drawings = Drawings(
        Settings(_env_file=None, vendor="Cirrus", secret_key="k" * 40),
        *(load_wording(), Titles({}), None),
    )
    context = SimpleNamespace(database=database, questions=None, footing=lambda: None)
    proofs = HouseProofs(context, drawings, None, None)

    def said(found):
        filled = [one for one in found if one.kind == "not_filled"]
        return [finding_words(load_wording(), one).partition(": ")[0] for one in filled]

    in_files, in_chat = said(await proofs.findings(text)), said(await proofs.findings(written))
    await database.close()

    assert in_files == [
        "editions/beat/01-hello.de.md, line 4",
        "editions/beat/01-hello.pt-BR.md, line 1",
    ]
    assert in_chat == ["Deutsch, line 1", "pt-BR, line 1"]


async def test_dead_links_are_named_in_each_language_and_our_own_are_never_asked(folder, library):
    inside, own = "https://127.0.0.1/a", "https://beat.example/u/a-key-of-somebody"
    write(folder, "01-hello.md", f"---\nnewsletter: beat\ntitle: Hello\n---\nHi.\n\n[A]({own})\n")
    write(folder, "01-hello.de.md", f"Hallo.\n\n[A]({inside}) [B]({own})\n")
    [text] = [one for one in library().texts() if one.key == KEY]
    proofs = HouseProofs(None, None, None, LinkCheck(), "https://beat.example")
    [dead] = await proofs.dead_links(text)

    assert (dead.file, dead.line, dict(dead.told)["url"]) == (
        *("editions/beat/01-hello.de.md", 3),
        inside,
    )
