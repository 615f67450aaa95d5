"""Cards of surveys: the question with its scale, its promise, and what comes after an answer."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import WrittenText
from bot.form import Form, TextField
from bot.language import Titles, Wording
from bot.message import Bold, Button, Buttons, Element, Message, Scale, paragraph
from bot.principal import Principal
from bot.voice.ports import SurveyHead, Surveys
from bot.voice.rules.promises import REASON_LIMIT
from content.parts import fill_text
from content.surveys import Survey, SurveyText, read_survey

NAMED = "named"
"""The promise of an answer that may stand where it was given."""
_PROMISES = {
    "named": "promise_named",
    "confidential": "promise_confidential",
}


@dataclass(frozen=True, slots=True)
class SurveyCards(Surveys):
    """Draws surveys in the vendor's name."""

    vendor: str
    wording: Wording
    topics: Titles

    def head(self, text: WrittenText) -> SurveyHead:
        survey = read_survey(text).text
        low, high = survey.ends
        return SurveyHead(
            key=survey.key,
            title=self._fill(survey.title),
            topic=survey.topic,
            score=survey.score,
            kind=survey.kind,
            promise=survey.promise,
            open_days=survey.open_days,
            audience=survey.audience.audience(),
            low=low,
            high=high,
        )

    def card(
        self,
        text: WrittenText,
        reader: Principal,
        *,
        invitation_id: str,
        closes_at: datetime,
        chosen: int | None = None,
    ) -> Message:
        return self.drawn(
            read_survey(text),
            reader,
            invitation_id=invitation_id,
            closes_at=closes_at,
            chosen=chosen,
        )

    def drawn(
        self,
        asked: Survey,
        reader: Principal,
        *,
        invitation_id: str,
        closes_at: datetime,
        chosen: int | None,
    ) -> Message:
        from content.compose import mute_button  # noqa: PLC0415 - only who draws a card

        """Return the question; once a score is chosen also thanks, and the way to say why.

        Only a named answer is shown: of others a conversation says that they were given.
        """
        survey = asked.text.in_language(reader.language)
        wording = self.wording.in_language(reader.language)
        low, high = survey.ends
        scale = Scale(
            ActionRef("score", {"i": invitation_id}),
            low,
            high,
            self._fill(survey.low),
            self._fill(survey.high),
            chosen if survey.promise == NAMED else None,
        )
        elements: list[Element] = [paragraph(Bold(self._fill(survey.question))), scale]
        if chosen is not None:
            elements += [
                paragraph(_thanks(wording, survey.promise, chosen)),
                Buttons((_why(wording, invitation_id),)),
            ]
        elements += [
            paragraph(self._promise(survey, wording, closes_at, reader.zone), quiet=True),
            mute_button(wording, survey.topic, self.topics),
        ]
        return Message(self._fill(survey.title), tuple(elements), wording.language.tag)

    def card_for_several(
        self, text: WrittenText, place: SharedConversation, *, wave_id: str, closes_at: datetime
    ) -> Message:
        from content.conversations import small_print  # noqa: PLC0415 - likewise

        survey = read_survey(text).text.in_language(place.language)
        wording = self.wording.in_language(place.language)
        scale = Scale(
            ActionRef("tap", {"w": wave_id}),
            *survey.ends,
            self._fill(survey.low),
            self._fill(survey.high),
        )
        promise = self._promise(survey, wording, closes_at, place.zone, why="survey_why_several")
        settled = small_print(place, self.vendor, wording)
        return Message(
            self._fill(survey.title),
            (
                paragraph(Bold(self._fill(survey.question))),
                scale,
                paragraph(wording.say("tap_alone")),
                paragraph(f"{promise} {settled}", quiet=True),
            ),
            wording.language.tag,
        )

    def reason_form(
        self, text: WrittenText, reader: Principal, *, invitation_id: str, score: int
    ) -> Form:
        survey = read_survey(text).text.in_language(reader.language)
        wording = self.wording.in_language(reader.language)
        say = wording.say
        named = survey.promise == NAMED
        intro = say("reason_intro", score=str(score)) if named else say("reason_intro_answered")
        reason = TextField("reason", self._fill(survey.reason), REASON_LIMIT, required=True)
        return Form(
            ActionRef("reason", {"i": invitation_id}),
            say("reason_title"),
            say("reason_submit"),
            (reason,),
            _why(wording, invitation_id),
            paragraph(intro).spans,
        )

    def _promise(
        self,
        survey: SurveyText,
        wording: Wording,
        closes_at: datetime,
        zone: str,
        why: str = "survey_why",
    ) -> str:
        day = closes_at.astimezone(ZoneInfo(zone)).date()
        until = wording.language.day(day, wording.say("pattern_long_day"))
        why = wording.say(why, vendor=self.vendor)
        promise = wording.say(_PROMISES[survey.promise], vendor=self.vendor, until=until)
        return f"{why} {promise}"

    def _fill(self, text: str) -> str:
        return fill_text(text, {"vendor": self.vendor})


def _thanks(wording: Wording, promise: str, score: int) -> str:
    if promise == NAMED:
        return wording.say("score_thanks", score=str(score))
    return wording.say("answered_thanks")


def _why(wording: Wording, invitation_id: str) -> Button:
    return Button(wording.say("say_why"), ActionRef("why", {"i": invitation_id}))
