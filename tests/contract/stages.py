"""Every platform's stage, and the mark for a test of a promise that not all of them make."""

import pytest

from tests.contract.email_stage import EmailStage
from tests.contract.slack_stage import SlackStage
from tests.contract.teams_stage import TeamsStage
from tests.contract.web_stage import WebStage

STAGES = {stage.name: stage for stage in (SlackStage, TeamsStage, EmailStage, WebStage)}
PLATFORMS = tuple(STAGES)


def making(promise):
    """Return the platforms that promise this: those whose stage has the verb for it."""
    return tuple(name for name, stage in STAGES.items() if hasattr(stage, promise))


def promise(verb):
    """Let a test run over the platforms that make a promise, and over no other."""
    return pytest.mark.parametrize("stage", making(verb), indirect=True)
