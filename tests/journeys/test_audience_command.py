"""`drumbeat audience` says whom words mean, how many that is, and who is left out and why."""

import asyncio
import json
import re
import shlex
import shutil

import pytest

from drumbeat.settings import SAMPLE_CONTENT
from tests.fixtures.books import ask, change
from tests.fixtures.program import run
from tests.house.sources import PROJECT

HOW_TO = PROJECT / "docs" / "how-to" / "choose-an-audience.md"
SENTENCES = (
    "customers of CloudBackup Pro and SecureMail, not executives",
    "Acme and Bluepeak, except executives at Bluepeak",
    "(gold partners in NA) or (our own people)",
    "only on the web",
)


@pytest.fixture
def said(programme_url):
    def say(words, *more):
        done = run(programme_url, "audience", words, *more, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return say


def counted(url, where):
    """Count by hand who is here: active people at partners."""
    [(number,)] = ask(
        url,
        "SELECT count(*) FROM contact c JOIN partner p ON p.id = c.partner_id "  # noqa: S608 - ours
        f"WHERE c.active AND {where}",
    )
    return number


@pytest.mark.both_databases
def test_words_are_counted_as_the_books_have_them(said, programme_url):
    for words, where in (
        (
            "gold partners in EMEA, sales and marketing",
            "p.tier = 'Gold' AND p.region = 'EMEA' AND c.role IN ('sales', 'marketing')",
        ),
        ("not sales", "c.role <> 'sales'"),
        (
            "everybody at Acme and Bluepeak except executives",
            "p.name IN ('Acme IT Services', 'Bluepeak Managed IT') AND c.role <> 'executive'",
        ),
        ("partners in depth that are not in APAC", "p.stage = 'depth' AND p.region <> 'APAC'"),
        ("people who read German", "c.language = 'de'"),
    ):
        found = said(words)
        assert found["people"] == counted(programme_url, where), words
        assert "question" not in found


def test_a_sentence_means_whom_its_words_meant(said):
    for words in SENTENCES:
        found = said(words)
        again = said(found["sentence"])
        assert found["people"] > 0
        assert again | {"words": words} == found


def test_every_line_of_the_how_to_is_read(programme_url):
    lines = re.findall(r"^(drumbeat audience .+)$", HOW_TO.read_text(), re.MULTILINE)

    assert lines
    for line in lines:
        words = [word for word in shlex.split(line)[1:] if word != "--json"]
        done = run(programme_url, *words, "--json")
        assert done.returncode == 0, done.stderr
        assert "sentence" in json.loads(done.stdout), line


def test_who_falls_out_is_told_with_the_reason(said, programme_url):
    change(programme_url, "UPDATE contact SET opted_out_at = '2026-01-01' WHERE id = 'acme-it-01'")
    change(programme_url, "UPDATE contact SET active = false WHERE id = 'acme-it-02'")
    change(programme_url, "UPDATE address SET state = 'dead' WHERE contact_id = 'acme-it-03'")
    change(
        programme_url,
        "INSERT INTO mute (contact_id, topic, muted_at, blocked_on) "
        "VALUES ('acme-it-04', 'news', '2026-01-01', '')",
    )

    found = said("Acme", "--topic", "news")
    reasons = {one["reason"]: one for one in found["left_out"]}

    assert {"inactive", "muted topic", "no address", "opted out"} <= reasons.keys()
    assert reasons["opted out"]["people"] == 1
    assert "(Acme IT Services)" in reasons["opted out"]["who"][0]
    everybody = counted(programme_url, "p.name = 'Acme IT Services'")
    outside = [reasons[each]["people"] for each in ("muted topic", "no address", "opted out")]
    assert found["people"] == everybody - sum(outside)
    assert len(found["sample"]) == 10

    asked = said("Acme, who agreed to be written to")
    assert "no consent" in {one["reason"] for one in asked["left_out"]}
    there = said("Acme, in their conversations")
    assert "no conversation" in {one["reason"] for one in there["left_out"]}


def test_sponsors_and_our_own_people_are_found(said, programme_url):
    change(
        programme_url,
        "INSERT INTO sponsor (partner_id, side, contact_id, set_at) VALUES "
        "('partner-acme-it', 'partner', 'acme-it-03', '2026-01-01'), "
        "('partner-acme-it', 'vendor', 'cirrus-02', '2026-01-01')",
    )

    assert said("sponsors of gold partners")["people"] == 1
    assert said("our sponsors")["people"] == 1
    assert said("administrators")["people"] == 2


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("gold parters", "Did you mean \u201cpartners\u201d"),
        ("Northwind", "more than one meaning"),
        ("partners in Spain", "The countries here: Germany."),
        ("partners in onboarding", "stage: breadth, build, depth, scale"),
        ("detractors at Acme", "at least 5 people"),
        ("not sales in EMEA", "except sales in EMEA"),
        ("the friends of our friends", "friends"),
    ],
)
def test_what_cannot_be_read_is_asked(said, words, question):
    found = said(words)

    assert question in found["question"]
    assert "people" not in found


def test_nobody_is_chosen_by_a_score_that_was_not_given_by_name(said, programme_url):
    assert said("promoters")["people"] >= 5

    change(programme_url, "UPDATE wave SET promise = 'confidential'")

    assert "Nobody can be chosen by a score" in said("everyone but detractors")["question"]


def test_an_audience_of_nobody_is_told_to_be_one(said, programme_url):
    found = said("platinum partners in APAC")
    assert (found["people"], found["why"]) == (0, "nobody in the audience")

    done = run(programme_url, "audience", "platinum", "partners", "in", "APAC")
    assert "Nothing would be sent: nobody in the audience." in done.stdout


async def test_doctor_names_a_text_that_nobody_would_get(programme_url, tmp_path):
    folder = shutil.copytree(SAMPLE_CONTENT, tmp_path / "content")
    draft = folder / "editions" / "partner-beat" / "99-draft.md"
    head = "---\nnewsletter: partner-beat\ntitle: New\naudience: {}\n---\nHello.\n"
    told = {}
    for audience in ("{partners: [Acme IT Servces]}", "gold parters", "{tiers: [gold]}"):
        draft.write_text(head.format(audience))
        done = await asyncio.to_thread(run, programme_url, "doctor", "--json", CONTENT=str(folder))
        [found] = [one for one in json.loads(done.stdout) if one["subject"] == "audiences"]
        told[audience] = found["said"] if found["mend"] else ""

    assert "partner-beat/99-draft: nobody in the audience" in told["{partners: [Acme IT Servces]}"]
    assert "Acme IT Services" in told["{partners: [Acme IT Servces]}"]
    assert "\u201cparters\u201d" in told["gold parters"]
    assert told["{tiers: [gold]}"] == ""

    draft.write_text(head.format("{partners: [Acme IT Servces]}"))
    reader = ("--as", "kerensa.applegarth@acme-it.example", "--platform", "text")
    shown = await asyncio.to_thread(
        run, programme_url, "preview", str(draft), *reader, CONTENT=str(folder)
    )
    assert "nobody in the audience" in shown.stderr
    assert "Hello." in shown.stdout
