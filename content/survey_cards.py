"""Cards of surveys: the question with its scale, its promise, and what comes after an answer."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.action import ActionRef
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import FileText, WrittenText
from bot.errors import MessageRejected
from bot.form import Form
from bot.language import Titles, Wording
from bot.message import Message, paragraph
from bot.principal import Principal
from bot.voice.ports import Invited, SurveyHead, Surveys
from bot.voice.rules.answers import Given
from bot.voice.rules.questions import Questions
from bot.voice.rules.wishes import SurveyWish
from content.parts import fill_text
from content.survey_forms import questions_of
from content.survey_texts import read_survey
from content.surveys import Survey, SurveyText

if TYPE_CHECKING:
    from content.survey_drawings import Drawing


@dataclass(frozen=True, slots=True)
class SurveyCards(Surveys):
    """Draws surveys in the vendor's name."""

    vendor: str
    wording: Wording
    topics: Titles
    confidants: Callable[[], Collection[str]] = tuple
    """Who reads what was answered in confidence: the card says how many they are."""

    def head(self, text: WrittenText) -> SurveyHead:
        survey = read_survey(text).text
        return SurveyHead(
            key=survey.key,
            title=self._fill(survey.title),
            topic=survey.topic,
            score=survey.score,
            kind=survey.kind,
            promise=survey.promise,
            open_days=survey.open_days,
            audience=survey.audience.audience(),
            questions=questions_of(survey, self._fill),
            sample=survey.sample.sample() if survey.sample else None,
        )

    def write(self, wish: SurveyWish, key: str, topic: str) -> FileText:
        from content.survey_desk import written  # noqa: PLC0415 - only who writes one in chat

        return written(wish, key, topic)

    def wish_of(self, text: WrittenText) -> SurveyWish:
        from content.survey_desk import wish_of  # noqa: PLC0415 - likewise

        return wish_of(text)

    def questions(self, text: WrittenText, language: str) -> Questions:
        return questions_of(read_survey(text).text.in_language(language), self._fill)

    def card(
        self, text: WrittenText, reader: Principal, invited: Invited, given: Given | None = None
    ) -> Message:
        return self.drawn(read_survey(text), reader, invited, given)

    def drawn(
        self, asked: Survey, reader: Principal, invited: Invited, given: Given | None = None
    ) -> Message:
        """Return the card of a survey that may lie in no folder."""
        drawing = self._drawing(asked.text, reader)
        if given is None:
            asks = (*drawing.to_answer(invited), drawing.not_now(invited))
            return drawing.card(asks, invited)
        return drawing.card(drawing.to_see(invited, given), invited)

    def to_read(self, text: WrittenText, reader: Principal, invited: Invited) -> Message:
        from content.survey_readings import reading  # noqa: PLC0415 - only who approves one

        survey = read_survey(text).text
        drawing = self._drawing(survey, reader)
        return reading(drawing, self._fill(drawing.survey.title), invited)

    def card_to_change(
        self, text: WrittenText, reader: Principal, invited: Invited, given: Given
    ) -> Message:
        drawing = self._drawing(read_survey(text).text, reader)
        return drawing.card(drawing.to_answer(invited, given), invited)

    def card_put_off(
        self, text: WrittenText, reader: Principal, invited: Invited, passed_to: str = ""
    ) -> Message:
        return self._drawing(read_survey(text).text, reader).put_off(invited, passed_to)

    def closed_card(self, text: WrittenText, reader: Principal, given: Given) -> Message:
        drawing = self._drawing(read_survey(text).text, reader)
        return drawing.card((*drawing.told(given), paragraph(drawing.wording.say("survey_over"))))

    def card_for_several(
        self, text: WrittenText, place: SharedConversation, *, wave_id: str, closes_at: datetime
    ) -> Message:
        from content.conversations import small_print  # noqa: PLC0415 - only who draws a card
        from content.survey_drawings import promise_words, to_tap  # noqa: PLC0415

        survey = read_survey(text).text.in_language(place.language)
        wording = self.wording.in_language(place.language)
        lead = questions_of(survey, self._fill).lead
        if lead is None:
            raise MessageRejected("a survey without a question to tap on is asked of people alone")
        until = (closes_at, place.zone)
        promise = promise_words(
            survey, wording, (self.vendor, len(self.confidants())), until, several=True
        )
        settled = small_print(place, self.vendor, wording)
        return Message(
            self._fill(survey.title),
            (
                *to_tap(lead, ActionRef("tap", {"w": wave_id})),
                paragraph(wording.say("tap_alone")),
                paragraph(f"{promise} {settled}", quiet=True),
            ),
            wording.language.tag,
        )

    def form(
        self, text: WrittenText, reader: Principal, invited: Invited, given: Given
    ) -> Form | None:
        return self._drawing(read_survey(text).text, reader).form(invited, given)

    def _drawing(self, survey: SurveyText, reader: Principal) -> "Drawing":
        from content.survey_drawings import Drawing  # noqa: PLC0415 - likewise

        survey = survey.in_language(reader.language)
        wording = self.wording.in_language(reader.language)
        asks = questions_of(survey, self._fill)
        many = len(self.confidants())
        return Drawing(self.vendor, self.topics, survey, asks, reader, wording, many)

    def _fill(self, text: str) -> str:
        return fill_text(text, {"vendor": self.vendor})
