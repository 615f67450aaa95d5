"""One survey for one reader: what stands on its card before, while and after they answer."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.event import WAVE_KEY
from bot.form import Form
from bot.language import Titles, Wording
from bot.message import (
    Bold,
    Button,
    Buttons,
    Element,
    Message,
    Poll,
    Scale,
    paragraph,
    spans,
)
from bot.principal import Principal
from bot.voice.ports import Invited
from bot.voice.rules.answers import Given
from bot.voice.rules.promises import ANONYMOUS, ASK_ELSE, CONFIDENTIAL, CONTACT_ME, NAMED
from bot.voice.rules.questions import NOTHING, REASON, Question, Questions
from content.parts import fill_text
from content.survey_forms import answered, field_of
from content.surveys import SurveyText


@dataclass(frozen=True, slots=True)
class Drawing:
    """One survey for one reader, in their words."""

    vendor: str
    topics: Titles
    survey: SurveyText
    questions: Questions
    reader: Principal
    wording: Wording
    confidants: int = 0
    """How many read who said what in confidence."""

    @property
    def is_named(self) -> bool:
        """Whether an answer may stand where it was given: others read conversations too."""
        return self.survey.promise == NAMED

    def _action(self, name: str, invited: Invited) -> ActionRef:
        """Return what answers; of an anonymous wave it says under whose key it is sealed."""
        is_sealed = self.survey.promise == ANONYMOUS and invited.wave_id
        sealed = {WAVE_KEY: invited.wave_id} if is_sealed else {}
        return ActionRef(name, {"i": invited.invitation_id, **sealed})

    def card(self, said: tuple[Element, ...], invited: Invited | None = None) -> Message:
        """Put a card together; without an invitation nothing can be done on it any more."""
        from content.compose import mute_button  # noqa: PLC0415 - only who draws a card

        title, tag = fill_text(self.survey.title, {"vendor": self.vendor}), self.wording
        if invited is not None and invited.is_test:
            title = tag.say("test_title", title=title)
        if invited is None:
            return Message(title, said, tag.language.tag)
        until = (invited.closes_at, self.reader.zone)
        promise = promise_words(self.survey, self.wording, (self.vendor, self.confidants), until)
        mute = mute_button(self.wording, self.survey.topic, self.topics)
        above = (*self._above(invited), *self._event(invited))
        elements = (*above, *said, paragraph(promise, quiet=True), mute)
        return Message(title, elements, tag.language.tag)

    def _event(self, invited: Invited) -> tuple[Element, ...]:
        """Say what it is about, where they are asked after an event."""
        if not invited.occasion:
            return ()
        return (paragraph(self.wording.say("survey_after", occasion=invited.occasion)),)

    def _above(self, invited: Invited) -> tuple[Element, ...]:
        """Say why it comes again, from whom, or that it is a test."""
        say = self.wording.say
        if invited.is_test:
            return (paragraph(say("survey_test"), quiet=True),)
        passed = (
            (paragraph(say("survey_passed", name=invited.passed_by)),) if invited.passed_by else ()
        )
        return (*passed, *((paragraph(say("survey_reminder")),) if invited.reminds else ()))

    def not_now(self, invited: Invited) -> Element:
        """Let them say that they will not answer this time, or that somebody else should."""
        say = self.wording.say
        ways = [Button(say("survey_not_now"), self._action("not_now", invited))]
        if not invited.is_passed:
            ways.append(Button(say("ask_else"), self._action(ASK_ELSE, invited)))
        return Buttons(tuple(ways))

    def put_off(self, invited: Invited, passed_to: str = "") -> Message:
        """Say that nobody asks again in this wave, and how to answer after all."""
        say = self.wording.say
        again = Button(say("survey_after_all"), self._action("change", invited))
        passed = (paragraph(say("asked_else", who=passed_to)),) if passed_to else ()
        said = passed or (paragraph(say("survey_put_off")),)
        return self.card((*said, Buttons((again,))), invited)

    def to_answer(self, invited: Invited, given: Given | None = None) -> tuple[Element, ...]:
        """Ask, with what was chosen before where it may stand; else by the form alone."""
        lead = self.questions.lead
        if lead is None:
            first = (paragraph(Bold(one.words)) for one in self.questions.further[:1])
            return (*first, Buttons((self._more(invited, given),)))
        shown = given.score if given is not None and self.is_named else None
        tap = to_tap(lead, self._action("score", invited), shown)
        if given is None or not self.questions.after(given.score):
            return tap
        return (*tap, Buttons((self._more(invited, given),)))

    def to_see(self, invited: Invited, given: Given) -> tuple[Element, ...]:
        """Show what was answered, with what may still be said, and the way to change it."""
        change = Button(self.wording.say("survey_change"), self._action("change", invited))
        lead, after = self.questions.lead, self.questions.after(given.score)
        # What stands on the form is changed on it, where it is seen to be answered.
        waits = [one for one in after if not (self.is_named and given.value_of(one.key))]
        more = (self._more(invited, None),) if lead is not None and waits else ()
        # Whatever they answered: that somebody wants to be contacted tells no score.
        may_ask = self.survey.promise == CONFIDENTIAL
        contact = Button(self.wording.say("contact_me"), self._action(CONTACT_ME, invited))
        ways = (*more, *((contact,) if may_ask else ()), change)
        return (*self.told(given), Buttons(ways))

    def told(self, given: Given) -> tuple[Element, ...]:
        """Thank for an answer; only a named one is told where it was given."""
        say, lead = self.wording.say, self.questions.lead
        asked = (paragraph(Bold(lead.words)),) if lead is not None else ()
        if not self.is_named:
            return (*asked, paragraph(say("answered_thanks")))
        picks = given.value_of(lead.key).picks if lead is not None else ()
        if given.score is not None:
            thanks = say("score_thanks", score=str(given.score))
        elif lead is not None and picks:
            thanks = say("pick_thanks", answer=lead.label_of(picks[0]))
        else:
            thanks = say("answered_thanks")
        others = [
            one for one in answered(self.questions, given) if not lead or one[0] != lead.words
        ]
        return (*asked, paragraph(thanks), *(paragraph(Bold(q), f"\n{a}") for q, a in others))

    def form(self, invited: Invited, given: Given) -> Form | None:
        """Ask all that follows the tap at once; what was said before stands there if it may."""
        asked = self.questions.after(given.score)
        if not asked:
            return None
        say, alone = self.wording.say, len(asked) == 1
        fields = tuple(
            field_of(one, given.value_of(one.key) if self.is_named else NOTHING, alone=alone)
            for one in asked
        )
        is_why = [one.key for one in asked] == [REASON]
        return Form(
            self._action("reason", invited),
            say("reason_title") if is_why else say("survey_form_title"),
            say("reason_submit"),
            fields,
            self._more(invited, None),
            spans(self._intro(given)),
            self.wording.language.tag,
        )

    def _intro(self, given: Given) -> str:
        say = self.wording.say
        if self.questions.lead is None:
            return say("survey_form_intro")
        if given.score is not None and self.is_named:
            return say("reason_intro", score=str(given.score))
        return say("reason_intro_answered")

    def _more(self, invited: Invited, given: Given | None) -> Button:
        """Return the button that opens the form, called by what stands there."""
        if self.questions.lead is None:
            key = "survey_answer"
        elif given is not None:
            key = "survey_change_rest"
        else:
            further = {one.key for one in self.questions.every()} - {self.questions.lead.key}
            key = "say_why" if further == {REASON} else "survey_rest"
        return Button(self.wording.say(key), self._action("why", invited), key == "survey_answer")


def to_tap(lead: Question, action: ActionRef, chosen: int | None = None) -> tuple[Element, ...]:
    """Draw the leading question so that one tap answers it."""
    if lead.scale is None:
        return (Poll(action, lead.words, lead.options),)
    on = lead.scale
    scale = Scale(action, on.low, on.high, on.low_label, on.high_label, chosen)
    return (paragraph(Bold(lead.words)), scale)


def promise_words(
    survey: SurveyText,
    wording: Wording,
    vendor: tuple[str, int],
    until: tuple[datetime, str],
    *,
    several: bool = False,
) -> str:
    """Say why it comes, who sees the answer, and until when it can be changed.

    Beside the `vendor` stands how many of theirs read who said what in confidence.
    """
    (closes_at, zone), (name, confidants) = until, vendor
    day = wording.language.day(
        closes_at.astimezone(ZoneInfo(zone)).date(), wording.say("pattern_long_day")
    )
    why = wording.say("survey_why_several" if several else "survey_why", vendor=name)
    return f"{why} {_promised(survey.promise, wording, confidants, vendor=name, until=day)}"


def _promised(promise: str, wording: Wording, confidants: int, **told: str) -> str:
    if promise == NAMED:
        return wording.say("promise_named", **told)
    if promise == ANONYMOUS:
        return wording.say("promise_anonymous", **told)
    if not confidants:
        return wording.say("promise_confidential_nobody", **told)
    return wording.say_number("promise_confidential", confidants, **told)
