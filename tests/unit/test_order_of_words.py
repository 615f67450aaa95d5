"""The one order of words: a table of cases."""

import pytest

from bot.order_of_words import CommandMeant, Meaning, NumberMeant, QuestionMeant, meaning
from bot.subjects import COMMANDS

PARTNERS = {word: each.more for each in COMMANDS for word in (each.word, *each.also)}
VENDORS = {each.word: each.more for each in COMMANDS if each.vendor_too}


def command(word: str, rest: str = "") -> CommandMeant:
    return CommandMeant(word, rest)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        # a command comes first, however it is written
        ("nps", command("nps")),
        ("/nps", command("nps")),
        ("NPS!", command("nps")),
        ("Nps.", command("nps")),
        ("**nps**", command("nps")),
        ("  nps ", command("nps")),
        ("nps 9", command("nps", "9")),
        ("/nps 9", command("nps", "9")),
        ("nps 9/10", command("nps", "9/10")),
        ("drumbeat nps 9", command("nps", "9")),
        ("@Drumbeat nps 9", command("nps", "9")),
        ("Drumbeat, nps 9", command("nps", "9")),
        ("drumbeat: /nps 9", command("nps", "9")),
        ("@Drumbeat 9", NumberMeant(9)),
        ("Drumbeat", command("help")),
        ("", command("help")),
        ("help", command("help")),
        ("who am I?", command("who am i")),
        ("who is ada@acme.example", command("who is", "ada@acme.example")),
        ("coverage", command("coverage")),
        ("coverage of Acme [/EMEA]", command("coverage", "of Acme [/EMEA]")),
        ("stop", command("stop")),
        ("STOP", command("stop")),
        ("unsubscribe", command("unsubscribe")),
        ("stop everything", command("stop", "everything")),
        ("stop all", command("stop", "all")),
        ("stop all sends", command("stop all sends")),
        ("Stop all sends!", command("stop all sends")),
        ("/resume all sends", command("resume all sends")),
        ("resume", QuestionMeant("resume")),
        ("mute Product news", command("mute", "Product news")),
        ("mute partner Northwind", command("mute partner", "Northwind")),
        ("Unmute partner Northwind.", command("unmute partner", "Northwind.")),
        ("unmute surveys", command("unmute", "surveys")),
        ("schedule", command("schedule")),
        ("calendar", command("calendar")),
        ("answers", command("answers")),
        ("surveys", command("surveys")),
        ("Surveys?", command("surveys")),
        ("surveys by tier", QuestionMeant("surveys by tier")),
        ("ask", command("ask")),
        ("Ask visit Ada after case 4711", command("ask", "visit Ada after case 4711")),
        ("record", command("record")),
        ("Record answer!", command("record answer")),
        ("record ARR by partner", QuestionMeant("record ARR by partner")),
        ("cases", command("cases")),
        ("cases closed Acme", command("cases", "closed Acme")),
        ("improvements", command("improvements")),
        (
            "Answers Acme detractors last quarter",
            command("answers", "Acme detractors last quarter"),
        ),
        ("/nps results", command("nps results")),
        ("calendar of Acme IT Services", command("calendar", "of Acme IT Services")),
        ("preview", command("preview")),
        ("Approvals", command("approvals")),
        ("coming", command("coming")),
        ("settings", command("settings")),
        ("My settings", command("my settings")),
        ("time zone New York", command("time zone", "New York")),
        ("zone Berlin", command("zone", "Berlin")),
        ("country DE", command("country", "DE")),
        ("metrics churn last quarter", command("metrics", "churn last quarter")),
        ("metrics", command("metrics")),
        ("link", command("link")),
        ("erase ada@acme.example", command("erase", "ada@acme.example")),
        ("export partner Acme", command("export", "partner Acme")),
        ("export", command("export")),
        ("export ARR by partner", QuestionMeant("export ARR by partner")),
        # then an answer to what we asked
        ("9", NumberMeant(9)),
        ("10", NumberMeant(10)),
        ("9/10", NumberMeant(9)),
        ("0!", NumberMeant(0)),
        # then a question
        ("nps last quarter", QuestionMeant("nps last quarter")),
        ("nps by region", QuestionMeant("nps by region")),
        ("npsx", QuestionMeant("npsx")),
        ("home office ARR", QuestionMeant("home office ARR")),
        ("stop churning so much", QuestionMeant("stop churning so much")),
        ("who is our biggest customer", QuestionMeant("who is our biggest customer")),
        ("churn last quarter", QuestionMeant("churn last quarter")),
        ("123", QuestionMeant("123")),
        ("-1", QuestionMeant("-1")),
        ("٩", QuestionMeant("٩")),
        ("nine", QuestionMeant("nine")),
    ],
)
def test_words_of_a_partners_person(said: str, meant: Meaning):
    assert meaning(said, PARTNERS) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("nps", QuestionMeant("nps")),
        ("nps 9", QuestionMeant("nps 9")),
        ("schedule", command("schedule")),
    ],
)
def test_to_the_vendors_people_nps_is_a_question_about_the_programme(said: str, meant: Meaning):
    assert meaning(said, VENDORS) == meant


WAYS = (
    *("{}.", "{}!", "{}?", "{} .", "{},", "{}…", "/{}.", "@Drumbeat {}!", "({})", "`{}`"),
    *(
        "**{}**",
        "**{}.**",
        "*{}*!",
        "_{}_",
        "~{}~",
        "\u201e{}\u201c",
        "\u201c{}\u201d",
        "\u2018{}\u2019",
        "\u00ab{}\u00bb",
    ),
)
"""What keyboards, editors and people put around a word."""


@pytest.mark.parametrize("way", WAYS)
def test_every_command_is_known_whatever_stands_around_it(way: str):
    for word in PARTNERS:
        for written in (word, word.title(), word.upper()):
            said = way.format(written)
            assert meaning(said, PARTNERS) == command(word), said


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("**nps** 9", command("nps", "9")),
        ("“mute Pulse”", command("mute", "Pulse")),
        ("*Language* de.", command("language", "de")),
        ("who is ada_b@acme.example", command("who is", "ada_b@acme.example")),
        ("what is churn?", QuestionMeant("what is churn?")),
    ],
)
def test_marks_around_a_word_leave_what_follows_it_alone(said: str, meant: Meaning):
    assert meaning(said, PARTNERS) == meant
