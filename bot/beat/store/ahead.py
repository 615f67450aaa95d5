"""The slots that are to come, with what was changed about them and what fills each."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from bot.beat.ports import EditionHead, Shelves
from bot.beat.rules import cadence as rules
from bot.beat.rules.promised import choose_evergreen, evergreen_in, fill
from bot.beat.rules.texts import TextKind
from bot.beat.store import fillings, sends, texts
from bot.beat.store.promises import comes_by, pending, slots_of
from bot.beat.store.slots import Change, What
from bot.beat.store.tables import Cadence
from bot.store.sessions import AsyncSession

NEWSLETTER, ANNOUNCEMENT = "newsletter", "announcement"
"""The kinds of cadence whose slots need an edition each, or say one text again and again."""
EDITION = "edition"
"""The kind of send that fills them."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """One slot to come: `slot` is the moment its rule gives it, `at` the one it goes out at.

    `head` is the text that goes out in it. With `is_evergreen` that is one kept for an empty
    slot, and `is_given` says that somebody said so; else it goes because nobody says otherwise.
    One that is `kept` comes when it was promised, whatever day that is.
    """

    cadence_id: str
    kind: str
    subject: str
    owner: str
    zone: str | None
    slot: datetime
    moved_to: datetime | None = None
    what: What | None = None
    head: EditionHead | None = None
    is_evergreen: bool = False
    is_given: bool = False
    kept: bool = False

    @property
    def at(self) -> datetime:
        """The wall-clock moment at which it goes out."""
        return self.moved_to or self.slot

    @property
    def begins(self) -> datetime:
        """The instant at which it comes for the first reader."""
        return rules.earliest(self.at, self.zone)

    @property
    def is_empty(self) -> bool:
        """Whether it waits for an edition that nobody wrote, and for nobody's word besides."""
        wants = self.kind == NEWSLETTER and self.what is not What.SKIPPED
        return wants and (self.head is None or (self.is_evergreen and not self.is_given))


async def heads_of(
    session: AsyncSession, shelves: Shelves, newsletter: str
) -> dict[str, EditionHead]:
    """Return the head of every edition of a newsletter that stands, by its key."""
    standing = await texts.standing(session, TextKind.EDITION, newsletter)
    return {text.key: shelves.head_of(text) for text in standing}


async def ahead(
    session: AsyncSession, shelves: Shelves, until: datetime, kinds: Collection[str] = ()
) -> list[Ahead]:
    """Return the slots that come for the first reader by a moment, the next to come first.

    A cadence that is paused promises nothing. Without `kinds` it is every kind of cadence.
    """
    goes = (Cadence.paused.is_(False), comes_by(until))
    promised = select(Cadence).where(*goes).order_by(Cadence.subject)
    if kinds:
        promised = promised.where(Cadence.kind.in_(sorted(kinds)))
    rows = (await session.scalars(promised)).all()
    changed = await pending(session, [row.id for row in rows])
    found: list[Ahead] = []
    for row in rows:
        slots = list(_slots(row, changed.get(row.id, {}), until))
        if slots and row.kind == NEWSLETTER:
            slots = await _filled(session, row, slots, shelves)
        elif slots and row.kind == ANNOUNCEMENT:
            text = await texts.newest(session, TextKind.EDITION, row.subject)
            head = shelves.head_of(text) if text else None
            slots = [replace(one, head=head) for one in slots]
        found += slots
    return sorted(found, key=lambda one: (one.begins, one.subject))


def _slots(row: Cadence, changed: Mapping[datetime, Change], until: datetime) -> Iterator[Ahead]:
    """Walk the slots of a cadence, each where it goes out."""
    never = datetime.min  # noqa: DTZ901 - a slot is a wall-clock moment
    plain = Ahead(row.id, row.kind, row.subject, row.owner, row.zone, never, kept=row.kept)
    for change in changed.values():
        one = replace(plain, slot=change.slot, moved_to=change.moved_to, what=change.what)
        if one.begins <= until:
            yield one
    for slot in slots_of(row, changed):
        if rules.earliest(slot, row.zone) > until:
            return
        yield replace(plain, slot=slot)


async def _filled(
    session: AsyncSession,
    row: Cadence,
    slots: Sequence[Ahead],
    shelves: Shelves,
) -> list[Ahead]:
    """Return these slots of a newsletter, each with the edition or the evergreen that it gets."""
    heads = await heads_of(session, shelves, row.subject)
    going = sorted(
        (one for one in slots if one.what is not What.SKIPPED), key=lambda one: one.begins
    )
    sent = dict(await fillings.last_sent(session, row.id))
    gone_out = await sends.gone_out(session, EDITION, heads)
    own = fill(list(heads.values()), row.subject, [one.slot for one in going], gone_out)
    given = await fillings.given(session, row.id, [one.slot for one in going])
    found = [one for one in slots if one.what is What.SKIPPED]
    for one, head in zip(going, own, strict=True):
        filled = replace(one, head=head)
        if head is None:
            filled = _with_evergreen(one, given.get(one.slot), heads, sent, shelves)
        if filled.head is not None:
            sent[filled.head.key] = one.slot
        found.append(filled)
    return found


def _with_evergreen(
    one: Ahead,
    key: str | None,
    heads: Mapping[str, EditionHead],
    sent: Mapping[str, datetime],
    shelves: Shelves,
) -> Ahead:
    """Return an empty slot with the evergreen it was given, or that goes by itself."""
    alone = shelves.when_empty(one.subject)
    head = evergreen_in(list(heads.values()), one.subject, key or "", sent, alone)
    if head is None:
        return one
    return replace(one, head=head, is_evergreen=True, is_given=head.key == key)


async def evergreen_for(
    session: AsyncSession, shelves: Shelves, cadence_id: str, newsletter: str
) -> EditionHead | None:
    """Return the evergreen whose turn it is in a newsletter."""
    heads = await heads_of(session, shelves, newsletter)
    sent = await fillings.last_sent(session, cadence_id)
    return choose_evergreen(heads.values(), newsletter, sent)
