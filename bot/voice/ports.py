"""What the voice asks of the surveys that somebody wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.beat.rules.audience import Audience
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import FileText, WrittenText
from bot.form import Form
from bot.message import Message
from bot.principal import Principal
from bot.voice.rules.answers import Given
from bot.voice.rules.questions import Questions, Scale
from bot.voice.rules.sampling import Sample
from bot.voice.rules.wishes import SurveyWish


@dataclass(frozen=True, slots=True)
class SurveyHead:
    """What must be known of a survey to run a wave of it, whatever its reader's language."""

    key: str
    title: str
    topic: str
    score: str
    kind: str
    promise: str
    open_days: int
    audience: Audience
    questions: Questions
    sample: Sample | None = None
    """Whom of each partner a round asks; None asks everybody."""

    @property
    def scale(self) -> Scale | None:
        """The leading scale; None of a survey that has no score."""
        return self.questions.scale


@dataclass(frozen=True, slots=True)
class Invited:
    """By which invitation somebody answers, and until when.

    What answers an anonymous wave carries its `wave_id`, so that the door can seal it.
    """

    invitation_id: str
    closes_at: datetime
    wave_id: str = ""
    reminds: bool = False
    """Whether they had it in hand before, and are asked this one time more."""
    occasion: str = ""
    """The event after which they are asked, where it is one."""

    passed_by: str = ""
    """Who was asked first, and passed it on to them."""

    is_passed: bool = False
    """Whether it was passed on to them: then it goes no further."""

    is_test: bool = False
    """Whether whoever wrote it tries it alone, and nothing of it counts."""


class Surveys(Protocol):
    """Questions with their scale, and the promise about who sees the answer."""

    def head(self, text: WrittenText) -> SurveyHead:
        """Return a survey's head; what cannot be read any more is `ContentInvalid`."""

    def write(self, wish: SurveyWish, key: str, topic: str) -> FileText:
        """Return the survey that somebody wants; what cannot be asked is `ContentInvalid`."""

    def wish_of(self, text: WrittenText) -> SurveyWish:
        """Return a survey as the form in chat has it."""

    def questions(self, text: WrittenText, language: str) -> Questions:
        """Return what a survey asks, in the words for a reader of this language."""

    def card(
        self, text: WrittenText, reader: Principal, invited: Invited, given: Given | None = None
    ) -> Message:
        """Return the question with the way to answer it, and who will see the answer.

        Of what was `given` it shows what the promise lets stand there, and the way to change it.
        """

    def to_read(self, text: WrittenText, reader: Principal, invited: Invited) -> Message:
        """Return all that it asks as it is read before it is asked, with nothing to tap on."""

    def card_put_off(
        self, text: WrittenText, reader: Principal, invited: Invited, passed_to: str = ""
    ) -> Message:
        """Return the card of somebody who will not answer this time, with the way back.

        They may have passed it on.
        """

    def card_to_change(
        self, text: WrittenText, reader: Principal, invited: Invited, given: Given
    ) -> Message:
        """Return the question again, with what was given as far as it may stand there."""

    def closed_card(self, text: WrittenText, reader: Principal, given: Given) -> Message:
        """Return what was answered, when it can be changed no more."""

    def card_for_several(
        self, text: WrittenText, place: SharedConversation, *, wave_id: str, closes_at: datetime
    ) -> Message:
        """Return the question for a conversation: it never shows what anybody answered."""

    def form(
        self, text: WrittenText, reader: Principal, invited: Invited, given: Given
    ) -> Form | None:
        """Return the form with all that follows the tap; None where nothing does."""
