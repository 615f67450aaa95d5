"""What somebody wants asked, as the form in chat has it."""

from dataclasses import dataclass

WRITE, ASK, DROP, TRY = "survey_write", "survey_ask", "survey_drop", "survey_try"
"""The presses on a survey that somebody wrote, and the form that takes it."""
RECORD, TAKE_BACK = "record_answer", "take_back_answer"
"""The press and the form by which an answer is recorded for another, and its undoing."""
CHOICE, WORDS = "choice", "words"
SCALES = ("nps", "csat", "ces")
KINDS = (*SCALES, CHOICE, WORDS)
"""What is asked first: for a score, for one choice, or for words alone."""
PROMISES = ("named", "confidential", "anonymous")
LONGEST_TITLE, LONGEST_QUESTION, LONGEST_END, LONGEST_WHOM = 150, 500, 65, 300
LONGEST_OPTIONS = 800
USUAL_DAYS, LONGEST_DAYS = 14, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyWish:
    """A survey before it is one; `options` stand one a line."""

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

    @property
    def has_scale(self) -> bool:
        """Whether it asks for a score."""
        return self.kind in SCALES

    def mistakes(self) -> dict[str, str]:
        """Return what is missing, as the field's name and the sentence that says so."""
        wanted = ["title", "question", *(("low", "high") if self.has_scale else ())]
        found = {name: "field_missing" for name in wanted if not getattr(self, name)}
        if self.kind == CHOICE and not self.options:
            found["options"] = "field_missing"
        if not (
            self.days.isascii() and self.days.isdigit() and 1 <= int(self.days) <= LONGEST_DAYS
        ):
            found["days"] = "survey_days_wrong"
        return found
