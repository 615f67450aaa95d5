"""Which engine runs: by the database, unless the operator says that one process is enough."""

from bot.errors import ConfigurationInvalid
from bot.ports import Engine
from bot.store.sessions import Database
from drumbeat.settings import Settings

NO_WORKER_ON_SQLITE = (
    "a worker shares its database with other processes, and a SQLite file has one owner: "
    "`drumbeat serve` does all the work there. For more processes set DRUMBEAT_DATABASE_URL to "
    "PostgreSQL"
)
NO_WORKER_BESIDE_EMBEDDED = (
    "DRUMBEAT_ENGINE=embedded says that `drumbeat serve` does all the work by itself: take that "
    "away, here and for `drumbeat serve`, and workers share it"
)


def is_distributed(settings: Settings) -> bool:
    """Whether several processes may share the work."""
    return settings.database_url.startswith("postgresql") and settings.engine != "embedded"


def engine_of(settings: Settings, database: Database) -> Engine:
    """Return the engine that these settings ask for."""
    if is_distributed(settings):
        from scheduler.distributed import DistributedEngine  # noqa: PLC0415 - on PostgreSQL only

        return DistributedEngine(database)
    from scheduler.embedded import EmbeddedEngine  # noqa: PLC0415 - the other one

    return EmbeddedEngine()


def refuse_lone_worker(settings: Settings) -> None:
    """Refuse a worker where there is nothing that it could share."""
    if settings.database_url.startswith("sqlite"):
        raise ConfigurationInvalid(NO_WORKER_ON_SQLITE)
    if not is_distributed(settings):
        raise ConfigurationInvalid(NO_WORKER_BESIDE_EMBEDDED)
