"""Rules that choose recipients: by facts, where an empty set means any, or by name."""

from dataclasses import dataclass
from enum import StrEnum

from bot.principal import Role


class Way(StrEnum):
    """How the people of a chosen partner hear of something."""

    THEMSELVES = "themselves"
    IN_CONVERSATION = "in conversation"
    NOT_AT_ALL = "not at all"


class To(StrEnum):
    """Where a chosen partner is spoken to: its people by the ladder, or what it shares with us.

    With `either` each partner is spoken to once: in its conversation where it has one, else
    its people. With `both` the conversation is added to the people.
    """

    PEOPLE = "people"
    CONVERSATIONS = "conversations"
    EITHER = "either"
    BOTH = "both"

    @property
    def has_conversations(self) -> bool:
        """Whether several may read the same message."""
        return self is not To.PEOPLE

    def people_of(self, *, has_conversation: bool) -> Way:
        """Say how the people of a partner are reached that has a conversation, or none."""
        if self in {To.PEOPLE, To.BOTH}:
            return Way.THEMSELVES
        if has_conversation:
            return Way.IN_CONVERSATION
        return Way.THEMSELVES if self is To.EITHER else Way.NOT_AT_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFacts:
    """What an audience may ask about a partner; vendor people have none."""

    partner: str | None = None
    tier: str | None = None
    region: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader(PartnerFacts):
    """What an audience may ask about a contact."""

    role: Role
    is_vendor: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Contacts by role and by their partner's facts; `vendor` adds the vendor's own people.

    `to` says where the partners are spoken to; the vendor's own people always by the ladder.
    With `consent` those of them are reached of whom we can show that they agreed. The others
    stay meant, so that each is seen to be missed.
    """

    roles: frozenset[Role] = frozenset()
    partners: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    vendor: bool = False
    to: To = To.PEOPLE
    consent: bool = False

    def includes(self, reader: Reader) -> bool:
        """Say whether this contact is meant."""
        if self.roles and reader.role not in self.roles:
            return False
        if reader.is_vendor:
            return self.vendor
        return self.chooses(reader)

    def chooses(self, partner: PartnerFacts) -> bool:
        """Say whether this partner is meant, whoever works there."""
        return all(
            not wanted or fact in wanted
            for wanted, fact in (
                (self.partners, partner.partner),
                (self.tiers, partner.tier),
                (self.regions, partner.region),
                (self.stages, partner.stage),
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
