"""Which edition fills a slot."""

from dataclasses import dataclass
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.texts import choose_edition

SLOT = datetime(2026, 11, 24, 9)  # noqa: DTZ001 - slots are wall-clock moments
DAYS = (None, date(2026, 11, 24), date(2026, 12, 1))


@dataclass(frozen=True)
class Head:
    key: str
    newsletter: str = "beat"
    day: date | None = None
    place: str = ""


def chosen(*heads: Head, sent: tuple[str, ...] = ()) -> str | None:
    head = choose_edition(heads, "beat", SLOT, sent)
    return head.key if head else None


def test_the_edition_that_names_the_day_goes_first():
    assert chosen(Head("beat/01"), Head("beat/02", day=date(2026, 11, 24))) == "beat/02"


def test_an_edition_kept_for_another_day_waits():
    assert chosen(Head("beat/00", day=date(2026, 12, 1)), Head("beat/01")) == "beat/01"
    assert chosen(Head("beat/00", day=date(2026, 12, 1))) is None


def test_editions_go_out_in_the_order_of_their_files_not_of_their_keys():
    heads = Head("beat/apples", place="beat/02-b"), Head("beat/pears", place="beat/01-a")
    assert chosen(*heads) == "beat/pears"


def test_no_edition_goes_out_twice():
    assert chosen(Head("beat/01"), sent=("beat/01",)) is None


def test_another_newsletter_s_edition_is_left_alone():
    assert chosen(Head("news/01", newsletter="news")) is None


@given(
    st.lists(
        st.builds(
            Head,
            st.sampled_from([f"beat/{n:02}" for n in range(20)]),
            st.sampled_from(["beat", "news"]),
            st.sampled_from(DAYS),
        ),
        unique_by=lambda head: head.key,
    ),
    st.randoms(),
)
def test_slot_after_slot_every_free_edition_goes_out_once_in_order(heads, random):
    free = sorted(h.key for h in heads if h.newsletter == "beat" and h.day is None)
    today = sorted(h.key for h in heads if h.newsletter == "beat" and h.day == SLOT.date())
    sent: list[str] = []
    while True:
        random.shuffle(heads)
        head = choose_edition(heads, "beat", SLOT, sent)
        if head is None:
            break
        sent.append(head.key)

    assert sent == today + free
