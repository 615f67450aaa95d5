"""Words of an audience one by one, and those that mean something by themselves."""

import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category, normalize

from bot.beat.rules.audience import To
from bot.name_keys import name_key

MINUS = "\u2212"
AND_ABOVE = "+\u2026"
"""Stands for a plus that ends a word: no name has it, so it is asked about."""
DASHES = "-\u2013\u2212"
_TOKEN = re.compile(r"\w+|[^\w\s]")
QUOTES = '\u201c\u201d\u201e"'
_QUOTED = re.compile(
    r"\u201c([^\u201d]*)\u201d|\u201e([^\u201c\u201d]*)[\u201c\u201d]|\"([^\"]*)\""
)


class Mark(StrEnum):
    """What a word does that names nobody."""

    AND, OR, COMMA, PLUS = "and", "or", "comma", "plus"
    NOT, NOR, EXCEPT, BUT = "not", "nor", "except", "but"
    OUR, WHO, OPEN, CLOSE = "our", "who", "open", "close"
    PARTNERS, IDLE = "partners", "idle"


def folded(text: str) -> str:
    """Return the key of a name without its accents."""
    apart = normalize("NFD", name_key(text))
    return normalize("NFC", "".join(each for each in apart if category(each) != "Mn"))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign, with where it stands; one in quotes is a whole name."""

    key: str
    start: int
    end: int
    quoted: str | None = None


def quoted(text: str) -> str:
    """Put a text in quotes."""
    return f"\u201c{text}\u201d"


def phrase(text: str) -> tuple[str, ...]:
    """Return the keys of a phrase, word by word."""
    return tuple(_TOKEN.findall(folded(text)))


def tokens(text: str) -> list[Token]:
    """Take a text apart; what stands in quotes stays together."""
    text = text.rstrip(".!? \n\t")
    found: list[Token] = []
    at = 0
    for each in _QUOTED.finditer(text):
        found += _plain(text, at, each.start())
        inside = next(group for group in each.groups() if group is not None)
        found.append(Token("", each.start(), each.end(), inside))
        at = each.end()
    return found + _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> list[Token]:
    found = []
    for each in _TOKEN.finditer(text, start, end):
        if _is_minus(text, each.start()):
            # Whoever searches means "not" by it; here it may be a dash too, so it is asked.
            found.append(Token(MINUS, each.start(), each.end()))
            continue
        if _is_and_above(text, each.start()):
            found.append(Token(AND_ABOVE, each.start(), each.end()))
            continue
        # A letter may fold to several words' worth of nothing: then it is no word.
        found += [Token(key, each.start(), each.end()) for key in phrase(each.group())]
    return found


def _is_minus(text: str, at: int) -> bool:
    begins_a_word = at == 0 or text[at - 1].isspace()
    behind = text[at + 1 : at + 2]
    return text[at] in DASHES and begins_a_word and (behind.isalnum() or behind.isspace())


def _is_and_above(text: str, at: int) -> bool:
    """Say whether a plus ends a word, as in "Gold+": which tiers are above nobody told us."""
    ends_a_word = at > 0 and text[at - 1].isalnum() and not text[at + 1 : at + 2].isalnum()
    return text[at] == "+" and ends_a_word


_SAID = {
    Mark.AND: "and, &, together with",
    Mark.OR: "or, /, and/or, or else",
    Mark.COMMA: "\x2c, ;",
    Mark.PLUS: "plus, +, as well as, including, along with",
    Mark.NOT: (
        "not, and not, but not, no, neither, non, aren't, isn't, don't, doesn't, nobody, "
        "aren\u2019t, isn\u2019t, don\u2019t, doesn\u2019t, didn't, didn\u2019t, "
        "never, haven't, haven\u2019t, hasn't, hasn\u2019t, isnt, arent, "
        "outside, outside of"
    ),
    Mark.NOR: "nor, and neither",
    Mark.EXCEPT: (
        "except, except for, excepting, without, without the, excluding, exclude, "
        "other than, apart from, "
        "minus, leaving out, leave out, but no, and without, but without, aside from, "
        "with the exception of"
    ),
    Mark.BUT: "but, all but, everybody but, everyone but",
    Mark.OUR: "our, my",
    Mark.WHO: "who, that, which, whose, who also",
    Mark.OPEN: "(, [",
    Mark.CLOSE: "), ]",
    Mark.PARTNERS: (
        "partners, partner, companies, company, partner companies, partner company, resellers, "
        "at partners, at a partner, channel partners, our partners, partners', partners\u2019, "
        "partner's, partner\u2019s, our partner"
    ),
    Mark.IDLE: (
        "all, every, everybody, everyone, anybody, anyone, people, person, persons, contacts, "
        "contact, folks, the, a, an, of, in, at, from, for, with, are, is, be, being, only, just, "
        "those, them, they, their, work, working, works, based, located, currently, now, have, "
        "has, do, does, did, each, any, both, either, please, to, there, ones, whole, "
        "entire, team, teams, staff, employees, roles, role, and only, but only, job, field, "
        "'s, \u2019s, ', \u2019, -, ., any of, also, sit, live, living, "
        "can, we, people at, but just, :, \u2013, group, members of, send, write, "
        "called, named, being in, level, status, currently in"
    ),
}
_PLACES = {
    To.BOTH: (
        *("as people and in their conversations", "as people and in conversations"),
        *("in their conversations and as people", "in conversations and as people"),
        *("also in their conversations", "both as people and in their conversations"),
    ),
    To.EITHER: (
        *(
            f"{where}{joint} as people"
            for where in ("in their conversations", "in their conversation", "in conversations")
            for joint in (" or else", " else", ", else", ", or else", " otherwise", ", otherwise")
        ),
        *("in conversations or else as people", "in their conversations or as people"),
        *("in their conversation where they have one else as people",),
        *("in their conversations where they have one else as people",),
    ),
    To.CONVERSATIONS: (
        *("in their conversations", "in conversations", "in their conversation"),
        *("in shared conversations", "in their shared conversations", "in the conversations"),
        *("only in their conversations", "only in conversations"),
        *("in the shared conversations", "in our shared conversations", "conversations"),
    ),
    To.PEOPLE: ("as people", "one by one", "personally", "in person", "in private"),
}


def _listed(said: str) -> list[str]:
    return [each if each != "" else "," for each in said.split(", ")]


MARKS = {phrase(each): mark for mark, said in _SAID.items() for each in _listed(said)}
PLACES = {phrase(each): to for to, said in _PLACES.items() for each in said}
PEOPLE = frozenset({"people", "persons", "contacts", "folks", "ones", "them", "those"})
EVERYBODY = frozenset({"all", "any", "every", "everybody", "everyone", "anybody", "anyone"})
"""After one of these "but" leaves somebody out."""
WORDS = frozenset(word for key in (*MARKS, *PLACES) for word in key)
"""Every word of these: a name with one of them is put in quotes when it is printed."""


def said_place(text: str) -> To | None:
    """Return where these words say that partners are spoken to; None where they do not say it."""
    keys = tuple(token.key for token in tokens(text))
    for length in sorted({len(key) for key in PLACES}, reverse=True):
        for at in range(len(keys) - length + 1):
            if found := PLACES.get(keys[at : at + length]):
                return found
    return None
