"""One answer a person and wave: recorded once, changed as often as they like, history complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.form import several, together
from bot.principal import Principal
from bot.store.columns import Base, new_id
from bot.store.inserts import dialect_of
from bot.store.sessions import AsyncSession
from bot.voice.rules.answers import Given, changed_by, differences
from bot.voice.rules.questions import Questions, Value, Values
from bot.voice.store.responses import Asked
from bot.voice.store.tables import FormerAnswer, Response, ResponseValue

ASKED, RECORDED = "asked", "recorded"
"""How an answer came: we asked for it, or somebody wrote down what was said to them."""
_RESPONSE, _VALUE, _FORMER = (
    Base.metadata.tables[each.__tablename__] for each in (Response, ResponseValue, FormerAnswer)
)
_AT_ONCE = 1000
"""How many responses are asked for at once: a statement takes so many values and no more."""
_BEFORE = select(func.count() + 1).where(
    _FORMER.c.response_id == bindparam("of_response"),
    _FORMER.c.question == bindparam("of_question"),
)
_KEEPING = insert(_FORMER).values(
    {name: bindparam(name) for name in _FORMER.c.keys() if name != "nth"}  # noqa: SIM118
    | {"nth": _BEFORE.scalar_subquery()}
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody answered to some of these questions."""

    values: Values
    questions: Questions


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that stands now, and whether nothing stood there before."""

    given: Given
    is_first: bool = False


async def record(
    session: AsyncSession, asked: Asked, person: Principal, said: Statement, now: datetime
) -> Recorded:
    """Record what this person answered, and return all that stands now.

    Of two at once the second waits for the first and stands in the end. In a wave that is named
    what stood before is kept, with who changed it and when.
    """
    if asked.response_id is None:
        first = changed_by(Given(), said.values, said.questions)
        if await _begin(session, asked, person, first, now):
            return Recorded(first, is_first=True)
    return Recorded(await _change(session, asked, person, said, now))


async def _begin(
    session: AsyncSession,
    asked: Asked,
    person: Principal,
    given: Given,
    now: datetime,
) -> bool:
    """Keep a first answer; False where another request kept one meanwhile."""
    owner = {"contact_id": person.contact_id, "partner_id": person.partner_id}
    row = {
        **owner,
        "id": new_id(),
        "wave_id": asked.wave_id,
        "invitation_id": asked.invitation_id,
        "role": person.role.value,
        "score": given.score,
        "reason": given.reason or None,
        "source": ASKED,
        "answered_at": now,
    }
    made = await session.execute(_making(dialect_of(session)), row)
    response_id: str | None = made.scalar_one_or_none()
    if response_id is not None:
        await _keep_values(session, {"response_id": response_id, **owner}, {}, given.values)
    return response_id is not None


@lru_cache
def _making(dialect: Any) -> Any:  # noqa: ANN401 - the statement of either dialect
    made = dialect.insert(_RESPONSE)
    once = made.on_conflict_do_nothing(index_elements=["invitation_id"])
    return once.returning(_RESPONSE.c.id)


async def _change(
    session: AsyncSession, asked: Asked, person: Principal, said: Statement, now: datetime
) -> Given:
    """Let an answer that is there say something else."""
    mine = select(
        *(_RESPONSE.c[name] for name in ("id", "contact_id", "partner_id", "score", "reason"))
    ).where(_RESPONSE.c.invitation_id == asked.invitation_id)
    row = (await session.execute(mine.with_for_update())).one()
    values = await values_of(session, row.id) if said.questions.have_values else {}
    before = Given(row.score, row.reason or "", values)
    after = changed_by(before, said.values, said.questions)
    if after == before:
        return after
    whose = {"response_id": row.id, "contact_id": row.contact_id, "partner_id": row.partner_id}
    if asked.is_named:
        changed = {"changed_by": person.contact_id, "changed_at": now}
        await _keep_former(session, {**whose, **changed}, differences(before, after))
    stands = {"score": after.score, "reason": after.reason or None, "changed_at": now}
    await session.execute(update(_RESPONSE).where(_RESPONSE.c.id == row.id).values(stands))
    await _keep_values(session, whose, before.values, after.values)
    return after


async def values_of(session: AsyncSession, response_id: str | None) -> Values:
    """Return the answers to further questions, by their keys."""
    if response_id is None:
        return {}
    rows = await session.execute(select(_VALUE).where(_VALUE.c.response_id == response_id))
    return {row.question: read(row) for row in rows}


async def values_by(
    session: AsyncSession, response_ids: Sequence[str]
) -> dict[str, dict[str, Value]]:
    """Return the answers to further questions of these responses, by response and key."""
    found: dict[str, dict[str, Value]] = {}
    for start in range(0, len(response_ids), _AT_ONCE):
        some = response_ids[start : start + _AT_ONCE]
        rows = await session.execute(
            select(_VALUE).where(_VALUE.c.response_id.in_(some)).order_by(_VALUE.c.question)
        )
        for row in rows:
            found.setdefault(row.response_id, {})[row.question] = read(row)
    return found


@dataclass(frozen=True, slots=True)
class FormerValue:
    """What stood as the answer to a question of this key, until it was changed."""

    question: str
    value: Value
    until: datetime


async def former_by(
    session: AsyncSession, response_ids: Sequence[str]
) -> dict[str, list[FormerValue]]:
    """Return what stood in these responses before, the last first."""
    found: dict[str, list[FormerValue]] = {}
    for start in range(0, len(response_ids), _AT_ONCE):
        some = response_ids[start : start + _AT_ONCE]
        rows = await session.execute(
            select(_FORMER)
            .where(_FORMER.c.response_id.in_(some))
            .order_by(_FORMER.c.changed_at.desc(), _FORMER.c.nth.desc(), _FORMER.c.question)
        )
        for row in rows:
            one = FormerValue(row.question, read(row), row.changed_at)
            found.setdefault(row.response_id, []).append(one)
    return found


async def given(session: AsyncSession, asked: Asked) -> Given:
    """Return all that somebody answered to an invitation so far."""
    values = await values_of(session, asked.response_id)
    return Given(asked.score, asked.reason or "", values)


def read(row: Any) -> Value:  # noqa: ANN401 - a row of either table of answers
    """Return the answer that a row holds."""
    return Value(row.number, several(row.picks or ""), row.words or "")


async def _keep_values(
    session: AsyncSession, whose: Mapping[str, object], before: Values, after: Values
) -> None:
    changed = [key for key in before if before[key] != after.get(key)]
    if changed:
        old = (_VALUE.c.response_id == whose["response_id"], _VALUE.c.question.in_(changed))
        await session.execute(delete(_VALUE).where(*old))
    rows = [
        {"id": new_id(), **whose, "question": key, **_written(value)}
        for key, value in sorted(after.items())
        if before.get(key) != value
    ]
    if rows:
        await session.execute(insert(_VALUE), rows)


async def _keep_former(
    session: AsyncSession, changed: Mapping[str, object], former: Values
) -> None:
    rows = [
        {"id": new_id(), **changed, "question": key, "of_question": key, **_written(value)}
        for key, value in former.items()
    ]
    await session.execute(
        _KEEPING, [{**row, "of_response": changed["response_id"]} for row in rows]
    )


def _written(value: Value) -> Mapping[str, object]:
    return {
        "number": value.number,
        "picks": together(value.picks) or None,
        "words": value.words or None,
    }
