"""The metrics of surveys: what each counts over, and what it is cut by.

What computes them is loaded by the first who asks for one: most questions are about revenue.
"""

from bot.figures.rules.ages import Rows
from bot.figures.store.figure_cuts import OF_PARTNERS
from bot.figures.store.metrics import Asked, Builder, Compute, Computed
from bot.store.sessions import AsyncSession

CUTS = OF_PARTNERS | {"product", "role", "survey_kind"}
RECORDED_HERE = frozenset[Rows]()
"""Answers and cases are complete at any moment."""


def _score(metric: str) -> Compute:
    async def computed(session: AsyncSession, asked: Asked) -> Computed:
        from bot.voice.store.scoring import SCORES  # noqa: PLC0415 - few questions need it

        return await SCORES[metric](session, asked)

    return computed


def _reach(metric: str) -> Compute:
    async def computed(session: AsyncSession, asked: Asked) -> Computed:
        from bot.voice.store.survey_reach import REACHED  # noqa: PLC0415 - likewise

        return await REACHED[metric](session, asked)

    return computed


async def _first_touch(session: AsyncSession, asked: Asked) -> Computed:
    from bot.voice.store.case_figures import time_to_first_touch  # noqa: PLC0415 - likewise

    return await time_to_first_touch(session, asked)


OF_CASES = (
    Builder("time_to_first_touch", _first_touch, RECORDED_HERE, "ask_base_cases", OF_PARTNERS),
)
OF_SURVEYS = (
    *(
        Builder(metric, _score(metric), RECORDED_HERE, "ask_base_answers", CUTS)
        for metric in ("nps", "promoter_share", "detractor_share", "csat", "ces")
    ),
    *(
        Builder(metric, _reach(metric), RECORDED_HERE, base, CUTS)
        for metric, base in (
            ("response_rate", "ask_base_invitations"),
            ("survey_responses", "ask_base_answers"),
            ("answer_coverage", "ask_base_partners_asked"),
        )
    ),
)
