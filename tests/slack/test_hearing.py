"""What reaches us depends on what an administrator granted, and Slack says what that is."""

import pytest

from adapters.slack.manifest import OPTIONAL_SCOPES, SCOPES

HISTORY = {"channels:history", "groups:history"}


@pytest.mark.parametrize(
    ("granted", "hears"),
    [
        ({*SCOPES, *OPTIONAL_SCOPES}, True),
        (set(SCOPES), False),
        ({*SCOPES, "channels:history"}, False),
    ],
)
async def test_threads_are_heard_where_history_was_granted(slack, house, granted, hears):
    slack.team.scopes = granted
    installation = f"i-{slack.team.id}"

    assert await house.room.hearing.hears_threads(installation) is hears


async def test_what_any_answer_told_need_not_be_asked(slack, house, ada):
    installation = f"i-{slack.team.id}"
    await house.room.api.read(slack.team.token, "users.info", user=ada.id)
    before = len(slack.calls)
    await house.room.hearing.hears_threads(installation)

    assert len(slack.calls) == before


async def test_a_right_that_was_given_later_is_known_with_the_next_answer(slack, house, ada):
    installation = f"i-{slack.team.id}"
    slack.team.scopes = set(SCOPES)
    before = await house.room.hearing.hears_threads(installation)
    slack.team.scopes |= HISTORY
    await house.room.api.read(slack.team.token, "users.info", user=ada.id)

    assert before is False
    assert await house.room.hearing.hears_threads(installation) is True


async def test_where_we_are_not_installed_nothing_is_heard(house):
    assert await house.room.hearing.hears_threads("i-gone") is False
