"""How we log: one event a line on standard output, JSON where no person reads along."""

import logging
import sys

import structlog

from bot.errors import DatabaseTrouble


def told_already(
    _logger: object, _method: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Drop what only says that the database is in trouble: that is told once a bout.

    `bot/store/bouts.py` names the cause when it begins and when it is over; a trace for each
    request in between would bury it.
    """
    problem = line.get("exc_info")
    if problem is True:
        problem = sys.exc_info()
    if isinstance(problem, tuple):
        problem = problem[1]
    if isinstance(problem, DatabaseTrouble):
        raise structlog.DropEvent
    return line


def set_up_logging(*, json_lines: bool | None = None, only_trouble: bool = False) -> None:
    """Configure structlog and let other libraries' warnings flow through it.

    `only_trouble` is for commands that print an answer: warnings, on standard error.
    """
    out = sys.stderr if only_trouble else sys.stdout
    as_json = not out.isatty() if json_lines is None else json_lines
    shared: list[structlog.typing.Processor] = [
        told_already,
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        # Plain tracebacks in both: the richer kinds print local variables, and with them
        # tokens and answers.
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if only_trouble else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
