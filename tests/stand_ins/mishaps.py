"""Mishaps: the next calls of a stand-in go wrong in a chosen way."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Where = Callable[[dict[str, Any]], bool]


@dataclass
class Mishap:
    """One way a call goes wrong, and how many calls it still meets."""

    kind: str
    method: str
    times: int
    error: str = ""
    status: int = 200
    retry_after: int | None = 1
    after_accepting: bool = False
    where: Where | None = None

    def meets(self, method: str, args: dict[str, Any]) -> bool:
        if self.times < 1 or self.method not in (method, "*"):
            return False
        return self.where is None or self.where(args)


@dataclass
class Trouble:
    """The mishaps waiting for their calls; a method of "*" means any."""

    waiting: list[Mishap] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, mishap: Mishap) -> None:
        self.waiting.append(mishap)

    def next_for(self, method: str, args: dict[str, Any]) -> Mishap | None:
        for mishap in self.waiting:
            if mishap.meets(method, args):
                mishap.times -= 1
                return mishap
        return None
