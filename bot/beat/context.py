"""What the beat's use cases are given beside the ports that all share."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.beat.ports import (
    NO_SHELVES,
    UNFORESEEN,
    UNPROVED,
    UNSIMULATED,
    Cadences,
    Desk,
    Foresees,
    Proofs,
    Shelves,
    Simulates,
)
from bot.beat.rules.approving import ANYTHING_GOES, Policy
from bot.beat.rules.manners import NO_MANNERS, Manners
from bot.beat.rules.texts import WrittenText
from bot.beat.store.choosing import NOTHING_BROUGHT, Choosing
from bot.context import Context
from bot.message import Message
from bot.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatContext(Context):
    """The shared ports, what was promised when, where texts are written, and for whom.

    `choosing` knows what audiences may ask for, `proofs` what platforms make of a text, and
    `policy` what is asked before something goes out. `manners` say when nobody is disturbed,
    `shelves` which text fills which slot, `simulated` how full weeks become, and `foreseen` whom
    something would reach. `lasts` says how long it takes until so many messages have left each
    of these lanes.
    """

    cadences: Cadences
    desk: Desk
    edition: Callable[[WrittenText, Principal], Awaitable[Message]]
    choosing: Choosing = NOTHING_BROUGHT
    shelves: Shelves = NO_SHELVES
    policy: Policy = ANYTHING_GOES
    proofs: Proofs = UNPROVED
    simulated: Simulates = UNSIMULATED
    foreseen: Foresees = UNFORESEEN
    manners: Callable[[], Manners] = lambda: NO_MANNERS
    lasts: Callable[[Mapping[str, int]], timedelta] = lambda _lanes: timedelta(0)
