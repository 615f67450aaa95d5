"""Keeps a figure with the send that shows it: a retry or a correction shows the same one."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select

from bot.figures.rules.windows import Window
from bot.figures.store.frozen_tables import FrozenFigure
from bot.principal import Principal
from bot.quantities import Quantity
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession

OURS = "vendor"


@dataclass(frozen=True, slots=True)
class Measured:
    """A number, the days it is about, and of which metric: what was kept before says none."""

    quantity: Quantity
    window: Window
    metric: str = ""


async def frozen(
    session: AsyncSession, send_id: str, question: str, reader: Principal
) -> Measured | None:
    """Return what this send showed the reader's colleagues; None where it is the first."""
    body = await session.scalar(
        select(FrozenFigure.body).where(
            FrozenFigure.send_id == send_id,
            FrozenFigure.whose == whose_of(reader),
            FrozenFigure.permission == reader.permission,
            FrozenFigure.question == question,
        )
    )
    return msgspec.json.decode(body, type=Measured) if body is not None else None


async def freeze(
    session: AsyncSession,
    send_id: str,
    question: str,
    reader: Principal,
    measured: Measured,
    now: datetime,
) -> Measured:
    """Keep a figure with a send, and return the one that stands: of two at once, the first."""
    row = {
        "id": new_id(),
        "send_id": send_id,
        "whose": whose_of(reader),
        "permission": reader.permission,
        "question": question,
        "body": msgspec.json.encode(measured).decode(),
        "at": now,
    }
    await insert_new(session, FrozenFigure, [row])
    return await frozen(session, send_id, question, reader) or measured


def whose_of(reader: Principal) -> str:
    """Return whose figures a reader is shown: their partner's, or ours."""
    return reader.partner_id or OURS
