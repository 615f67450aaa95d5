"""What the voice asks of the surveys that somebody wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.beat.rules.audience import Audience
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import WrittenText
from bot.form import Form
from bot.message import Message
from bot.principal import Principal


@dataclass(frozen=True, slots=True)
class SurveyHead:
    """What must be known of a survey to run a wave of it."""

    key: str
    title: str
    topic: str
    score: str
    kind: str
    promise: str
    open_days: int
    audience: Audience
    low: int
    high: int


class Surveys(Protocol):
    """Questions with their scale, and the promise about who sees the answer."""

    def head(self, text: WrittenText) -> SurveyHead:
        """Return a survey's head; what cannot be read any more is `ContentInvalid`."""

    def card(
        self,
        text: WrittenText,
        reader: Principal,
        *,
        invitation_id: str,
        closes_at: datetime,
        chosen: int | None = None,
        wave_id: str = "",
    ) -> Message:
        """Return the question with its scale, and the promise about who sees the answer.

        What answers an anonymous wave carries its `wave_id`, so that the door can seal it.
        """

    def card_for_several(
        self, text: WrittenText, place: SharedConversation, *, wave_id: str, closes_at: datetime
    ) -> Message:
        """Return the question for a conversation: it never shows what anybody answered."""

    def reason_form(
        self,
        text: WrittenText,
        reader: Principal,
        *,
        invitation_id: str,
        score: int,
        wave_id: str = "",
    ) -> Form:
        """Return the form that asks for the reason behind a score."""
