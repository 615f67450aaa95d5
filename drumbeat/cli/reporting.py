"""Runs what a command asks for: settings are read, work is done, its report is printed."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from drumbeat.cli.printing import show
from drumbeat.reports.report import Report

if TYPE_CHECKING:
    from drumbeat.settings import Settings


def report(
    work: "Callable[[Settings], Coroutine[Any, Any, Report]]",
    *,
    as_json: bool = False,
    aside: bool = False,
) -> None:
    """Do the work with the operator's settings, and print what it returns.

    What is said `aside` goes to standard error, in words: a program reads the other.
    """
    import asyncio

    from drumbeat.settings import read_settings

    show(asyncio.run(work(read_settings())), as_json=as_json, is_complaint=aside)
