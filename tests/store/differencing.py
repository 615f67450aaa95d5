"""What a reader is told at every door, and on which answers it rests: found from outside.

Answers are turned round, one of each group that nothing tells apart, and a figure that moves
rests on all of its group. So it does not matter by which way a figure was come to. What is said
beside figures (in notes and margins, in files, briefs, lists and talks) must follow from them:
where two turned answers leave every figure the same, nothing that is said may differ.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import combinations

from sqlalchemy import delete, insert, update

from bot.beat.rules.audience import Audience
from bot.beat.store import audiences
from bot.beat.store.audiences import Looked
from bot.beat.store.choosing import Choosing
from bot.beat.store.meant import meant
from bot.clock import MovableClock
from bot.entries import Reviewed
from bot.figures.cards.answers import draw
from bot.figures.cards.extracts import extract_lines
from bot.figures.rules.answers import Answer
from bot.figures.rules.figures import Cell, MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.talks import Talk
from bot.figures.store.questions import Questions
from bot.figures.usecases.ask.figure import AskedFigures
from bot.figures.usecases.brief_figures import draw_figures
from bot.principal import Permission, Principal, Role
from bot.store.sessions import AsyncSession
from bot.voice.rules.sought import Sought
from bot.voice.store import reading, unnamed
from bot.voice.store.audience_scores import LAST_SCORES
from bot.voice.store.case_tables import Case
from bot.voice.store.tables import Response, Wave
from tests.store.conftest import MORNING
from tests.store.in_one_session import WORDING, context_of
from tests.store.small_programme import FOOTING, Programme, partner_user, questions

LEAST = 5
MANAGER = Principal("m1", "Mo", Permission.MANAGER, Role.SALES, "UTC")
"""Somebody of the vendor's who looks after no partner."""
WAVES = {"w1": date(2026, 3, 1), "w2": date(2026, 6, 1), "w3": date(2026, 9, 1)}
EVENTS = {"e2": date(2026, 5, 2), "e3": date(2026, 8, 2)}
"""What is asked after events of a quarter, on the scale of satisfaction."""
STILL_OPEN, OPENED = "w4", date(2026, 11, 10)
DAYS = {**WAVES, **EVENTS, STILL_OPEN: OPENED}
"""When people answered each wave."""
TURNED = {"nps": (9, 0), "csat": (5, 1)}
AUDIENCES = (
    "detractors", "everyone but detractors", "promoters at Partner 1 or anybody at Partner 2",
)  # fmt: skip
SAYS_NOTHING = {WORDING.say(key) for key in ("withheld", "not_defined", "figure_not_shown")}
Group = tuple[str, str, str]
"""Answers that nothing tells apart: of a wave, a partner and a role."""
Key = tuple[str, ...]


def world_of(
    crowd: Iterable[tuple[str, int, str, int]], partners: int = 3, tiers: int = 3
) -> Programme:
    """Make a world of waves in which so many of a partner's people of a role answered.

    Every third partner, or whichever of `tiers`, is of another tier than the others.
    """
    world = Programme()
    world.product("Mail")
    world.product("Backup")
    for number in range(1, partners + 1):
        world.partner(
            number, tier="Gold" if number % tiers else "Silver", region=("NA", "EMEA")[number % 2]
        )
        world.customer(f"k{number}", number)
        sold = "Backup" if number == 2 else "Mail"
        world.paid(f"k{number}", sold, date(2025, 1, 1), None, 12_000, partner=number)
    for name, day in WAVES.items():
        world.wave(name, day)
    for name, day in EVENTS.items():
        world.wave(name, day, kind="transactional")
        world.rows[Wave][-1]["score"] = "csat"
    world.wave(STILL_OPEN, OPENED)
    world.rows[Wave][-1] |= {"state": "open", "closes_at": datetime(2026, 12, 5, tzinfo=UTC)}
    for wave, partner, role, count in crowd:
        good = TURNED["csat" if wave in EVENTS else "nps"][0]
        world.answers(wave, partner, [good] * count, DAYS[wave], role)
    return world


def groups_of(world: Programme) -> dict[Group, list[str]]:
    """Return the answers of a world by what tells them apart."""
    found: dict[Group, list[str]] = {}
    for row in world.rows.get(Response, []):
        group = (row["wave_id"], row["partner_id"], row["role"])
        found.setdefault(group, []).append(row["id"])
    return found


@dataclass
class Told:
    """Each figure that is told, with its base and its margin, and all that is said."""

    figures: dict[Key, tuple[object, ...]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def take(self, asked: str, answer: Answer) -> None:
        """Take in what was answered to a question."""
        self.said[asked] = repr(answer)
        for figure in answer.result.figures if answer.result else ():
            for part, cell in _cells(figure):
                if cell.quantity.is_shown:
                    key = (asked, str(part), str(cell.piece), *cell.groups)
                    self.figures[key] = (cell.quantity, cell.base, cell.between)
            for note in figure.notes:
                for name in {"now", "then"} & note.values.keys():
                    self.figures[asked, note.key, name] = (note.values[name],)
        for place in answer.places:
            if own := getattr(place, "own", None):
                self.figures[asked, "own"] = (own,)


def _cells(figure: MetricFigure) -> Iterator[tuple[int, Cell]]:
    """Yield all that stands in a table: its rows, what they are held against, and the whole."""
    whole = figure.whole.cells if figure.whole else ()
    for part, cells in enumerate((figure.cells, figure.against, whole)):
        yield from ((part, cell) for cell in cells)


async def all_told(
    session: AsyncSession, asker: Principal, asked: Collection[str], reads: Questions
) -> Told:
    """Go to every door, and return what is told there; " > " parts the questions of a talk."""
    told, clock = Told(), MovableClock(MORNING)
    context = replace(context_of(session, clock), questions=reads)
    reader = await reads.reader(session, asker, FOOTING)
    for question in asked:
        talk, answer = Talk(), None
        for step in question.split(" > "):
            found, talk = reader.read_on(step, talk)
            answer = await reads.computed(session, (step, found), asker, FOOTING)
        told.take(question, answer)
        if isinstance(answer.reading, Plan) and answer.reading.group_by:
            lines = extract_lines(context, answer.reading, answer.result)
            told.said[f"{question}: file"] = "".join(lines)
            told.said[f"{question}: card"] = repr(draw(context, asker, answer))
    partner = Reviewed("p1", "Partner 1")
    told.said["brief"] = repr(await draw_figures(context, asker, partner))
    edition = AskedFigures(context.database, clock, context.programme, reads, WORDING)
    if asker.is_vendor:
        for number in (1, 3, 8):
            reader_as = replace(partner_user(number), is_overlooked=True)
            shown = await edition.figure("NPS", "our nps in 2026", reader_as)
            if shown.value not in SAYS_NOTHING:
                told.figures["edition", str(number)] = (shown.value,)
        async for door, said in _of_the_vendor(session, asker):
            told.said[door] = said
    else:
        told.said["edition"] = repr(await edition.figure("NPS", "our nps", asker))
    return told


async def _of_the_vendor(
    session: AsyncSession, asker: Principal
) -> AsyncIterator[tuple[str, str]]:
    """Look at lists of answers and at audiences, as somebody of the vendor's."""
    reach = reading.Reach.of(asker, "UTC")
    yield "answers", repr(await reading.page(session, Sought(), reach, 10))
    yield "counted", repr(await reading.counted(session, Sought(), reach))
    yield "results", repr(await reading.spread(session, Sought(), reach))
    yield "unnamed", repr(await unnamed.unnamed(session, Sought(), reach))
    looked = Looked(Choosing((LAST_SCORES,)))
    for words in AUDIENCES:
        found = await meant(session, Audience(words=words), looked, writer=asker)
        size = found.why or await audiences.count(session, found.audience, looked.choosing)
        yield f"audience of {words}", repr(size)


async def turn(session: AsyncSession, group: Group, answer: str, *, back: bool = False) -> None:
    """Let somebody complain, or be content again."""
    scale = "csat" if group[0] in EVENTS else "nps"
    good, bad = TURNED[scale]
    turned = update(Response).where(Response.id == answer)
    await session.execute(turned.values(score=good if back else bad))
    if back:
        await session.execute(delete(Case))
        return
    at = datetime(2026, 9, 2, 12, tzinfo=UTC)
    moments = dict.fromkeys(("opened_at", "promised_at", "changed_at", "drawn_at"), at)
    of = {"partner_id": group[1], "contact_id": f"c{answer[1:]}", "touched_after": 60}
    source = {"source": "response", "source_id": answer, "score": bad}
    await session.execute(insert(Case).values(id="case", **of, **source, **moments))


@dataclass(frozen=True)
class Found:
    """What was told before, and with one answer of each group turned round."""

    before: Told
    turned: Mapping[Group, Told]

    @property
    def rested_on(self) -> dict[frozenset[Group], Key]:
        """Return on which groups each figure rests that is told."""
        moved: dict[Key, set[Group]] = {key: set() for key in self.before.figures}
        for group, told in self.turned.items():
            # What is told follows from how many, never from what.
            assert told.figures.keys() == self.before.figures.keys()
            for key, shown in told.figures.items():
                if shown != self.before.figures[key]:
                    moved[key].add(group)
        return {frozenset(some): key for key, some in moved.items() if some}

    def betrayed(self) -> list[tuple[object, ...]]:
        """Return what is said that does not follow from the figures that are told."""
        sets = self.rested_on
        moves = {group: {some for some in sets if group in some} for group in self.turned}
        told = {None: self.before, **self.turned}
        return [
            (one, other, door)
            for one, other in combinations(told, 2)
            if moves.get(one, set()) == moves.get(other, set())
            for door, said in told[one].said.items()
            if said != told[other].said[door] and not door.startswith("our nps vs")
        ]


async def found_of(
    session: AsyncSession,
    asker: Principal,
    asked: Collection[str],
    groups: Mapping[Group, list[str]],
) -> Found:
    """Ask everything, and again for each group with one of its answers turned round."""
    reads = questions()  # in another world are other names
    before, turned = await all_told(session, asker, asked, reads), {}
    for group, answers in groups.items():
        await turn(session, group, answers[0])
        turned[group] = await all_told(session, asker, asked, reads)
        await turn(session, group, answers[0], back=True)
    return Found(before, turned)


def isolated(
    found: Iterable[frozenset[Group]], sizes: Mapping[Group, int]
) -> list[tuple[Group, ...]]:
    """Return of which groups, of fewer than five answers, figures tell by adding and subtracting.

    Each figure is a sum over groups. They tell of some groups where a sum of sums is left in
    which no others are: where, the others left out, fewer of the sums are independent.
    """
    rows = [[Fraction(group in some) for group in sizes] for some in found]
    groups = list(sizes)
    few = [
        some
        for number in range(1, LEAST)
        for some in combinations(range(len(groups)), number)
        if sum(sizes[groups[place]] for place in some) < LEAST
    ]
    rank = _rank(rows)
    return [
        tuple(groups[place] for place in some)
        for some in few
        if _rank([[n for at, n in enumerate(row) if at not in some] for row in rows]) < rank
    ]


def _rank(rows: list[list[Fraction]]) -> int:
    """Count how many of these rows are independent."""
    left, rank = [row for row in rows if any(row)], 0
    while left:
        first, *others = left
        at = next(place for place, n in enumerate(first) if n)
        steps = ((row, row[at] / first[at]) for row in others)
        left = [[n - by * m for n, m in zip(row, first, strict=True)] for row, by in steps]
        left, rank = [row for row in left if any(row)], rank + 1
    return rank
