"""A small starting set in a folder of its own: settings, a database, something to say."""

import secrets
from datetime import date, timedelta
from pathlib import Path

from bot.errors import ConfigurationInvalid
from bot.store import migrate
from bot.store.sessions import async_url
from content.library import STARTING
from drumbeat.env_file import quoted, write_env

WEEKS_TO_WRITE = 4
"""How long nothing goes out by itself: time to write, and to bring people in."""
FIRST_SLOT = "FIRST-TUESDAY"
TUESDAY = 1
DATABASE = "drumbeat.db"
SETTINGS = """\
# What this Drumbeat is run with. It is read from the folder that `drumbeat` is started in.
# .env.example, beside the program's README, explains every setting there is.

# Your company's name, as partners read it.
DRUMBEAT_VENDOR={vendor}

# What tokens are encrypted with at rest, and links and cookies signed. Made for you alone:
# keep a copy, for the database opens only with it, and keep it out of any repository.
DRUMBEAT_SECRET_KEY={secret_key}

# One file for one process; postgresql://user:password@host/drumbeat for more.
DRUMBEAT_DATABASE_URL=sqlite:///{database}

# What you say: newsletters, editions, surveys.
DRUMBEAT_CONTENT=content

# The reporting currency, the zone in which a day ends, and the fiscal year's first month.
DRUMBEAT_CURRENCY=USD
DRUMBEAT_ZONE=UTC
DRUMBEAT_FISCAL_YEAR_START_MONTH=1

# Nobody is reached before one of these doors is open; .env.example says how.
# DRUMBEAT_SLACK_BOT_TOKEN=
# DRUMBEAT_SLACK_APP_TOKEN=
# DRUMBEAT_SLACK_SIGNING_SECRET=
# DRUMBEAT_TEAMS_APP_ID=
# DRUMBEAT_TEAMS_APP_PASSWORD=
# DRUMBEAT_TEAMS_TENANT_ID=
# DRUMBEAT_SMTP_URL=
# DRUMBEAT_MAIL_FROM=
# DRUMBEAT_MAIL_IMPRINT=Our Company Ltd\\n1 Our Street, Our Town, Our Country
# DRUMBEAT_PUBLIC_URL=
"""
IGNORED = (
    f"# Never in a repository: the secret key, and everything about people.\n.env\n{DATABASE}*\n"
)


def lay_starting_set(folder: Path, vendor: str, today: date) -> date:
    """Lay everything and return the first slot's day; a folder with anything in it is refused."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationInvalid(f"{folder} is not empty, so nothing was laid there")
    if not vendor.strip() or not vendor.isprintable():
        raise ConfigurationInvalid("--vendor: write your company's name")
    first = _first_tuesday(today)
    folder.mkdir(parents=True, exist_ok=True)
    write_env(folder / ".env", _settings(vendor.strip()))
    (folder / ".gitignore").write_text(IGNORED)
    for path in sorted(STARTING.rglob("*")):
        if path.is_file():
            laid = folder / "content" / path.relative_to(STARTING)
            laid.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8").replace(FIRST_SLOT, first.isoformat())
            laid.write_text(text, encoding="utf-8")
    migrate.upgrade(async_url(f"sqlite:///{folder / DATABASE}"))
    return first


def _settings(vendor: str) -> str:
    secret_key = secrets.token_urlsafe(48)
    return SETTINGS.format(vendor=quoted(vendor), secret_key=secret_key, database=DATABASE)


def _first_tuesday(today: date) -> date:
    earliest = today + timedelta(weeks=WEEKS_TO_WRITE)
    return earliest + timedelta(days=(TUESDAY - earliest.weekday()) % 7)
