"""What is long or many stands on a card all the same: no platform refuses it for that."""

from datetime import UTC, datetime

import pytest

from adapters.slack.forms import render_form
from adapters.slack.render import render, render_home
from adapters.teams.render import render as render_card
from bot.beat.cards import announcement_form, coming, correcting, history, partner_mutes
from bot.beat.cards.coming import Shown
from bot.beat.rules.corrections import Corrected
from bot.beat.store.corrections import Proposed
from bot.beat.store.histories import Did
from bot.beat.store.holds import HeldPartner
from bot.message import Choice, Message, Option
from bot.people.store.partner_mutes import MutedPartner
from bot.plain_text import plain_text
from bot.principal import Permission, Principal, Role
from content.wording import load_wording

NAME = "Ingenieurbüro für Kommunikations- und Informationstechnik Mustermann & Söhne GmbH & Co. KG"
TITLE = "Überarbeitete Preisliste für Händler in Österreich, gültig ab März: " * 2
AT = datetime(2026, 12, 8, 9, tzinfo=UTC)
MIA = Principal("mia", "Mia", Permission.MANAGER, Role.SALES, "Europe/Berlin")


def comes(partners: dict[str, tuple[str, int]], *held: HeldPartner) -> Shown:
    """An announcement that means people at these partners."""
    by_id = {one.partner_id: one for one in held}
    slot = AT.replace(tzinfo=None)
    named = ("t" * 24, "c" * 24, "2026-12-08T09:00", TITLE, slot, None, "Ada")
    return Shown(*named, partners, by_id)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("many", [1, 4, 5, 101, 300])
def test_whoever_looks_after_many_partners_with_long_names_can_keep_each_out(
    language: str, many: int
):
    wording = load_wording().in_language(language)
    partners = {f"{number:024d}": (f"{number} {NAME}", 12_345) for number in range(many)}
    key = f"{0:024d}"
    held = HeldPartner("h", key, NAME, "max", "Max", "A case.", AT)
    free, kept = comes(partners), comes(partners, held)

    for shown in (free, kept):
        card = coming.card(wording, [shown], MIA)
        assert render(card)
        assert render_card(card, wording)
        choices = [one for one in card.elements if isinstance(one, Choice)]
        picked = [option.value for choice in choices for option in choice.options]
        assert len(picked) in {0, many - len(shown.held)}


def test_a_long_title_said_with_the_word_is_kept_as_far_as_a_button_carries_it():
    form = announcement_form.form(load_wording(), {"a": "A topic"}, title=TITLE)
    kept = form.reopen.action.arguments["t"]

    assert form.reopen.action.pack()
    assert kept
    assert TITLE.startswith(kept)
    short = announcement_form.form(load_wording(), {"a": "A topic"}, title="Prices")
    assert short.reopen.action.arguments["t"] == "Prices"


def test_more_free_slots_than_a_form_can_hold_leave_it_to_be_opened():
    slots = [Option(f"Slot {number}", f"pulse {number}") for number in range(120)]

    assert render_form(announcement_form.form(load_wording(), {"a": "A"}, slots=slots), "{}")


def test_many_muted_partners_leave_the_home_page_to_be_drawn():
    wording = load_wording()
    muted = [MutedPartner(f"{number:024d}", NAME, "Why.", "Ada", AT) for number in range(60)]
    page = Message("Home", partner_mutes.section(wording, muted, MIA.zone))

    assert render_home(page)
    assert "And 50 partners more" in plain_text(page)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "act",
    [
        *("pause cadence", "resume cadence", "keep moment", "send evergreen"),
        *("take evergreen back", "import draft", "hand over"),
    ],
)
def test_what_was_done_is_told_in_the_readers_words(act: str, language: str):
    said = history.line(load_wording().in_language(language), Did(AT, "Ada", act), "UTC")

    assert act not in said


@pytest.mark.parametrize("kept", [0, 1], ids=["all of it", "every second word"])
def test_a_text_that_is_written_anew_can_be_looked_at_before_it_is_corrected(kept: int):
    before, after = (
        " ".join(f"same{n}" if kept and n % 2 else f"<{name}{n}>" for n in range(1500))
        for name in ("old", "new")
    )
    wording, anew = load_wording(), Corrected(title="Prices", words=after, note="All of it.")
    waits = Proposed("c" * 24, "s" * 24, "mia", "t" * 24, anew)
    card = correcting.proposed(wording, waits, (before, after), {"slack": 3}, is_theirs=True)

    assert render(card)
    assert render_card(card, wording)
    assert "old0" in plain_text(card)
    assert "new0" in plain_text(card)
