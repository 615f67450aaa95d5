import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures import GIF, JPEG, PNG, Picture, inline_picture
from tests.fixtures.pictures import gif, jpeg, png

SIDES = st.integers(1, 2000)


@pytest.mark.parametrize(("make", "kind"), [(png, PNG), (gif, GIF), (jpeg, JPEG)])
@given(data=st.data())
def test_a_picture_knows_its_kind_and_its_sides(make, kind, data):
    width, height = (data.draw(SIDES), data.draw(SIDES)) if make is not png else (7, 9)
    picture = make(width, height)

    assert (picture.kind, picture.sides) == (kind, (width, height))


@given(st.binary(max_size=40), st.sampled_from([b"", *(p().data[:9] for p in (png, gif, jpeg))]))
def test_what_is_no_picture_or_half_of_one_has_no_sides_and_breaks_nothing(rest, begin):
    picture = Picture(begin + rest)

    assert len(picture.sides) == 2
    assert picture.kind in {"", PNG, GIF, JPEG}


@given(st.sampled_from([png(), gif(), jpeg()]))
def test_an_address_brings_its_picture_along(picture):
    assert inline_picture(picture.address) == picture


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.com/a.png",
        "data:image/png;base64,",
        "data:image/png;base64,AAAA",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:text/html;base64,PGI+",
        gif().address.replace("gif", "png"),
        png().address + '" onerror="x',
        png().address.replace("base64,", "base64,="),
    ],
)
def test_no_other_address_is_taken_for_a_picture(url):
    assert inline_picture(url) is None
