"""The scripts that draw as Slack and Teams do: built by `make previews`, where Node is there."""

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import structlog

SCRIPT = Path(__file__).with_name("script")
PREVIEWS = Path(".cache/previews")
"""Where the scripts are built, for every demo started here."""
SECONDS = 300.0
"""How long all of a build may take; packages come from far away."""
ENTRIES = ("slack", "teams")
BUILDING = "building-"
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
BUILD = ("--bundle", "--minify", "--format=iife", "--log-level=error", "--outdir=built")

log = structlog.get_logger(__name__)


class State(StrEnum):
    """What can be seen of the scripts; only those that are ready can be used."""

    READY = "ready"
    BUILDING = "building"
    NOT_BUILT = "not built"
    NO_NODE = "no node"
    NOT_WANTED = "not wanted"
    FAILED = "failed"


class BuildFailed(Exception):
    """One of the build's steps did not end well."""


class Bundle:
    """Builds the scripts once into a folder, and finds them there, whoever built them.

    Without a folder nothing is built. `path` is where programs are looked for, in the form
    of the environment's PATH.
    """

    def __init__(self, folder: Path | None, path: str | None = None) -> None:
        self._path = path
        self.version = _fingerprint()
        self._is_wanted, self._has_failed = folder is not None, False
        self._folder = folder or Path()
        self._built = self._folder / self.version

    @property
    def state(self) -> State:
        """Look how it stands just now: another process may be building, or have built."""
        if not self._is_wanted:
            return State.NOT_WANTED
        if self._built.is_dir():
            return State.READY
        if self._is_being_built():
            return State.BUILDING
        if self._has_failed:
            return State.FAILED
        is_there = all(shutil.which(name, path=self._path) for name in ("node", "npm"))
        return State.NOT_BUILT if is_there else State.NO_NODE

    def read(self, name: str) -> bytes | None:
        """Return a built file."""
        known = {f"{entry}{suffix}" for entry in ENTRIES for suffix in (".js", ".css")}
        file = self._built / name
        if self.state is not State.READY or name not in known or not file.is_file():
            return None
        return file.read_bytes()

    async def build(self) -> None:
        """Build what is not there yet; a failure is one line in the log, and no exception."""
        if self.state in (State.NOT_WANTED, State.READY, State.NO_NODE):
            return
        log.info("previews_building")
        try:
            async with asyncio.timeout(SECONDS):
                await self._build()
        except (BuildFailed, OSError, TimeoutError) as problem:
            self._has_failed = True
            log.warning("previews_not_built", reason=str(problem) or type(problem).__name__)
        else:
            log.info("previews_built")

    async def _build(self) -> None:
        place = await asyncio.to_thread(self._workplace)
        try:
            await self._run(place, "npm", *INSTALL)
            esbuild = ("node_modules/esbuild/bin/esbuild", *(f"{each}.js" for each in ENTRIES))
            await self._run(place, "node", *esbuild, *BUILD)
            # Somebody else may have built the same in the meantime.
            with suppress(FileExistsError):
                await asyncio.to_thread(_move, place / "built", self._built)
        finally:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, place, ignore_errors=True))

    def _is_being_built(self) -> bool:
        # What is older was left by a process that was killed.
        earliest = time.time() - SECONDS
        for place in self._folder.glob(f"{BUILDING}*"):
            with suppress(FileNotFoundError):
                if place.stat().st_ctime > earliest:
                    return True
        return False

    def _workplace(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=BUILDING, dir=self._folder))
        shutil.copytree(
            SCRIPT, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules")
        )
        return place

    async def _run(self, place: Path, program: str, *words: str) -> None:
        # A group of its own, for npm starts programs that would outlive it.
        process = await asyncio.create_subprocess_exec(
            shutil.which(program, path=self._path) or program,
            *words,
            cwd=place,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        try:
            _, errors = await process.communicate()
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            raise
        if process.returncode:
            raise BuildFailed(f"{program}: {_first_line(errors.decode(errors='replace'))}")


def _fingerprint() -> str:
    digest = sha256()
    for path in _sources():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Sequence[Path]:
    return sorted(path for path in SCRIPT.iterdir() if path.is_file())


def _move(built: Path, to: Path) -> None:
    try:
        built.rename(to)
    except OSError as problem:
        if to.is_dir():
            raise FileExistsError(to) from problem
        raise


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")
