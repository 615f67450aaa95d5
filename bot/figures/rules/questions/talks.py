"""A talk: what a person's next question may build on, and reading it so."""

from dataclasses import dataclass

from bot.figures.rules.plan import Plan
from bot.figures.rules.plan_text import question_for
from bot.figures.rules.questions.completing import completed
from bot.figures.rules.questions.lexicon import Lexicon
from bot.figures.rules.questions.reading import read
from bot.figures.rules.questions.readings import Clarify, Reading
from bot.figures.rules.windows import Calendar
from bot.principal import Principal


@dataclass(frozen=True, slots=True)
class Talk:
    """One person's talk so far: the last plan, and a question of theirs that we asked back."""

    plan: Plan | None = None
    question: str = ""
    doubt: Clarify | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads in which words on which day."""

    lexicon: Lexicon
    calendar: Calendar
    principal: Principal
    currency: str = "USD"

    def read(self, question: str, previous: Plan | None = None) -> Reading:
        """Read one question."""
        return read(
            question,
            self.lexicon,
            self.calendar,
            self.principal,
            previous,
            currency=self.currency,
        )

    def read_on(self, question: str, talk: Talk) -> tuple[Reading, Talk]:
        """Read a question as the next of a talk, and return the talk as it stands then."""
        whole = question
        if talk.doubt is not None:
            asked = (talk.question, talk.doubt)
            whole = completed(question, asked, self.lexicon, self.calendar) or question
        reading = self.read(whole, talk.plan)
        if isinstance(reading, Plan):
            return reading, Talk(reading)
        if isinstance(reading, Clarify):
            return reading, Talk(talk.plan, whole, reading)
        return reading, Talk(talk.plan)

    def written(self, talk: Talk) -> tuple[str, str]:
        """Write a talk as two questions: the plan's, and the one asked back."""
        plan = ""
        if talk.plan is not None:
            own = self.principal.partner_name
            plan = question_for(talk.plan, self.lexicon.catalogue, own_partner=own)
        return plan, talk.question if talk.doubt is not None else ""

    def recalled(self, plan: str, question: str) -> Talk:
        """Read a talk again as it was written, with what its reader may see now."""
        before = self.read(plan) if plan else None
        kept = before if isinstance(before, Plan) else None
        doubt = self.read(question, kept) if question else None
        if isinstance(doubt, Clarify):
            return Talk(kept, question, doubt)
        return Talk(kept)
