"""Pictures of the content folder: hosted by us, each at an address that says which it is."""

import pytest

from bot.errors import ContentInvalid
from bot.message import Image
from content.library import read_library
from tests.content.conftest import editions_of, kept
from tests.fixtures.pictures import png

AT = "https://beat.example/pictures"


@pytest.fixture
def shelf(folder):
    """Read the folder as if pictures were hosted there, with a picture in its edition."""
    (folder / "pictures").mkdir()
    (folder / "pictures/logo.png").write_bytes(png(4, 4).data)

    def read(shown="![Our logo](pictures/logo.png)", at=AT):
        path = folder / "editions/beat/01-hello.md"
        path.write_text(f"---\nnewsletter: beat\ntitle: Hello\n---\nHi\n\n{shown}\n", "utf-8")
        library = read_library(folder, "Cirrus", "", at)
        assert library.texts()
        return library

    return read


@pytest.mark.parametrize(
    "shown",
    [
        "![Our logo](pictures/logo.png)",
        "![Our logo](<pictures/logo.png>)",
        '<img src="pictures/logo.png" alt="Our logo">',
    ],
)
async def test_a_picture_of_the_folder_has_an_address_that_everybody_can_fetch(
    shelf, folder, reader, shown
):
    library = shelf(shown)
    text = kept(library, "beat/01-hello")
    (folder / "pictures/logo.png").unlink()
    message = await editions_of(library).edition(text, reader())
    [image] = [each for each in message.elements if isinstance(each, Image)]
    _, _, digest, name = image.url.removeprefix("https://").split("/")

    assert image.url.startswith(f"{AT}/")
    assert (image.alt, name) == ("Our logo", "logo.png")
    assert library.promised.pictures.find(digest, name) is None


def test_another_picture_of_the_same_name_is_another_version_at_another_address(shelf, folder):
    library = shelf()
    first = kept(library, "beat/01-hello")
    digest = first.body.partition(f"{AT}/")[2].partition("/")[0]
    before = library.promised.pictures.find(digest, "logo.png")
    (folder / "pictures/logo.png").write_bytes(png(8, 8).data)
    second = kept(shelf(), "beat/01-hello")

    assert first.body != second.body
    assert before == png(4, 4)
    assert library.promised.pictures.find(digest, "logo.png") is None


@pytest.mark.parametrize(
    ("name", "data", "at", "reason"),
    [
        ("gone.png", None, AT, "there is no picture pictures/gone.png"),
        ("../newsletters.yaml", None, AT, "there is no picture pictures/../newsletters.yaml"),
        ("words.png", b"words", AT, "is no PNG, JPEG or GIF of at most a megabyte"),
        ("big.png", png(weight=1024 * 1024).data, AT, "of at most a megabyte"),
        ("logo.png", png(4, 4).data, "", "set DRUMBEAT_PUBLIC_URL to an https address"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_named_with_its_line(
    shelf, folder, name, data, at, reason
):
    if data is not None:
        (folder / "pictures" / name).write_bytes(data)
    with pytest.raises(ContentInvalid) as refused:
        shelf(f"![Our logo](pictures/{name})", at)

    assert refused.value.line == 7
    assert reason in refused.value.reason


@pytest.mark.parametrize("name", ["../newsletters.yaml", "..", "", "a/b.png", "x" * 200, ".env"])
def test_nothing_but_pictures_of_the_folder_is_found(shelf, name):
    assert shelf().promised.pictures.find("0" * 24, name) is None
