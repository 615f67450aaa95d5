"""The demo: a sample programme in a folder of its own, and a clock that can be moved."""

import asyncio
import secrets
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

from bot.beat.store.counts import is_empty
from bot.clock import MovableClock
from bot.errors import ConfigurationInvalid
from bot.store import migrate, revision
from bot.store.programme import keep_demo_clock, read_demo_clock
from bot.store.sessions import Database, async_url
from drumbeat.demo.chat.previews.bundle import PREVIEWS
from drumbeat.demo.own_content import refuse_unfit
from drumbeat.demo.room import open_demo_room
from drumbeat.demo.sample import fill
from drumbeat.env_file import quoted, write_env
from drumbeat.serve import run_server
from drumbeat.settings import SAMPLE_CONTENT, Settings, read_settings

VENDOR = "Cirrus Channel Cloud"
IMPRINT = r"Cirrus Channel Cloud GmbH\nHafenstraße 1, 20457 Hamburg, Germany\nHRB 12345, Hamburg"
KEY_FILE = "secret.key"
DATABASE = "drumbeat.db"
SETTINGS = """\
# Written at every start of the demo, so that `drumbeat ask`, `sends`, `preview` and the other
# commands find its database when they are started in this folder.
DRUMBEAT_VENDOR={vendor}
DRUMBEAT_SECRET_KEY={secret_key}
DRUMBEAT_DATABASE_URL=sqlite:///{database}
DRUMBEAT_CONTENT={content}
DRUMBEAT_MAIL_IMPRINT={imprint}
"""
MORNING = time(7, 30, tzinfo=UTC)


def run_demo(
    folder: Path,
    port: int,
    today: date | None,
    *,
    content: Path | None = None,
    fresh: bool,
    tell: Callable[[str], None],
) -> None:
    """Make the demo's database if there is none, and serve it until stopped.

    `content` is an operator's own folder, which its people read in the place of the sample's.
    """
    if content is not None:
        refuse_unfit(content)
    shown = content.resolve() if content is not None else SAMPLE_CONTENT
    if fresh and folder.exists():
        _throw_away(folder)
    folder.mkdir(parents=True, exist_ok=True)
    secret_key = _secret_key(folder)  # first, for by it we know our own folder again
    write_env(folder / ".env", _settings_file(secret_key, shown))
    url = async_url(f"sqlite:///{folder / DATABASE}")
    migrate.upgrade(url)
    settings = read_settings(
        vendor=VENDOR,
        secret_key=secret_key,
        database_url=url,
        content=shown,
        port=port,
        demo_previews=PREVIEWS,
        public_url=f"http://127.0.0.1:{port}",
        mail_imprint=IMPRINT,
    )
    asyncio.run(_serve(settings, today, tell))


def _settings_file(secret_key: str, content: Path) -> str:
    return SETTINGS.format(
        vendor=quoted(VENDOR),
        secret_key=secret_key,
        database=DATABASE,
        content=quoted(str(content)),
        imprint=quoted(IMPRINT),
    )


def _throw_away(folder: Path) -> None:
    """Remove what an earlier demo left; any other folder is refused."""
    if not (folder / KEY_FILE).is_file() and any(folder.iterdir()):
        raise ConfigurationInvalid(f"{folder} holds no demo, so --fresh leaves it alone")
    shutil.rmtree(folder)


async def _serve(settings: Settings, today: date | None, tell: Callable[[str], None]) -> None:
    clock = MovableClock(await _begin_at(settings.database_url, today, tell))
    await run_server(settings, clock, partial(open_demo_room, clock=clock), tell=tell)


async def fill_sample(url: str, today: date) -> None:
    """Write the sample programme into a database that is set up and empty."""
    database = Database(url)
    try:
        async with database.read() as session:
            await revision.ensure_current(session)
            if not await is_empty(session):
                raise ConfigurationInvalid(
                    "there are people in this database already: "
                    "the sample programme only goes into an empty one"
                )
        await fill(database, today=today)
    finally:
        await database.close()


async def _begin_at(url: str, today: date | None, tell: Callable[[str], None]) -> datetime:
    """Return the business time to begin with; a new database is filled for `today`."""
    database = Database(url)
    try:
        async with database.read() as session:
            kept = await read_demo_clock(session)
        if kept is None:
            day = today or datetime.now(UTC).date()
            tell("Making up the sample programme, once: this takes a few seconds ...")
            await fill(database, today=day)
            kept = datetime.combine(day, MORNING)
            async with database.begin() as session:
                await keep_demo_clock(session, kept)
        elif today is not None and kept.date() != today:
            raise ConfigurationInvalid(
                f"this demo has come to {kept:%Y-%m-%d}: add --fresh to begin anew on {today}"
            )
        else:
            tell(
                f"Taking the demo up where it was left, at {kept:%H:%M} UTC on {kept:%A} "
                f"{kept.day} {kept:%B %Y}; --fresh throws it away and begins anew."
            )
        return kept
    finally:
        await database.close()


def _secret_key(folder: Path) -> str:
    path = folder / KEY_FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
