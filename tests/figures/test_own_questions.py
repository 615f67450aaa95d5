"""Sloppy questions of our own, labelled before they were read: how many are understood.

A line is as `drumbeat ask --batch` reads it, with what is expected of it. Whatever is answered
is answered as labelled; what is not understood is asked back, never guessed.
"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from drumbeat.cli import app

FILE = Path(__file__).with_name("questions.jsonl")
LEAST_RIGHT = 0.97
TOMORROW = "2026-11-23"
BALANCES = {"arr", "mrr", "active_customers", "active_partners"}


@pytest.fixture(scope="module")
def rows():
    words = ["ask", "--batch", str(FILE), "--today", "2026-11-22"]
    printed = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    got = {row["id"]: row["got"] for row in map(json.loads, printed.splitlines())}
    labelled = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    return [(each["question"], each["expect"], got[each["id"]]) for each in labelled]


def days(told, told_of):
    """Write a period as it is scored: to date, and of a balance only its end."""
    if told is None:
        return None
    end = min(told["end"], TOMORROW)
    metrics = told_of["metric"] if isinstance(told_of["metric"], list) else [told_of["metric"]]
    is_balance = set(metrics) <= BALANCES and not told_of["grain"]
    is_ahead = metrics == ["renewals_due_mrr"]
    return told["end"] if is_ahead else end if is_balance else (told["start"], end)


def is_as_labelled(expect, got):
    alike = all(expect[slot] == got[slot] for slot in ("metric", "grain", "filters", "top_n"))
    alike &= sorted(expect["group_by"]) == sorted(got["group_by"])
    alike &= (expect["compare"] is None) == (got["compare"] is None)
    if expect["compare"] is not None and got["compare"] is not None:
        alike &= days(expect["compare"], expect) == days(got["compare"], expect)
    if expect["period"] is None:
        return alike and got["default_period"]
    return alike and days(expect["period"], expect) == days(got["period"], expect)


def test_what_is_answered_is_answered_as_meant(rows):
    answered = [row for row in rows if row[2]["kind"] == "answer"]
    wrong = [
        question
        for question, expect, got in answered
        if expect["kind"] == "answer" and not is_as_labelled(expect, got)
    ]

    assert len(answered) > 50
    assert wrong == []


def test_nothing_is_answered_that_must_be_refused(rows):
    unsafe = [
        question
        for question, expect, got in rows
        if got["kind"] == "answer" and expect["kind"] == "refuse"
    ]

    assert unsafe == []


def test_nearly_all_are_understood(rows):
    other = [
        (question, got["kind"])
        for question, expect, got in rows
        if got["kind"] not in {expect["kind"], *expect.get("also_ok", ())}
    ]

    assert len(other) <= (1 - LEAST_RIGHT) * len(rows), other
