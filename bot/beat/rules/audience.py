"""Rules that choose recipients: by facts, where an empty set means any, or by name."""

from dataclasses import dataclass

from bot.principal import Role


@dataclass(frozen=True, slots=True)
class Reader:
    """What an audience may ask about a contact; vendor people have no partner facts."""

    role: Role
    is_vendor: bool
    partner: str | None = None
    tier: str | None = None
    region: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Contacts by role and by their partner's facts; `vendor` adds the vendor's own people."""

    roles: frozenset[Role] = frozenset()
    partners: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    vendor: bool = False

    def includes(self, reader: Reader) -> bool:
        """Say whether this contact is meant."""
        if self.roles and reader.role not in self.roles:
            return False
        if reader.is_vendor:
            return self.vendor
        return all(
            not wanted or fact in wanted
            for wanted, fact in (
                (self.partners, reader.partner),
                (self.tiers, reader.tier),
                (self.regions, reader.region),
                (self.stages, reader.stage),
            )
        )


@dataclass(frozen=True, slots=True)
class Named:
    """These contacts and conversations, by our own ids, and nobody else."""

    contacts: frozenset[str] = frozenset()
    conversations: frozenset[str] = frozenset()


def freeze(rule: Audience | Named) -> str:
    """Write a rule down as it is now; `thaw` reads it back."""
    import msgspec  # noqa: PLC0415 - content is read without it

    return msgspec.json.encode({type(rule).__name__: rule}, order="deterministic").decode()


def thaw(text: str) -> Audience | Named:
    """Read a rule that `freeze` wrote; anything else is `ValueError`."""
    import msgspec  # noqa: PLC0415 - content is read without it

    written = msgspec.json.decode(text)
    if "Named" in written:
        return msgspec.convert(written["Named"], Named)
    return msgspec.convert(written["Audience"], Audience)
