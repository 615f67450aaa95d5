"""What `/readyz` is made of: named checks, each of one thing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; without what `matters` this process can serve nobody."""

    name: str
    said: str
    is_well: bool = True
    matters: bool = True
    facts: Mapping[str, object] = field(default_factory=dict)
    """What else a machine may be told of it, in figures."""


Look = Callable[[], Awaitable[Check]]
"""Looks at one thing for `/readyz`; quick, and never raises."""
