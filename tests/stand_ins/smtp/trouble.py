"""Trouble on demand: the next letters or connections go wrong in a chosen way."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["mail", "rcpt", "data", "message"]


@dataclass
class Refusal:
    """An answer of 4xx or 5xx at one stage, for one address or any."""

    reply: str
    stage: Stage
    address: str
    times: int

    def meets(self, stage: Stage, address: str) -> bool:
        fits = self.address in ("*", address.lower())
        return self.times > 0 and self.stage == stage and fits


@dataclass
class Trouble:
    """The mishaps that wait for their moment."""

    refusals: list[Refusal] = field(default_factory=list)
    drops: list[bool] = field(default_factory=list)  # whether the letter is kept all the same
    slow_greetings: int = 0
    busy: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def refusal(self, stage: Stage, address: str) -> str | None:
        """Return the refusal for an address at a stage, and count it as used."""
        for each in self.refusals:
            if each.meets(stage, address):
                each.times -= 1
                return each.reply
        return None


class TroubleMaker:
    """The part of the mail server by which a test orders trouble."""

    trouble: Trouble

    def refuse(
        self,
        reply: str = "550 5.1.1 No such user",
        address: str = "*",
        *,
        at: Stage = "rcpt",
        times: int = 1,
    ) -> None:
        """Answer with this 4xx or 5xx; the address is the recipient's, or the sender's at mail."""
        self.trouble.refusals.append(Refusal(reply, at, address.lower(), times))

    def drop_after_data(self, times: int = 1, *, accepting: bool = True) -> None:
        """Close the connection instead of answering a message; it is kept, or it is lost."""
        self.trouble.drops += [accepting] * times

    def greet_slowly(self, times: int = 1) -> None:
        """Say nothing to who connects, until `release`."""
        self.trouble.slow_greetings += times

    def be_busy(self, times: int = 1) -> None:
        """Send who connects away: too many connections."""
        self.trouble.busy += times

    def release(self) -> None:
        """Greet everybody who is waiting."""
        self.trouble.released.set()
        self.trouble.released = asyncio.Event()

    def calm(self) -> None:
        """Forget all trouble that has not happened yet."""
        self.trouble.refusals.clear()
        self.trouble.drops.clear()
        self.trouble.slow_greetings = self.trouble.busy = 0
