"""What the doctor says of stored figures: whether they come to what the subscriptions do."""

from datetime import UTC, datetime

from bot.imports.store.rebuilding import paid_and_stored
from drumbeat.database_findings import reading
from drumbeat.findings import Finding
from drumbeat.settings import Settings

MEND = "run `drumbeat figures rebuild`"


async def stored_figures(settings: Settings) -> Finding:
    """Hold what is paid today by the rows against what is stored of it, and the movements too."""
    async with reading(settings) as session:
        if session is None:
            return Finding("figures", "not looked at")
        found = await paid_and_stored(session, datetime.now(UTC).date())
    paid, stored, moved, begun, added_up, apart, several, shared = found
    if paid == stored == moved and begun == added_up == apart and several == shared:
        return Finding("figures", "what is stored is what the subscriptions say")
    said = (
        f"subscriptions come to {paid:,} a year in minor units, what is stored of them to "
        f"{stored:,}, and its movements to {moved:,}; of the {begun:,} of the month's beginning "
        f"{added_up:,} are added up, and {apart:,} partner by partner; of {several:,} customers "
        f"of several partners {shared:,} are known as such"
    )
    return Finding("figures", said, MEND)
