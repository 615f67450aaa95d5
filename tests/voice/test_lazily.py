"""What is read when it is first wanted is there."""

import pytest

from bot.voice.lazily import UseCase
from bot.voice.subject import VOICE

NAMED = {
    **{f"word {one.word}": one.handler for one in VOICE.commands},
    **{f"press {name}": act for name, act in VOICE.presses.items()},
    **{f"form {name}": act for name, act in VOICE.forms.items()},
}


@pytest.mark.parametrize("name", [name for name, act in NAMED.items() if isinstance(act, UseCase)])
def test_every_use_case_that_is_named_is_there(name: str):
    assert callable(NAMED[name].found())
