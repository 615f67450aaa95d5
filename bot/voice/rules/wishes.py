"""What somebody wants asked, as the forms in chat have it."""

from dataclasses import dataclass

from bot.voice.rules.questions import MOST_ASKED

WRITE, ASK, DROP, TRY = "survey_write", "survey_ask", "survey_drop", "survey_try"
SECOND, WHOM = "survey_second", "survey_whom_it_asks"
MORE, LESS, BY_SCORE = "survey_more", "survey_less", "survey_by_score"
"""The presses on a survey that somebody wrote, and the forms that take it."""
RECORD, TAKE_BACK = "record_answer", "take_back_answer"
"""The press and the form by which an answer is recorded for another, and its undoing."""
LIST, END, CLOSE, STOP = "surveys", "wave_end", "wave_close", "wave_stop"
"""The presses that list waves and end one."""
ASK_AFTER = "ask_after"
"""The press and the form by which somebody is asked after an event."""
CHOICE, WORDS, SEVERAL = "choice", "words", "several"
SCALES = ("nps", "csat", "ces")
KINDS = (*SCALES, CHOICE, WORDS)
"""What is asked first: for a score, for one choice, or for words alone."""
MORE_KINDS = (WORDS, CHOICE, SEVERAL)
"""What is asked beside it."""
BANDS = {
    "nps": ((0, 6), (7, 8), (9, 10)),
    "csat": ((1, 2), (3, 3), (4, 5)),
    "ces": ((1, 3), (4, 4), (5, 7)),
}
"""The parts of each scale that can be asked something of their own, from the lowest up."""
PROMISES = ("named", "confidential", "anonymous")
LONGEST_TITLE, LONGEST_QUESTION, LONGEST_END, LONGEST_WHOM = 150, 500, 65, 300
LONGEST_OPTIONS = 800
USUAL_DAYS, LONGEST_DAYS = 14, 60
MOST_OF_ONE = 100
"""So many people of one partner a sample has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreWish:
    """A question beside the first; `options` stand one a line."""

    question: str = ""
    kind: str = WORDS
    options: str = ""

    def mistakes(self) -> dict[str, str]:
        """Return what is missing, as the field's name and the sentence that says so."""
        found = {} if self.question else {"question": "field_missing"}
        if self.kind != WORDS and not self.options:
            found["options"] = "field_missing"
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyWish:
    """A survey before it is one; `options` stand one a line.

    `by_score` is what is asked in each of the `BANDS`, in the place of the reason; `more` are
    the questions beside the first. Of each partner at most `sample` people are asked, if it is
    said.
    """

    title: str = ""
    kind: str = "nps"
    question: str = ""
    low: str = ""
    high: str = ""
    reason: str = ""
    options: str = ""
    promise: str = "named"
    days: str = str(USUAL_DAYS)
    whom: str = ""
    sample: str = ""
    by_score: tuple[str, ...] = ()
    more: tuple[MoreWish, ...] = ()

    @property
    def has_scale(self) -> bool:
        """Whether it asks for a score."""
        return self.kind in SCALES

    @property
    def has_room(self) -> bool:
        """Whether one person can be asked one question more at once."""
        follows = self.has_scale or (self.kind == CHOICE and bool(self.reason))
        return 1 + follows + len(self.more) < MOST_ASKED[self.kind if self.has_scale else "custom"]

    def mistakes(self) -> dict[str, str]:
        """Return what is missing, as the field's name and the sentence that says so."""
        wanted = ["title", "question", *(("low", "high") if self.has_scale else ())]
        found = {name: "field_missing" for name in wanted if not getattr(self, name)}
        if self.kind == CHOICE and not self.options:
            found["options"] = "field_missing"
        if not _is_number(self.days, LONGEST_DAYS):
            found["days"] = "survey_days_wrong"
        if self.sample and not _is_number(self.sample, MOST_OF_ONE):
            found["sample"] = "survey_sample_wrong"
        return found


def _is_number(said: str, most: int) -> bool:
    return said.isascii() and said.isdigit() and 1 <= int(said) <= most


ON_FORM = (
    *("title", "kind", "question", "low", "high"),
    *("reason", "options", "promise", "days", "whom", "sample"),
)
"""What stands on the first form."""
