"""Which cases somebody wants to see, as they say it: by state, partner and age."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.voice.rules.cases import IN_HAND, State

UNCLOSED = frozenset(State) - {State.CLOSED}
_STATES: Mapping[str, frozenset[State]] = {
    **dict.fromkeys(("open", "offen", "offene"), UNCLOSED),
    **dict.fromkeys(("new", "untaken", "neu", "neue"), frozenset({State.OPEN})),
    **dict.fromkeys(("taken", "übernommen", "übernommene"), frozenset({State.TAKEN})),
    **dict.fromkeys(("booked", "vereinbart", "vereinbarte"), frozenset({State.BOOKED})),
    **dict.fromkeys(("asked", "waiting", "gefragt", "wartend"), frozenset({State.ASKED})),
    **dict.fromkeys(("closed", "geschlossen", "geschlossene"), frozenset({State.CLOSED})),
    **dict.fromkeys(("unsolved", "ungelöst", "ungelöste"), IN_HAND),
    **dict.fromkeys(("all", "alle"), frozenset(State)),
}
_MINE = frozenset({"mine", "my", "meine"})
_AGE = re.compile(
    r"(?:older than|älter als|over|über)\s+(\d{1,3})\s+(day|week|tag|woche)(?:s|e|en|n)?\b"
)
_DAYS = {"day": 1, "week": 7, "tag": 1, "woche": 7}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Cases in these states, `older` than that, whose partner's name has these words in it.

    With `mine` it is those that somebody was given or took.
    """

    states: frozenset[State] = UNCLOSED
    older: timedelta | None = None
    partner: str = ""
    mine: bool = False


def read_filter(words: str) -> CaseFilter:
    """Read a filter; what is neither a state nor an age is a partner's name."""
    said, older = words.casefold(), None
    if age := _AGE.search(said):
        older = timedelta(days=int(age[1]) * _DAYS[age[2]])
        said = said.replace(age[0], " ")
    states, rest, mine = frozenset[State](), list[str](), False
    for word in said.split():
        if word in _STATES:
            states |= _STATES[word]
        elif word in _MINE:
            mine = True
        else:
            rest.append(word)
    return CaseFilter(states or UNCLOSED, older, " ".join(rest), mine)
