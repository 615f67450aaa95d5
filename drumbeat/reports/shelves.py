"""The content folder and what was written in chat: two shelves of one thing."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.beat import drafting, edition_slots
from bot.beat.context import BeatContext
from bot.beat.rules.announcements import Announcement
from bot.beat.rules.schedule_words.schedule import Question
from bot.beat.store import approvals, drafts
from bot.errors import ConfigurationInvalid, ContentInvalid
from bot.people.store.people import principal_by_email
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession
from content.check import faults_of
from content.documents import original_of
from content.faults import Faults
from content.figures_asked import FigureQuestions
from content.library import read_library
from content.papers import Paper, papers_of, read_paper
from drumbeat.exported import Exported, Written, keep_written, written_before
from drumbeat.house import House
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

HEADS = ("File", "What")
SAYS_OTHERWISE = "these files say otherwise, so nothing was written; --overwrite replaces them:"
NOTHING = "Nothing was written in chat that still stands."
NO_FILES = "No file ends in .md there, so nothing was taken in."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    file: str
    what: str


def checked(
    folder: Path, vendor: str, base: str, pictures_at: str, asked: FigureQuestions | None = None
) -> tuple[Report, bool]:
    """Name every fault of a content folder; the second says whether there is none."""
    _must_be_there(folder)
    faults = faults_of(folder, vendor, base, pictures_at, asked)
    # As `content lint` tells its findings, of which these are the first.
    told = [
        {"file": str(f.path), "line": f.line, "kind": "unread", "fault": True, "said": f.reason}
        for f in faults
    ]
    value: dict[str, object] = {"faults": len(faults), "findings": told}
    if faults:
        lines = [f"{one.path}:{one.line}: {one.reason}" for one in faults]
        return Report(value, ("\n".join(lines),)), False
    library = read_library(folder, vendor, base, pictures_at)
    counts = {
        "newsletters": len(library.promised.newsletters),
        "editions": len(library.editions),
        "surveys": len(library.surveys),
    }
    said = ", ".join(f"{count} {what}" for what, count in counts.items())
    return Report(value | counts, (f"No fault found: {said}.",)), True


async def exported(settings: Settings, folder: Path, *, overwrite: bool) -> Report:
    """Write what was written in chat as files; no file that says otherwise is lost unsaid."""
    async with opened(settings) as house, house.database.read() as session:
        found = await drafts.standing(session)
        before = written_before(folder)
        known = await drafts.among(session, {one.draft_id for one in before.values()})
    papers = {
        place: Written(draft.id, text)
        for draft in found
        for place, text in papers_of(draft.id, draft.announcement).items()
    }
    stale = [one for one in before.values() if one.place not in papers and one.draft_id in known]
    lost = [
        place
        for place, one in papers.items()
        if _says_otherwise(folder / place, one.text) and not _is_ours(folder, before.get(place))
    ]
    if lost and not overwrite:
        named = (str(folder / place) for place in lost)
        raise ConfigurationInvalid("\n".join((SAYS_OTHERWISE, *named)))
    outcomes = [_write(folder / place, one.text) for place, one in papers.items()]
    outcomes += [_clear_up(folder, one) for one in stale]
    keep_written(folder, papers, before, gone={one.place for one in stale})
    return _report(outcomes, NOTHING)


async def imported(settings: Settings, folder: Path, email: str) -> Report:
    """Take files in as drafts of somebody; all of them, or none where one has a fault."""
    _must_be_there(folder)
    lying = _papers_in(folder)
    async with opened(settings) as house:
        author = await _author(house, email)
        async with house.database.begin() as session:
            taking = _Taking(house, author, session, house.clock.now())
            faults, papers = Faults(), list[Paper]()
            for path in lying:
                with faults.kept():
                    papers.append(await taking.read(path))
            for fault in _twice(papers):
                faults.found.append(fault)
            faults.tell()
            outcomes = [Outcome(str(one.path), await taking.take(one)) for one in papers]
    return _report(outcomes, NO_FILES)


@dataclass(frozen=True)
class _Taking:
    """Takes files in for somebody, in one transaction."""

    house: House
    author: Principal
    session: AsyncSession
    now: datetime

    @cached_property
    def context(self) -> BeatContext:
        """What use cases are given, in the author's language."""
        return self.house.context.for_reader(self.author.language)

    async def read(self, path: Path) -> Paper:
        """Read a file as the form in chat would; what it would refuse is `ContentInvalid`."""
        paper = read_paper(path, self.house.library.promised)
        draft = await self._at(paper)
        faults = Faults()
        for key in draft.mistakes().values():
            faults.found.append(paper.wrong(self.context.wording.say(key), paper.above))
        try:
            self.context.desk.worded(draft, draft.cadence(self.now))
        except ContentInvalid as problem:
            faults.found += map(paper.found, (problem, *problem.more))
        faults.tell()
        meant = await drafting.meant_by(self.context, self.session, draft, self.author)
        if isinstance(meant, str):
            raise paper.wrong(meant)
        await self._refuse_settled(paper)
        if draft.must_read and not may(self.author, Right.MARK_MUST_READ):
            raise paper.wrong("only administrators say that everybody must read something")
        return replace(paper, draft=meant)

    async def take(self, paper: Paper) -> str:
        """Keep a file as a draft; return what became of it."""
        known = await drafts.find(self.session, paper.key, alone=True) if paper.key else None
        if known is not None and _alike(known.announcement) == _alike(paper.draft):
            return "as it was"
        if known is None:
            begun = await drafts.begin(
                self.session, self.author.contact_id, paper.draft, self.now, paper.key or None
            )
            self._note(begun.id)
            return "new"
        changed = await drafts.change(self.session, known.id, paper.draft, self.now)
        if changed is not None and changed.announcement.kept != known.announcement.kept:
            # Whoever approved it knew nothing of that, and is asked again.
            key = drafting.as_text(self.context, changed, self.now).key
            await approvals.expire(self.session, key)
        self._note(known.id)
        return "changed"

    async def _at(self, paper: Paper) -> Announcement:
        """Return it with the moment at which it goes out: read now, or the next free slot."""
        draft = paper.draft
        if draft.newsletter:
            edition = await edition_slots.said_for(self.context, self.session, draft)
            if edition is None:
                raise paper.wrong(f"{draft.newsletter} has no free slot: name one with `slot`")
            return edition
        if draft.rule:
            return draft
        read = draft.at(self.now.astimezone(ZoneInfo(self.author.zone)))
        if isinstance(read, Question):
            raise paper.wrong(read.said(self.context.wording))
        return read

    async def _refuse_settled(self, paper: Paper) -> None:
        known = await drafts.find(self.session, paper.key) if paper.key else None
        if known is None or _alike(known.announcement) == _alike(paper.draft):
            return
        if known.state != "open":
            reason = "it is planned: take it back in chat first"
            if known.state == "dropped":
                reason = "it went out or was thrown away: leave out `key` to begin anew"
            raise paper.wrong(reason)
        if known.owner_id != self.author.contact_id and not may(self.author, Right.STOP_SENDS):
            raise paper.wrong("it is another's draft: leave out `key` to begin one of your own")

    def _note(self, draft_id: str) -> None:
        about = About("draft", draft_id)
        audit.record(self.session, self.author.contact_id, approvals.TOOK_IN, about, self.now)


async def _author(house: House, email: str) -> Principal:
    async with house.database.read() as session:
        author = await principal_by_email(session, email)
    if author is None:
        raise ConfigurationInvalid(f"nobody here has the email address {email}")
    if not may(author, Right.WRITE_ANNOUNCEMENTS):
        raise ConfigurationInvalid(
            f"{author.name} may not write here: only partner managers and administrators do"
        )
    return author


def _alike(draft: Announcement) -> Announcement:
    """Return what two drafts have in common that say the same, in whatever language."""
    return replace(draft, meant="", said="")


def _twice(papers: Sequence[Paper]) -> Iterator[ContentInvalid]:
    first: dict[str, Paper] = {}
    for one in papers:
        other = first.setdefault(one.key, one) if one.key else one
        if other is not one:
            yield one.wrong(f"{one.key!r} is the key of {other.path} too")


def _says_otherwise(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() != text.encode()


def _is_ours(folder: Path, before: Exported | None) -> bool:
    """Whether a file says what was written there last: then nobody's words are in it."""
    return before is not None and before.is_unchanged(folder)


def _write(path: Path, text: str) -> Outcome:
    is_there = path.exists()
    if is_there and not _says_otherwise(path, text):
        return Outcome(str(path), "as it was")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    except OSError as problem:
        raise ConfigurationInvalid(f"cannot write {path}: {problem.strerror}") from None
    return Outcome(str(path), "replaced" if is_there else "new")


def _clear_up(folder: Path, one: Exported) -> Outcome:
    """Remove what was written for a draft that lies elsewhere by now, if it says so still."""
    path = folder / one.place
    if not path.exists():
        return Outcome(str(path), "gone already")
    if not one.is_unchanged(folder):
        return Outcome(str(path), "left: somebody changed it since")
    try:
        path.unlink()
    except OSError as problem:
        raise ConfigurationInvalid(f"cannot remove {path}: {problem.strerror}") from None
    return Outcome(str(path), "removed")


def _report(outcomes: Sequence[Outcome], nothing: str) -> Report:
    rows = [(one.file, one.what) for one in outcomes]
    return Report([asdict(one) for one in outcomes], (Table(HEADS, rows),), nothing)


def _must_be_there(folder: Path) -> None:
    if not folder.is_dir():
        raise ConfigurationInvalid(f"there is no folder {folder}")


def _papers_in(folder: Path) -> Sequence[Path]:
    found = sorted(path for path in folder.rglob("*.md") if not path.name.startswith("."))
    return [path for path in found if not _is_translation(path)]


def _is_translation(path: Path) -> bool:
    """Whether a file lies beside the text that it says in another language."""
    of = original_of(path)
    return of is not None and of[0].is_file()
