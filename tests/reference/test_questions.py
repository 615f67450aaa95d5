"""The labelled questions: how many are read exactly as a person would."""

import json
import re
import subprocess
import sys

from tests.reference.questions import REFERENCE, labelled, write_answers


def test_labelled_questions_are_read_as_labelled(tmp_path):
    answers = tmp_path / "answers.jsonl"
    write_answers(answers)
    questions = REFERENCE / "questions"
    printed = subprocess.run(  # noqa: S603 - the scorer that lies beside the questions
        [sys.executable, questions / "score.py", questions / "dev.jsonl", answers],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    scores = {name: int(n) for name, n in re.findall(r"^(\w+) +(\d+)$", printed, re.MULTILINE)}

    assert "answered although must be refused: []" in printed
    assert scores.get("WRONG_ANSWER", 0) <= 0.03 * scores["answer_n"], printed
    assert scores["exact"] >= 0.85 * scores["answer_n"], printed


def test_answers_have_the_labelled_shape(tmp_path):
    answers = tmp_path / "answers.jsonl"
    write_answers(answers)
    rows = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]

    assert [row["id"] for row in rows] == [question["id"] for question in labelled()]
    assert {"answer", "clarify", "refuse", "help"} == {row["got"]["kind"] for row in rows}
