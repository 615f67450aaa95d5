"""The metrics of surveys: what each counts over, and what it is cut by.

What computes them is loaded by the first who asks for one: most questions are about revenue.
"""

from datetime import date

from sqlalchemy import func, select

from bot.figures.store.figure_cuts import OF_PARTNERS
from bot.figures.store.metrics import Asked, Builder, Compute, Computed
from bot.principal import Principal
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.store.tables import Response

CUTS = OF_PARTNERS | {"product", "role", "survey_kind"}


async def newest_response(
    session: AsyncSession, principal: Principal, _today: date
) -> date | None:
    """Return the day of the newest answer to a survey."""
    response = scoped(Response, principal)
    asked = response.c.wave_id.is_not(None)
    answered = await session.scalar(select(func.max(response.c.answered_at)).where(asked))
    return answered.date() if answered else None


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


async def _newest_case(session: AsyncSession, principal: Principal, today: date) -> date | None:
    from bot.voice.store.case_figures import newest_case  # noqa: PLC0415 - likewise

    return await newest_case(session, principal, today)


OF_CASES = (
    Builder("time_to_first_touch", _first_touch, _newest_case, "ask_base_cases", OF_PARTNERS),
)
OF_SURVEYS = (
    *(
        Builder(metric, _score(metric), newest_response, "ask_base_answers", CUTS)
        for metric in ("nps", "promoter_share", "detractor_share", "csat", "ces")
    ),
    *(
        Builder(metric, _reach(metric), newest_response, base, CUTS)
        for metric, base in (
            ("response_rate", "ask_base_invitations"),
            ("survey_responses", "ask_base_answers"),
            ("answer_coverage", "ask_base_partners_asked"),
        )
    ),
)
