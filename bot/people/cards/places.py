"""What a conversation of several is called, how it stands, and what can be done about that."""

from datetime import datetime

from bot.language import Wording
from bot.people.rules.place_states import PlaceState

_TAGS = {PlaceState.NOT_A_MEMBER: "not_a_member", PlaceState.POST_ONLY: "post_only"}
"""How the wording names a state that is more than one word."""


def called(wording: Wording, name: str, kind: str, since: datetime, people: int = 0) -> str:
    """Return what people know a conversation by, never an id.

    One without a name is called by what it is and since when we know it, with how many `people`
    are in it where that is told.
    """
    if name.strip():
        return name
    day = wording.language.day(since.date(), wording.say("pattern_long_day"))
    unnamed = wording.say(f"conversation_unnamed_{kind}", day=day)
    if not people:
        return unnamed
    return wording.say_number("conversation_unnamed_people", people, unnamed=unnamed)


def state_words(wording: Wording, state: PlaceState) -> str:
    """Say how a conversation stands."""
    return wording.say(f"conversation_{_tag(state)}")


def next_step(wording: Wording, state: PlaceState, platform: str) -> str:
    """Say what somebody can do about a conversation in which we may not speak."""
    if state is PlaceState.LIVE:
        return ""
    if state is PlaceState.NOT_A_MEMBER:
        # How an app comes in is each platform's own.
        return wording.say(f"conversation_come_in_{platform}")
    return wording.say(f"conversation_next_{_tag(state)}")


def _tag(state: PlaceState) -> str:
    return _TAGS.get(state, state.value)
