"""The scripts that draw as Slack and Teams do: built beside the demo, where Node is there."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import structlog

SCRIPT = Path(__file__).with_name("script")
SECONDS = 300.0
"""How long all of a build may take; packages come from far away."""
ENTRIES = ("slack", "teams")
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
BUILD = ("--bundle", "--minify", "--format=iife", "--log-level=error", "--outdir=built")

log = structlog.get_logger(__name__)


class State(StrEnum):
    """What has become of the scripts; only those that are ready can be used."""

    READY = "ready"
    BUILDING = "building"
    NO_NODE = "no node"
    NOT_WANTED = "not wanted"
    FAILED = "failed"


class BuildFailed(Exception):
    """One of the build's steps did not end well."""


class Bundle:
    """Builds the scripts once into a folder, and finds them there the next time.

    Without a folder nothing is built. `path` is where programs are looked for, in the form
    of the environment's PATH.
    """

    def __init__(self, folder: Path | None, path: str | None = None) -> None:
        self._path = path
        self.version = _fingerprint()
        self._folder = folder or Path()
        self._built = self._folder / self.version
        self.state = self._begin() if folder else State.NOT_WANTED

    def read(self, name: str) -> bytes | None:
        """Return a built file."""
        known = {f"{entry}{suffix}" for entry in ENTRIES for suffix in (".js", ".css")}
        file = self._built / name
        if self.state is not State.READY or name not in known or not file.is_file():
            return None
        return file.read_bytes()

    async def build(self) -> None:
        """Build what is not there yet; a failure is one line in the log, and no exception."""
        if self.state is not State.BUILDING:
            return
        log.info("previews_building")
        try:
            async with asyncio.timeout(SECONDS):
                await self._build()
        except (BuildFailed, OSError, TimeoutError) as problem:
            self.state = State.FAILED
            log.warning("previews_not_built", reason=str(problem) or type(problem).__name__)
        else:
            self.state = State.READY
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

    def _begin(self) -> State:
        if self._built.is_dir():
            return State.READY
        is_there = all(shutil.which(name, path=self._path) for name in ("node", "npm"))
        return State.BUILDING if is_there else State.NO_NODE

    def _workplace(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix="building-", dir=self._folder))
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
