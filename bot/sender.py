"""In whose name a message is said."""

from dataclasses import dataclass

from bot.harmless import Words


@dataclass(frozen=True, slots=True)
class Sender(Words):
    """Who of the vendor's people says it; `picture` is a public web address, if there is one.

    Where a platform shows another name than theirs, `line` says so above the words. `via` names
    the vendor too.
    """

    name: str
    via: str
    line: str
    picture: str = ""
