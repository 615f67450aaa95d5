"""What platforms make of a message is told as they draw it, and what asks for it can be drawn."""

import pytest

from bot.action import ActionRef
from bot.beat.cards import proofs as cards
from bot.beat.rules.proofs import Difference, Drawn, Finding, in_order
from bot.language import Titles
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Column,
    Heading,
    Image,
    Message,
    Table,
    paragraph,
    spans,
)
from bot.people.store.rungs import Rung
from bot.principal import Role
from content.proofreading import proofread
from content.wording import load_wording
from drumbeat.drawings import Drawings
from drumbeat.proofs import HouseProofs
from drumbeat.settings import Settings
from tests.content.test_announcements import edition_of
from tests.content.test_strangers import FILES as STRANGERS

WORDING = load_wording()
TABLE = Table("", (Column("A"), Column("B")), (("1", "2"),), "")
ASK = Button("Churn?", ActionRef("ask", {"q": "churn"}))
MUTE = Button("Mute", ActionRef("mute", {"t": "beat"}))


async def no_email(_contact_id: str) -> None:
    return None


@pytest.fixture(scope="module")
def drawings() -> Drawings:
    settings = Settings(_env_file=None, vendor="Cirrus", secret_key="k" * 40)
    return Drawings(settings, WORDING, Titles({}), no_email)


@pytest.fixture
def drawn(drawings):
    def draw(*elements) -> dict[str, Drawn]:
        proofs = HouseProofs(None, drawings, None, None)
        return {one.platform: one for one in proofs.drawn(Message("News", elements))}

    return draw


def test_what_needs_several_messages_is_counted_where_that_is_so(drawn):
    found = drawn(TABLE, paragraph("between"), TABLE)

    parts = {name: one.parts for name, one in found.items()}
    assert parts == {"slack": 2, "teams": 1, "email": 1, "web": 1, "text": 1}


@pytest.mark.parametrize(
    ("elements", "platform", "differing"),
    [
        ((TABLE,), "text", (Difference("tables_as_lines", 1),)),
        ((TABLE,), "slack", ()),
        ((Table("", (Column("A"),) * 21, (("1",) * 21,), ""),), "slack", None),
        ((Heading("word " * 31),), "slack", (Difference("headings_in_bold", 1),)),
        ((Buttons((ASK, MUTE)),), "email", (Difference("buttons_as_pages", 1),)),
        ((Image("https://a.example/x.png", "A"),), "text", (Difference("pictures_as_words", 1),)),
        ((Image("https://a.example/x.png", "A"),), "teams", ()),
    ],
)
def test_what_is_flattened_is_told_of_that_platform_alone(drawn, elements, platform, differing):
    expected = (Difference("tables_as_lines", 1),) if differing is None else differing

    assert drawn(*elements)[platform].differences == expected


def test_what_is_refused_names_who_refuses_it_and_the_limit(drawn):
    found = drawn(Bullets((spans("word " * 700),)))
    said = cards.drawn_lines(WORDING, [found[one] for one in ("slack", "teams", "web")])

    assert found["web"].refused == ""
    assert said[0].startswith("Refused by Slack: bullet too long, limit 3000")
    assert said[1] == "Microsoft Teams, The web: as it was written, in one message."


@pytest.mark.parametrize("language", ["en", "de"])
async def test_what_asks_for_a_reading_or_a_test_can_be_drawn_where_it_opens(drawings, language):
    wording = WORDING.in_language(language)
    about = {"d": "x" * 32}
    reading = cards.reading_form(wording, about, ("Gold", "Silver"), {"de": "Deutsch"})
    here = Rung("a" * 32, "slack", None)
    action = ActionRef(cards.TEST, about)
    test = cards.test_form(wording, action, [(here, "Slack")], "slack", Role.SALES)

    for form in (reading, test):
        made = await drawings.of_form(form)
        assert (made["slack"].refused, made["teams"].refused) == ("", "")


@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.stem)
def test_nothing_keeps_a_strangers_text_from_being_sent(drawings, path, tmp_path):
    edition = edition_of(path, tmp_path)
    proofs = HouseProofs(None, drawings, None, None)

    assert list(proofs.refusals(proofread(edition, path))) == []


def test_what_two_platforms_refuse_is_named_at_each_of_its_lines(drawings, tmp_path):
    file = tmp_path / "long.md"
    file.write_text(f"Your news.\n\n- {'word ' * 700}\n\n---\n\n- {'word ' * 700}\n")
    proofs, drafts = HouseProofs(None, drawings, None, None), tmp_path / "drafts"
    drafts.mkdir()
    found = in_order(proofs.refusals(proofread(edition_of(file, drafts), file)))

    assert [one.line for one in found if "Slack" in one.told[0][1]] == [7, 11]


def test_faults_stand_before_advice_and_each_thing_stands_once():
    late = Finding(9, "refused", is_fault=True)
    found = in_order([Finding(1, "no_why"), late, Finding(1, "no_why")])

    assert found == (late, Finding(1, "no_why"))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("why", ["inside", "nowhere", "silent", "round", "404"])
def test_a_link_that_does_not_answer_says_how(language, why):
    found = Finding(3, "dead_link", told=(("url", "https://a.example/x"), ("why", why)))
    said = cards.finding_words(WORDING.in_language(language), found)

    assert said.startswith(("Line 3: https://a.example/x: ", "Zeile 3: https://a.example/x: "))
    assert why not in said or why == "404"


def test_every_address_of_a_film_and_its_poster_are_asked_for(tmp_path):
    file = tmp_path / "film.md"
    at = [f"https://cirrus.example/{name}" for name in ("film", "poster.png", "text")]
    file.write_text(f"You can.\n\n::video[Restore | A file is back. | Read]{{{' '.join(at)}}}\n")
    folder = tmp_path / "drafts"
    folder.mkdir()
    led = proofread(edition_of(file, folder), folder / file.name).leads()

    assert {one.url for one in led} == set(at)
