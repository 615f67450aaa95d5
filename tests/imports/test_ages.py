"""Up to which day rows are complete: every import says it, and an undo takes it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.imports.conftest import HEADER, Operator

TODAY = datetime.now(UTC).date()
START, NEWEST = TODAY - timedelta(days=90), TODAY - timedelta(days=9)


def subscriptions(*rows: tuple[str, date, date | None]) -> str:
    lines = (f"{key},c1,Mail,{start},{end or ''},120,yearly,USD\n" for key, start, end in rows)
    return HEADER + "".join(lines)


FILE = subscriptions(("s1", START, TODAY + timedelta(days=20)), ("s2", NEWEST, None))


def known(operator: Operator) -> list[tuple[object, ...]]:
    return operator.rows("complete_until", "kind", "day", "is_said")


def test_the_newest_day_that_has_come_is_how_far_a_file_goes(small_programme: Operator):
    told = small_programme.brought("subscriptions", FILE)

    assert known(small_programme) == [("subscriptions", NEWEST, False)]
    assert told["age"] == {
        "complete_until": NEWEST.isoformat(),
        "before": None,
        "file_until": NEWEST.isoformat(),
        "said": False,
    }


def test_a_known_end_makes_nothing_younger(small_programme: Operator):
    ended = subscriptions(("s1", START, TODAY - timedelta(days=2)), ("s2", NEWEST, None))
    small_programme.brought("subscriptions", ended)

    assert known(small_programme) == [("subscriptions", NEWEST, False)]


def test_a_start_ahead_makes_nothing_younger(small_programme: Operator):
    ahead = subscriptions(("s1", NEWEST, None), ("s2", TODAY + timedelta(days=30), None))
    small_programme.brought("subscriptions", ahead)

    assert known(small_programme) == [("subscriptions", NEWEST, False)]


def test_whoever_exported_it_can_say_the_day(small_programme: Operator):
    said = small_programme.run(
        *("import", "subscriptions", small_programme.file(FILE), "--until", str(TODAY))
    )

    assert known(small_programme) == [("subscriptions", TODAY, True)]
    assert f"The data on subscriptions is complete to {TODAY} from now on." in said.out
    assert "say --until" not in said.out


def test_the_same_file_with_a_later_day_moves_the_day_alone(small_programme: Operator):
    small_programme.brought("subscriptions", FILE)
    told = small_programme.brought("subscriptions", FILE, "--until", str(TODAY))
    again = small_programme.brought("subscriptions", FILE, "--until", str(TODAY))

    assert (told["new"], told["changed"], told["written"]) == (0, 0, True)
    assert (told["age"]["before"], again["written"]) == (NEWEST.isoformat(), False)
    assert known(small_programme) == [("subscriptions", TODAY, True)]


@pytest.mark.parametrize("options", [(), ("--until", str(START))])
def test_an_older_file_makes_nothing_older_and_says_so(small_programme: Operator, options):
    small_programme.brought("subscriptions", FILE)
    path = small_programme.file(subscriptions(("s0", START, None)))
    said = small_programme.run("import", "subscriptions", path, *options)

    assert known(small_programme) == [("subscriptions", NEWEST, False)]
    assert (
        f"The data on subscriptions is complete to {NEWEST}, as before. "
        f"This file goes to {START} only."
    ) in said.out.replace("\n", " ")


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        ("subscriptions", str(TODAY + timedelta(days=1)), "this day has not come yet"),
        ("subscriptions", "soon", "--until soon: "),
        ("customers", str(TODAY), "customers have no day to be complete to"),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused(small_programme: Operator, kind, day, words):
    said = small_programme.bring(kind, FILE, "--until", day)

    assert said.code != 0
    assert words in said.err.replace("\n", " ")
    assert known(small_programme) == []


def test_a_dry_run_and_a_faulty_file_say_nothing(small_programme: Operator):
    small_programme.brought("subscriptions", FILE, "--dry-run", "--until", str(TODAY))
    small_programme.bring("subscriptions", FILE + "s3,c1,Mail,soon,,1,yearly,USD\n")

    assert known(small_programme) == []


def test_each_kind_has_its_own_day(small_programme: Operator):
    small_programme.brought("subscriptions", FILE)
    small_programme.brought(
        "costs", f"date,kind,amount,currency\n{START},sales,10,USD\n", "--until", str(TODAY)
    )
    small_programme.brought("touches", f"partner,at,direction\nAcme,{NEWEST} 23:30,outbound\n")

    assert known(small_programme) == [
        ("costs", TODAY, True),
        ("subscriptions", NEWEST, False),
        ("touches", NEWEST, False),
    ]


def test_taken_back_it_is_as_old_as_before(small_programme: Operator):
    small_programme.brought("subscriptions", FILE)
    small_programme.brought("subscriptions", FILE, "--until", str(TODAY))
    looked = small_programme.run("import", "undo")
    taken = small_programme.run("import", "undo", "--yes", "--json")

    assert f"then complete to {NEWEST} again (with this import: {TODAY})" in looked.out
    assert taken.json["age"] == [NEWEST.isoformat(), TODAY.isoformat()]
    assert known(small_programme) == [("subscriptions", NEWEST, False)]
    assert len(small_programme.rows("complete_until", "kind", everything=True)) == 1


def test_the_first_import_taken_back_leaves_no_day(small_programme: Operator):
    small_programme.brought("subscriptions", FILE)
    small_programme.run("import", "undo", "--yes")

    assert known(small_programme) == []
