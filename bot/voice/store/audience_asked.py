"""Who was asked in a survey of late, as a condition of audiences."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from bot.beat.rules.choosing.dimensions import Dimension
from bot.beat.store.choosing import Brought
from bot.clock import Clock
from bot.store.sessions import AsyncSession
from bot.voice.store.tables import Invitation

WERE_ASKED = "people who were asked in a survey"
"""The words by which a text is for them."""
LATELY = timedelta(days=365)
_VALUE = "asked"
ASKED = Dimension(
    "surveyed",
    "who were {} in a survey",
    "who were not {} in a survey",
    others={
        _VALUE: (
            *("were asked in a survey", "was asked in a survey", "asked in a survey"),
            *("were surveyed", "surveyed", "survey respondents"),
        )
    },
    bare=True,
)


def asked_lately(clock: Clock) -> Brought:
    """Bring who had a survey's question in hand within a year."""

    async def known(
        session: AsyncSession, contact_ids: Collection[str]
    ) -> dict[str, frozenset[str]]:
        found = await session.scalars(
            select(Invitation.contact_id)
            .where(
                Invitation.contact_id.in_(contact_ids),
                Invitation.delivered_at > clock.now() - LATELY,
            )
            .distinct()
        )
        return dict.fromkeys(found, frozenset({_VALUE}))

    return Brought(ASKED, known)
