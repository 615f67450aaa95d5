"""What the fake Teams takes for a message and a card, and what it refuses or finds unwise."""

from typing import Any

import pytest

from tests.stand_ins.teams.cards import judge_card, remarks_on_card
from tests.stand_ins.teams.rules import judge_activity, remarks_on
from tests.stand_ins_checked.teams_bot import button, card, score, why, with_card, words

TEXT = {"type": "TextBlock", "text": "Hello"}
SHARES = [{"legend": "Gold", "value": 3}, {"legend": "Silver", "value": 4.5}]
SPOTS = [{"x": "2026-01", "y": 3}, {"x": "2026-02", "y": 4}]
SERIES = [{"legend": "ARR", "values": SPOTS, "color": "categoricalBlue"}]
BARS = [{"x": "Gold", "y": 3}]


def chart(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": f"Chart.{kind}", "fallback": TEXT, **more}


def table(*rows: int) -> dict[str, Any]:
    cell = {"type": "TableCell", "items": [TEXT]}
    lines = [{"type": "TableRow", "cells": [cell] * count} for count in rows]
    return {"type": "Table", "columns": [{"width": 1}, {"width": 2}], "rows": lines}


GOOD_ELEMENTS = [
    TEXT,
    {"type": "TextBlock", "text": "x", "size": "Large", "weight": "Bolder", "wrap": True},
    {"type": "RichTextBlock", "inlines": ["a", {"type": "TextRun", "text": "b", "italic": True}]},
    {"type": "FactSet", "facts": [{"title": "Period", "value": "2026"}]},
    {"type": "Image", "url": "https://example.com/a.png", "altText": "a"},
    {"type": "ColumnSet", "columns": [{"type": "Column", "width": "auto", "items": [TEXT]}]},
    {"type": "Container", "items": [TEXT], "style": "emphasis", "bleed": True},
    {"type": "ActionSet", "actions": [button()]},
    table(2, 2),
    score(style="expanded"),
    why(isMultiline=True, maxLength=500),
    {"type": "Input.Toggle", "id": "ok", "title": "You may contact me"},
    {"type": "Input.Date", "id": "day", "value": "2026-11-22"},
    chart("Donut", data=SHARES, title="Partners"),
    chart("Pie", data=SHARES),
    chart("Line", data=SERIES, xAxisTitle="Month"),
    chart("VerticalBar", data=BARS, showBarValues=True),
    chart("VerticalBar.Grouped", data=SERIES, stacked=True),
    chart("HorizontalBar", data=BARS, displayMode="PartToWhole"),
    chart("HorizontalBar.Stacked", data=[{"title": "All", "data": SHARES}]),
    chart("Gauge", value=42, min=-100, max=100, segments=[{"legend": "low", "size": 50}]),
    {"type": "Badge", "text": "Gold", "fallback": "drop"},
]
BAD_ELEMENTS = [
    {"type": "Marquee", "text": "x"},
    {"type": "TextBlock"},
    {"type": "TextBlock", "text": "x", "colour": "good"},
    {"type": "TextBlock", "text": "x", "size": "huge"},
    {"type": "Image", "url": "http://example.com/a.png"},
    {"type": "Image", "url": "data:image/png;base64,AAAA"},
    {"type": "FactSet", "facts": []},
    {"type": "FactSet", "facts": [{"title": "Period"}]},
    {"type": "Container"},
    {"type": "ActionSet", "actions": [button()] * 7},
    {"type": "Input.Text"},
    {"type": "Input.Text", "id": "a", "isRequired": True},
    {"type": "Input.ChoiceSet", "id": "a"},
    {"type": "Input.Date", "id": "a", "value": "22.11.2026"},
    score(value="11"),
    score(choices=[{"title": "a", "value": "1"}, {"title": "b", "value": "1"}]),
    table(2, 3),
    {"type": "Chart.Donut", "data": SHARES},
    chart("Donut", data=[]),
    chart("Donut", data=[{"legend": "a", "value": "3"}]),
    chart("Donut", data=[SHARES[0], SHARES[0]]),
    chart("Donut", data=SHARES, colour="x"),
    chart("Line", data=[{"legend": "a", "values": []}]),
    chart("Line", data=SERIES, fallback={"type": "Chart.Pie", "data": SHARES}),
    chart("Gauge", value=120),
    chart("Donut", data=[{"legend": "a", "value": 1, "color": "#ff0000"}]),
    chart("VerticalBar.Grouped", data=SERIES, stacked=True, yMin=0),
    {"type": "Badge", "text": "Gold"},
]


@pytest.mark.parametrize("element", GOOD_ELEMENTS)
def test_a_good_element_is_taken(element):
    assert judge_card(card(element)) == []


@pytest.mark.parametrize("element", BAD_ELEMENTS)
def test_a_bad_element_is_refused_with_its_place(element):
    problems = judge_card(card(element))

    assert problems
    assert all(problem.pointer.startswith("/body") for problem in problems)


@pytest.mark.parametrize(
    "action",
    [
        button(verb="go", data={"a": 1}),
        button(kind="Action.Submit", data={"msteams": {"type": "task/fetch"}}),
        button(kind="Action.OpenUrl", url="https://example.com"),
        button(kind="Action.OpenUrl", url="mailto:help@example.com"),
        button(kind="Action.ShowCard", card={"type": "AdaptiveCard", "body": [why()]}),
        button(kind="Action.ToggleVisibility", targetElements=["a"]),
    ],
)
def test_a_good_action_is_taken(action):
    assert judge_card(card(actions=[action])) == []


@pytest.mark.parametrize(
    "action",
    [
        {"type": "Action.Execute", "verb": "untitled"},
        button(kind="Action.Http", url="https://example.com"),
        button(kind="Action.OpenUrl"),
        button(kind="Action.OpenUrl", url="javascript:alert(1)"),
        button(kind="Action.Submit", data={"msteams": {"type": "task/open"}}),
        button(kind="Action.Submit", data={"msteams": {"type": "imBack"}}),
        button(kind="Action.Submit", verb="go"),
        button(style="red"),
    ],
)
def test_a_bad_action_is_refused(action):
    assert judge_card(card(actions=[action]))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "1.6"},
        {"version": None},
        {"$schema": "https://example.com/schema.json"},
        {"type": "HeroCard"},
        {"body": []},
        {"extra": 1},
        {"msteams": {"width": "wide"}},
        {"msteams": {"entities": [{"type": "mention", "text": "<at>A</at>"}]}},
        {"refresh": {"action": button(kind="Action.Submit")}},
        {"refresh": {"action": button(verb="a"), "userIds": ["29:1"] * 61}},
        {"actions": [button()] * 7},
    ],
)
def test_a_bad_card_is_refused(changes):
    assert judge_card(card(**changes))


def test_ids_are_unique_over_the_whole_card():
    inner = {"type": "AdaptiveCard", "body": [score()]}
    twice = card(score(), actions=[button(kind="Action.ShowCard", card=inner)])

    assert "twice: score" in judge_card(twice)[0].says


def test_a_mention_in_a_card_stands_in_its_words():
    who = {"type": "mention", "text": "<at>Ada</at>", "mentioned": {"id": "29:1", "name": "Ada"}}
    teams = {"entities": [who]}

    assert judge_card(card({"type": "TextBlock", "text": "Hi <at>Ada</at>"}, msteams=teams)) == []
    assert judge_card(card(msteams=teams))


def test_a_heavy_card_a_silent_picture_and_a_dropped_chart_are_unwise():
    heavy = card({"type": "TextBlock", "text": "x" * 26_000})
    silent = card({"type": "Image", "url": "https://example.com/a.png"})
    dropped = card(chart("Donut", data=SHARES, fallback="drop"))

    assert [judge_card(one) for one in (heavy, silent, dropped)] == [[], [], []]
    assert "weighs" in remarks_on_card(heavy)[0].says
    assert "altText" in remarks_on_card(silent)[0].says
    assert "nothing" in remarks_on_card(dropped)[0].says


def verdict(activity: dict[str, Any], kind: str = "personal"):
    found = judge_activity(activity, kind=kind, members={"29:1": "Ada"})
    return found and (found.status, found.code)


MENTION = {"type": "mention", "text": "<at>Ada</at>", "mentioned": {"id": "29:1", "name": "Ada"}}


@pytest.mark.parametrize(
    "activity",
    [
        words(),
        words(textFormat="markdown", importance="high", replyToId="1"),
        words("Hi <at>Ada</at>", entities=[MENTION]),
        with_card(card()),
        {"type": "typing"},
        {
            "type": "message",
            "attachments": [
                {"contentType": "image/png", "contentUrl": "data:image/png;base64,iVBORw0KGgo="}
            ],
        },
    ],
)
def test_a_good_activity_is_taken(activity):
    assert verdict(activity) is None


@pytest.mark.parametrize(
    "activity",
    [
        None,
        {"text": "untyped"},
        {"type": "event", "name": "x"},
        {"type": "message"},
        words(""),
        words(colour="red"),
        words(textFormat="html"),
        words("Hi <at>Ada</at>"),
        words("Hi", entities=[MENTION]),
        words("<at>Ada</at>", entities=[{**MENTION, "mentioned": {"id": "29:2", "name": "B"}}]),
        with_card(card(version="1.6")),
        with_card(card(), attachments=[{"contentType": "text/html", "content": "<p>"}]),
        with_card(card(), attachments=[{"contentType": "image/png", "contentUrl": "http://a/b"}]),
    ],
)
def test_a_bad_activity_is_refused(activity):
    status, code = verdict(activity)

    assert (status, code[:3]) == (400, "Bad")


def test_suggested_words_stand_in_personal_chats_only():
    offered = {"actions": [{"type": "imBack", "title": "NPS", "value": "nps"}]}

    assert verdict(words(suggestedActions=offered)) is None
    assert verdict(words(suggestedActions=offered), "channel") == (400, "BadArgument")


def test_a_message_is_measured_in_utf_16_without_pictures_that_travel_inside():
    picture = "data:image/png;base64," + "A" * 200_000
    inline = {"contentType": "image/png", "contentUrl": picture}

    assert verdict(words("x" * 60_000)) == (413, "MessageSizeTooBig")
    assert verdict(words("x" * 50_000)) is None
    assert verdict({"type": "message", "attachments": [inline]}) is None


def test_text_beside_a_card_and_a_card_without_a_summary_are_unwise():
    split = remarks_on(with_card(card(), text="Hello"))
    silent = remarks_on({**with_card(card()), "summary": ""})

    assert "split" in split[0].says
    assert silent[0].pointer == "/summary"


async def test_what_is_refused_is_a_violation_and_not_in_the_ledger(teams, call, paula):
    answered = await call.send(paula.chat.id, with_card(card(version="2.0")))

    assert (answered.status, answered.code) == (400, "BadArgument")
    assert "/attachments/0/content/version" in answered.body["error"]["message"]
    assert ([v.where for v in teams.violations], teams.accepted) == (["send"], [])


async def test_what_is_unwise_is_a_violation_and_accepted(teams, call, paula):
    activity = with_card(card())
    del activity["summary"]
    answered = await call.send(paula.chat.id, activity)

    assert answered.status == 201
    assert [v.code for v in teams.violations] == ["Unwise"]
