"""Which partner is meant: ids are looked for among ids and names among names, never mixed."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.imports.rules.writings import Ambiguous, Writings


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """A partner as it stands."""

    our_id: str
    name: str
    source_id: str | None = None
    zone: str | None = None
    country: str | None = None

    @property
    def id(self) -> str:
        """What it is known by to the vendor: the id of their own system, else ours."""
        return self.source_id or self.our_id


class Partners:
    """The partners there are, in two lists, by id and by name; `ours` has them by our ids."""

    def __init__(self, known: Collection[KnownPartner] = ()) -> None:
        self._ids = Writings((each.id, each) for each in known)
        self._names = Writings((each.name, each) for each in known)
        self.ours = {each.our_id: each for each in known}

    def with_id(self, words: str) -> KnownPartner | None:
        """Return the partner with this id."""
        return self._ids.find(words)

    def with_name(self, words: str) -> KnownPartner | None:
        """Return the partner with this name."""
        return self._names.find(words)

    def meant(self, words: str) -> KnownPartner | None:
        """Return the partner with this id or name; `Ambiguous` where these are two partners."""
        by_id, by_name = self.with_id(words), self.with_name(words)
        if by_id is not None and by_name is not None and by_id != by_name:
            raise Ambiguous(
                f"this is the id of {by_id.name} and the name of {by_name.name} "
                f"(id {by_name.id}): say which one is meant in a column partner_id or "
                "partner_name, or with --map"
            )
        return by_id or by_name
