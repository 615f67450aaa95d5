"""The labelled questions: how many are read exactly as a person would."""

import json
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from drumbeat.cli import app
from tests.reference.questions import REFERENCE, labelled

TODAY = "2026-11-22"
QUESTIONS = REFERENCE / "questions"


def written(name, path):
    words = ["ask", "--batch", str(QUESTIONS / name), "--today", TODAY]
    printed = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    path.write_text(printed, encoding="utf-8")
    return [json.loads(line) for line in printed.splitlines()]


def scored(name, tmp_path):
    answers = tmp_path / "answers.jsonl"
    written(name, answers)
    printed = subprocess.run(  # noqa: S603 - the scorer that lies beside the questions
        [sys.executable, QUESTIONS / "score.py", QUESTIONS / name, answers],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    scores = {name: int(n) for name, n in re.findall(r"^(\w+) +(\d+)$", printed, re.MULTILINE)}
    return scores, printed


@pytest.mark.parametrize(("name", "right"), [("dev.jsonl", 57), ("hard.jsonl", 40)])
def test_labelled_questions_are_read_as_labelled(tmp_path, name, right):
    scores, printed = scored(name, tmp_path)

    assert "answered although must be refused: []" in printed
    assert "WRONG_ANSWER" not in scores, printed
    assert scores["right"] >= right, printed


def test_answers_have_the_labelled_shape(tmp_path):
    rows = written("dev.jsonl", tmp_path / "answers.jsonl")

    assert [row["id"] for row in rows] == [question["id"] for question in labelled()]
    assert {"answer", "clarify", "refuse", "help"} == {row["got"]["kind"] for row in rows}
