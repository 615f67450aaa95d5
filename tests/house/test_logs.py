"""A log says what went wrong, and none of what people said."""

import importlib
import json

import pytest
import structlog

from drumbeat.logs import set_up_logging

pytestmark = pytest.mark.usefixtures("logging_as_before")


def stumble(answer):
    raise RuntimeError(f"{len(answer)} characters")


@pytest.mark.parametrize("json_lines", [True, False])
def test_a_traceback_in_the_log_shows_no_local_variables(capsys, json_lines):
    set_up_logging(json_lines=json_lines)
    try:
        stumble("what somebody said".replace(" ", ""))
    except RuntimeError:
        structlog.get_logger().exception("event_failed")
    printed = capsys.readouterr().out

    assert "RuntimeError" in printed
    assert "whatsomebodysaid" not in printed


def test_without_a_terminal_every_line_is_json(capsys):
    set_up_logging(json_lines=True)
    structlog.get_logger().info("delivery_recorded", delivery_id="d1")
    line = json.loads(capsys.readouterr().out)

    assert (line["event"], line["delivery_id"], line["level"]) == (
        "delivery_recorded",
        "d1",
        "info",
    )


@pytest.mark.parametrize("module", ["adapters.slack.door", "adapters.teams.door"])
def test_a_logger_made_at_import_follows_what_is_set_up_later(capsys, module):
    log = importlib.import_module(module).log
    set_up_logging(json_lines=True)
    log.info("request_ignored")

    assert json.loads(capsys.readouterr().out)["event"] == "request_ignored"
