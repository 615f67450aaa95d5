"""Cards of surveys: the question with its scale, its promise, and what comes after an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import WrittenText
from bot.event import WAVE_KEY
from bot.form import Form, TextField
from bot.language import Titles, Wording
from bot.message import Bold, Button, Buttons, Element, Message, Scale, paragraph
from bot.principal import Principal
from bot.voice.ports import SurveyHead, Surveys
from bot.voice.rules.promises import ANONYMOUS, NAMED, REASON_LIMIT
from content.parts import fill_text
from content.surveys import Survey, SurveyText, read_survey

_PROMISES = {
    "named": "promise_named",
    "confidential": "promise_confidential",
    "anonymous": "promise_anonymous",
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
        wave_id: str = "",
    ) -> Message:
        return self.drawn(
            read_survey(text),
            reader,
            invitation_id=invitation_id,
            closes_at=closes_at,
            chosen=chosen,
            wave_id=wave_id,
        )

    def drawn(
        self,
        asked: Survey,
        reader: Principal,
        *,
        invitation_id: str,
        closes_at: datetime,
        chosen: int | None,
        wave_id: str = "",
    ) -> Message:
        from content.compose import mute_button  # noqa: PLC0415 - only who draws a card

        """Return the question; once a score is chosen also thanks, and the way to say why.

        Only a named answer is shown: of others a conversation says that they were given.
        """
        survey = asked.text.in_language(reader.language)
        wording = self.wording.in_language(reader.language)
        low, high = survey.ends
        of = _of(survey, invitation_id, wave_id)
        scale = Scale(
            ActionRef("score", of),
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
                Buttons((_why(wording, of),)),
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
        self,
        text: WrittenText,
        reader: Principal,
        *,
        invitation_id: str,
        score: int,
        wave_id: str = "",
    ) -> Form:
        survey = read_survey(text).text.in_language(reader.language)
        wording = self.wording.in_language(reader.language)
        say = wording.say
        named = survey.promise == NAMED
        intro = say("reason_intro", score=str(score)) if named else say("reason_intro_answered")
        reason = TextField("reason", self._fill(survey.reason), REASON_LIMIT, required=True)
        of = _of(survey, invitation_id, wave_id)
        return Form(
            ActionRef("reason", of),
            say("reason_title"),
            say("reason_submit"),
            (reason,),
            _why(wording, of),
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


def _of(survey: SurveyText, invitation_id: str, wave_id: str) -> dict[str, str]:
    """Say what an action answers, and of an anonymous wave under whose key it is sealed."""
    sealed = {WAVE_KEY: wave_id} if survey.promise == ANONYMOUS and wave_id else {}
    return {"i": invitation_id, **sealed}


def _why(wording: Wording, of: Mapping[str, str]) -> Button:
    return Button(wording.say("say_why"), ActionRef("why", of))
