"""A folder of content: what it promises, and where its mistakes are."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from bot.beat.ports import CadenceFile
from bot.beat.rules.audience import Audience, To
from bot.beat.rules.manners import Blackout, Quiet, Shift, is_quiet
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import TextKind, WrittenText
from bot.errors import ContentInvalid
from bot.message import Link
from bot.people.rules.charge import Presenter
from bot.plain_text import plain_text
from bot.principal import Role
from content.days_off import KnownDaysOff
from content.editions import read_edition
from content.library import read_library
from tests.content.conftest import editions_of, kept

EDITION = "editions/beat/01-hello.md"
EDITION_TEXT = "---\nnewsletter: {0}\ntitle: A\n{1}---\nHi."
FOR_SALES = "---\nnewsletter: beat\ntitle: A\naudience: {roles: [sales]}\n---\n"


def refusal(library, path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentInvalid) as refused:
        library()
    assert str(refused.value).startswith(f"{refused.value.path}:{refused.value.line}: ")
    return f"{refused.value.path.name}:{refused.value.line}: {refused.value.reason}"


@pytest.mark.parametrize(
    ("head", "line", "reason"),
    [
        ("newsletter: beat\ntitle: A\ncolour: red", 4, "colour: there is no such field"),
        ("newsletter: beat", 2, "title: this is missing"),
        ("newsletter: beet\ntitle: A", 2, "unknown newsletter 'beet'"),
        ("newsletter: other\ntitle: A", 2, "stands in the folder of 'beat'"),
        ("newsletter: beat\ntitle: A\ntopic: gossip", 4, "unknown topic 'gossip'"),
        ("newsletter: beat\ntitle: For {{ partner }}", 3, "unknown placeholder"),
        ("newsletter: beat\ntitle: A\nslot: 2026-11-25", 4, "no slot on 2026-11-25"),
        (
            "newsletter: beat\ntitle: A\nslot: soon",
            4,
            "slot: write a day as 2026-11-24, not 'soon'",
        ),
        ("newsletter: beat\ntitle: A\non_unknown: maybe", 4, "on_unknown: "),
        ("newsletter: beat\ntitle: A\naudience:\n  roles: [sales, boss]", 5, "roles"),
        ("newsletter: beat\ntitle: A\naudience:\n  team: [x]", 5, "audience.team"),
        ("newsletter: beat\ntitle: A\naudience:\n  consent: maybe", 5, "consent"),
        ("newsletter: beat\ntitle: A\ntitle: B", 4, "stands here twice"),
        ("newsletter: beat\ntitle: [A", 3, "[ opens in"),
        ("newsletter: &a beat\ntitle: *a", 2, "begins with & or *"),
    ],
)
def test_a_bad_edition_head_is_named_with_its_line(folder, library, head, line, reason):
    text = (folder / "newsletters.yaml").read_text(encoding="utf-8")
    other = text[text.index("  - key") :].replace("key: beat", "key: other")
    (folder / "newsletters.yaml").write_text(text + other, encoding="utf-8")

    problem = refusal(library, folder / EDITION, f"---\n{head}\n---\nText.")

    assert problem.startswith(f"01-hello.md:{line}: ")
    assert reason in problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text.", "01-hello.md:1: an edition begins with ---"),
        ("---\nnewsletter: beat\n", "01-hello.md:1: the head is never closed"),
        (
            "---\nnewsletter: beat\ntitle: A\n---\nok\n<form>no</form>",
            "01-hello.md:6: the HTML <form>",
        ),
        ("---\nnewsletter: beat\ntitle: A\n---\n", "01-hello.md:1: nothing here is for"),
        (
            f"{FOR_SALES}:::role technical\nhi\n:::",
            "01-hello.md:1: nothing here is for the role sales",
        ),
    ],
)
def test_a_bad_edition_is_named_with_its_line(folder, library, text, expected):
    assert refusal(library, folder / EDITION, text).startswith(expected)


def test_two_editions_for_one_day_are_refused(folder, library):
    text = "---\nnewsletter: beat\ntitle: A\nslot: 2026-11-24\n---\nHi."
    (folder / EDITION).write_text(text, encoding="utf-8")

    problem = refusal(library, folder / "editions/beat/02-again.md", text)

    assert problem == "02-again.md:4: 2026-11-24 is the day of beat/01-hello already"


@pytest.mark.parametrize(
    ("first", "second", "folder_of_second", "line"),
    [("key: spring\n", "key: spring\n", "other", 4), ("", "key: 01-hello\n", "beat", 4)],
    ids=["in two newsletters", "a key that is another's name"],
)
def test_two_files_of_one_key_are_refused_and_both_are_named(
    folder, library, first, second, folder_of_second, line
):
    newsletters = (folder / "newsletters.yaml").read_text(encoding="utf-8")
    other = newsletters[newsletters.index("  - key") :].replace("key: beat", "key: other")
    (folder / "newsletters.yaml").write_text(newsletters + other, encoding="utf-8")
    (folder / EDITION).write_text(EDITION_TEXT.format("beat", first), encoding="utf-8")
    path = folder / f"editions/{folder_of_second}/02-again.md"

    problem = refusal(library, path, EDITION_TEXT.format(folder_of_second, second))

    assert problem.startswith(f"02-again.md:{line}: ")
    assert f"{folder / EDITION}:{line if first else 1} too" in problem


def test_all_that_is_wrong_between_files_is_named_at_once(folder, library):
    text = "---\nnewsletter: beat\ntitle: A\nslot: 2026-11-24\n---\nHi."
    for name in ("01-hello", "02-again", "03-still"):
        (folder / f"editions/beat/{name}.md").write_text(text, encoding="utf-8")
    (folder / "editions/beat/04-worse.md").write_text("Hi.", encoding="utf-8")
    (folder / "editions/stray.txt").write_text("Hi.", encoding="utf-8")

    with pytest.raises(ContentInvalid) as refused:
        library()
    named = [one.path.name for one in (refused.value, *refused.value.more)]
    assert named == ["02-again.md", "03-still.md", "04-worse.md", "stray.txt"]


def test_a_stray_file_among_the_editions_is_refused(folder, library):
    problem = refusal(library, folder / "editions/beat/02-again.txt", "Hi.")

    assert problem == "02-again.txt:1: an edition is a file that ends in .md"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "every tuesday", 9, "write a rule such as"),
        ("FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=XX", 9, "cadence: "),
        ("2026-01-06T09:00", "2026-01-06T09:00Z", 9, "wall-clock moment"),
        ("T09:00\n", "T09:00\n      zone: Mars/Base\n", 9, "no time zone 'Mars/Base'"),
        ("T09:00\n", "T09:00\n      catch_up: soon\n", 12, "write a time like 12 hours"),
        ("topic: news", "topic: gossip", 7, "unknown topic 'gossip'"),
        ("promise", "pledge", 8, "pledge: there is no such field"),
        ("topics:", "themes:", 1, "themes: there is no such field"),
    ],
)
def test_a_bad_newsletter_is_named_with_its_line(folder, library, old, new, line, reason):
    path = folder / "newsletters.yaml"
    problem = refusal(library, path, path.read_text(encoding="utf-8").replace(old, new))

    assert problem.startswith(f"newsletters.yaml:{line}: ")
    assert reason in problem


IN_GERMAN = """\
languages: {de: {topics: {surveys: Umfragen}}}
newsletters:
  - key: beat
    languages: {de: {promise: jeden Dienstag um neun}}
"""


async def test_topics_and_promises_are_in_the_words_of_who_reads_them(folder, library, reader):
    path = folder / "newsletters.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("newsletters:\n  - key: beat\n", IN_GERMAN), encoding="utf-8")
    shelf = library()
    readers = replace(reader(), language="de"), reader()
    editions, text = editions_of(shelf), kept(shelf, "beat/01-hello")
    footer = [plain_text(await editions.edition(text, who)) for who in readers]

    assert shelf.topics().in_language("de-AT") == {"news": "News", "surveys": "Umfragen"}
    assert shelf.topics() == {"news": "News", "surveys": "Surveys"}
    assert shelf.title_of("newsletter", "beat", "de") == "The Beat"
    assert "The Beat: jeden Dienstag um neun" in footer[0]
    assert "The Beat: every Tuesday at nine" in footer[1]


def test_a_title_for_a_topic_that_is_not_there_is_refused(folder, library):
    path = folder / "newsletters.yaml"
    text = path.read_text(encoding="utf-8")
    added = "languages:\n  de:\n    topics:\n      gossip: Klatsch\n"

    problem = refusal(library, path, text + added)

    assert problem == f"newsletters.yaml:{text.count(chr(10)) + 4}: unknown topic 'gossip'"


def test_a_newsletter_named_twice_is_refused(folder, library):
    text = (folder / "newsletters.yaml").read_text(encoding="utf-8")

    problem = refusal(library, folder / "newsletters.yaml", text + text[text.index("  - key") :])

    assert problem == "newsletters.yaml:12: 'beat' stands here twice"


def test_a_folder_without_newsletters_is_refused(folder, library):
    (folder / "newsletters.yaml").unlink()

    with pytest.raises(ContentInvalid, match=r"newsletters\.yaml:1: the file is missing"):
        library()


def test_a_cadence_says_whose_clock_it_means(folder, library):
    path = folder / "newsletters.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "T09:00\n", "T09:00\n      zone: Europe/Berlin\n      catch_up: 2 days\n"
    )
    path.write_text(text, encoding="utf-8")

    assert library().cadences() == (
        CadenceFile(
            kind="newsletter",
            subject="beat",
            rule="FREQ=WEEKLY;BYDAY=TU",
            starts_on=datetime(2026, 1, 6, 9),  # noqa: DTZ001 - wall clock
            zone="Europe/Berlin",
            catch_up_minutes=2880,
        ),
    )


def add_edition(folder, name: str, head: str) -> None:
    text = f"---\nnewsletter: beat\ntitle: {name}\n{head}\n---\nHi."
    (folder / f"editions/beat/{name}.md").write_text(text, encoding="utf-8")


def test_an_edition_may_have_its_own_topic_audience_and_policy(folder, library):
    add_edition(
        folder,
        "02-more",
        "topic: surveys\non_unknown: repeat\n"
        "audience: {roles: [sales], tiers: [Gold], partners: [Acme], vendor: true, "
        "consent: required}",
    )

    head = library().editions["beat/02-more"].head

    assert (head.topic, head.on_unknown) == ("surveys", "repeat")
    assert head.audience == Audience(
        roles=frozenset({Role.SALES}),
        partners=frozenset({"Acme"}),
        tiers=frozenset({"Gold"}),
        vendor=True,
        consent=True,
    )


@pytest.mark.parametrize(
    ("head", "to"),
    [
        ('audience: "gold partners in EMEA, sales"', To.PEOPLE),
        ("audience: {words: 'gold partners in EMEA, sales', to: both}", To.BOTH),
    ],
)
def test_an_audience_may_be_said_in_words(folder, library, head, to):
    add_edition(folder, "02-more", head)

    meant = library().editions["beat/02-more"].head.audience

    assert (meant.words, meant.to) == ("gold partners in EMEA, sales", to)


def test_words_that_say_where_partners_are_spoken_to_are_obeyed(folder, library):
    add_edition(folder, "02-more", 'audience: "gold partners, in their conversations"')

    assert library().editions["beat/02-more"].head.audience.to is To.CONVERSATIONS


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("audience: {words: sales, tiers: [Gold]}", "words say it all: leave out tiers"),
        ('audience: ""', "say whom you mean"),
    ],
)
def test_an_audience_is_said_in_one_way(folder, library, head, told):
    add_edition(folder, "02-more", head)

    with pytest.raises(ContentInvalid) as refusal:
        library().editions  # noqa: B018 - it is read when it is wanted
    assert told in str(refusal.value)


def test_an_edition_may_be_kept_for_a_day(folder, library):
    add_edition(folder, "02-kept", "slot: 2026-11-24")

    assert library().editions["beat/02-kept"].head.day == date(2026, 11, 24)


def test_a_kept_edition_reads_as_its_file_did_when_the_file_has_gone(folder, library, editions):
    add_edition(folder, "02-more", "topic: surveys\naudience: {tiers: [Gold]}")
    files = library()
    text = kept(files, "beat/02-more")

    assert editions.head(text) == files.editions["beat/02-more"].head
    assert read_edition(text).parts == files.editions["beat/02-more"].parts


async def test_a_kept_edition_says_what_was_promised_then(folder, library, editions, reader):
    text = kept(library(), "beat/01-hello")
    before = await editions.edition(text, reader())
    path = folder / "newsletters.yaml"
    changed = path.read_text(encoding="utf-8").replace("every Tuesday at nine", "now and then")
    path.write_text(changed, encoding="utf-8")
    again = kept(library(), "beat/01-hello")

    assert await editions.edition(text, reader()) == before
    assert await editions.edition(again, reader()) != before


def test_what_is_read_twice_is_the_same_text(library):
    assert library().texts() == library().texts()


@pytest.mark.parametrize("body", ["", "{}", '{"source": "Hi."}'])
def test_a_version_that_cannot_be_read_any_more_says_so(editions, body):
    with pytest.raises(ContentInvalid, match="cannot be read any more"):
        editions.head(WrittenText("t1", TextKind.EDITION, "beat/01-hello", 1, body))


def test_every_topic_has_a_title(library):
    assert library().topics() == {"news": "News", "surveys": "Surveys"}


def test_a_text_keeps_its_base_and_one_without_is_kept_as_before(folder):
    path = folder / "editions/beat/01-hello.md"
    path.write_text(f"{path.read_text()}\n[Guide](guide.html)\n")
    based = read_library(folder, "Cirrus", "https://cirrus.example/docs/")

    text = kept(based, "beat/01-hello")
    path.write_text(path.read_text().replace("guide.html", "https://cirrus.example/guide.html"))
    plain = kept(read_library(folder, "Cirrus"), "beat/01-hello")

    guide = read_edition(text).parts[-1].spans[-1]
    assert guide == Link("Guide", "https://cirrus.example/docs/guide.html")
    assert '"base"' not in plain.body


def test_a_heading_that_says_the_title_again_is_left_out(folder, library):
    path = folder / "editions/beat/01-hello.md"
    path.write_text(path.read_text().replace("Good morning", "# hello\n\nGood morning"))

    (greeting,) = library().editions["beat/01-hello"].parts

    assert greeting.spans[0].text.startswith("Good morning")


def test_the_faults_of_all_editions_are_named_at_once(folder, library):
    path = folder / "editions/beat/01-hello.md"
    for name in ("02-a", "03-b"):
        text = path.read_text().replace("first_name", name[-1])
        path.with_name(f"{name}.md").write_text(text)

    with pytest.raises(ContentInvalid) as refusal:
        library()

    assert [
        "02-a.md:5: " in line or "03-b.md:5: " in line for line in str(refusal.value).split("\n")
    ] == [True, True]


@pytest.mark.parametrize(
    ("newsletter", "edition", "by_manager"),
    [
        ("", "", False),
        ("", "manager", True),
        ("manager", "", True),
        ("manager", "programme", False),
    ],
)
def test_an_edition_comes_from_whom_it_or_its_newsletter_says(
    folder, library, newsletter, edition, by_manager
):
    whose = (
        ("newsletters.yaml", "    topic:", newsletter),
        ("editions/beat/01-hello.md", "title:", edition),
    )
    for name, line, sender in whose:
        path = folder / name
        indent = " " * (len(line) - len(line.lstrip()))
        said = f"{indent}sender: {sender}\n" if sender else ""
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(line, f"{said}{line}", 1), encoding="utf-8")
    shelf = library()
    text = kept(shelf, "beat/01-hello")

    assert editions_of(shelf).head(text).by_manager is by_manager
    assert ("sender" in text.body) is bool(newsletter or edition)


async def test_an_edition_names_who_says_it_in_the_readers_language(library, editions, reader):
    text, jana = kept(library(), "beat/01-hello"), Presenter("Jana Roth")
    german = await editions.edition(text, replace(reader(), language="de"), jana)
    room = SharedConversation("c-1", "UTC", "p1", "Acme")
    said = [(await editions.edition(text, reader(), jana)).sender, german.sender]
    said += [editions.for_several(text, room, jana).sender]

    assert (await editions.edition(text, reader())).sender is None
    assert [one.line for one in said] == [
        "Jana Roth looks after Acme at Cirrus and sends you this.",
        "Jana Roth betreut Acme bei Cirrus und schickt Ihnen dies.",
        "Jana Roth looks after Acme at Cirrus and sends you this.",
    ]
    assert {one.via for one in said} == {"Jana Roth via Cirrus"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("holidays: never", "quiet.yaml:1: holidays: "),
        ("hours: 8pm-7am", "quiet.yaml:1: hours: write hours as 20:00-7:00, or none"),
        ("hours: 25:00-7:00", "quiet.yaml:1: hours: write hours"),
        ("quiet: 20:00", "quiet.yaml:1: quiet: there is no such field"),
        ("blackouts:\n  - from: 2026-12-24\n    to: 2026-12-01\n    rule: skip", "it ends before"),
        ("blackouts:\n  - from: soon\n    rule: skip", "quiet.yaml:2: blackouts.0.from: "),
        ("blackouts:\n  - from: 2026-12-24", "blackouts.0.rule: this is missing"),
    ],
)
def test_a_mistake_in_the_quiet_times_is_named_with_its_line(folder, library, text, expected):
    assert expected in refusal(library, folder / "quiet.yaml", text)


def test_nights_and_weekends_are_quiet_where_nothing_is_set(folder, library):
    assert library().manners.quiet == Quiet(time(20), time(7), weekend=True)
    assert library().manners.holidays is None


def test_quiet_times_holidays_and_blackouts_are_read(folder, library):
    text = (
        "holidays: day before\nhours: 18:30 - 8:00\nweekend: false\n"
        "blackouts:\n  - {from: 2026-12-24, to: 2027-01-01, rule: skip}\n"
        "  - {from: 2027-05-01, rule: day after}\n"
    )
    (folder / "quiet.yaml").write_text(text, encoding="utf-8")
    manners = library().manners

    assert manners.quiet == Quiet(time(18, 30), time(8), weekend=False)
    assert manners.holidays is Shift.BEFORE
    assert manners.blackouts == (
        Blackout(date(2026, 12, 24), date(2027, 1, 1), Shift.SKIP),
        Blackout(date(2027, 5, 1), date(2027, 5, 1), Shift.AFTER),
    )


@pytest.mark.parametrize(("weekend", "quiet"), [("true", True), ("false", False)])
def test_without_quiet_hours_the_weekend_may_still_be_quiet(folder, library, weekend, quiet):
    (folder / "quiet.yaml").write_text(f"hours: none\nweekend: {weekend}\n", encoding="utf-8")
    manners = library().manners

    assert not is_quiet(manners, datetime(2026, 6, 2, 3), "DE")  # noqa: DTZ001 - wall-clock
    assert is_quiet(manners, datetime(2026, 6, 6, 12), "DE") is quiet  # noqa: DTZ001 - likewise


def test_holidays_and_weekends_are_those_of_the_country():
    known = KnownDaysOff()

    assert known.is_holiday("DE", date(2026, 10, 3))
    assert not known.is_holiday("FR", date(2026, 10, 3))
    assert (set(known.weekend("IL")), set(known.weekend("FR"))) == ({4, 5}, {5, 6})
    assert not known.is_holiday("ZZ", date(2026, 1, 1))
    assert set(known.weekend("ZZ")) == {5, 6}
