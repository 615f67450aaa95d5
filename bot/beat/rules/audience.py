"""Rules that choose recipients: by facts, where an empty set means any, or by name."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.beat.rules.conditions import (
    AT_PARTNERS,
    OUR_OWN,
    All,
    AnyOf,
    Condition,
    Known,
    any_of,
    facts_in,
    holds,
    may_hold,
    simplified,
    unwritten,
    written,
)
from bot.errors import AudienceUnreadable
from bot.language import nearest
from bot.name_keys import name_key
from bot.principal import Permission, Role


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
    """What an audience may ask about a partner; vendor people have none.

    `more` are the keys of what other dimensions say, and only of those that were asked for.
    """

    partner: str | None = None
    tier: str | None = None
    region: str | None = None
    stage: str | None = None
    country: str | None = None
    language: str | None = None
    more: Known = field(default_factory=dict)

    def known(self) -> Known:
        """Return what is known of a partner, whoever works there."""
        return {"side": (AT_PARTNERS.value,), **self._of_partner(), **self.more}

    def _of_partner(self) -> dict[str, Collection[str]]:
        names = {
            "partner": self.partner,
            "tier": self.tier,
            "region": self.region,
            "stage": self.stage,
            "country": self.country,
        }
        read = [name_key(tag) for tag in nearest(self.language or "")]
        keys = {name: (name_key(value),) for name, value in names.items() if value}
        return {**dict.fromkeys(names, ()), **keys, "language": read}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader(PartnerFacts):
    """What an audience may ask about a contact; country and language are their own if known."""

    role: Role
    is_vendor: bool
    permission: Permission = Permission.PARTNER
    agreed: bool = False

    def known(self) -> Known:
        """Return what is known of this contact."""
        own = {
            "side": (OUR_OWN.value if self.is_vendor else AT_PARTNERS.value,),
            "role": (self.role.value,),
            "permission": (self.permission.value,),
            "consent": ("given",) if self.agreed else (),
        }
        return {**self._of_partner(), **own, **self.more}


@dataclass(frozen=True, slots=True)
class Audience:
    """Contacts by role and by their partner's facts; `vendor` adds the vendor's own people.

    Names are compared by their keys. Where a condition says `who`, it alone decides, and
    of whom the `words` speak is known once they were read.
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
    who: Condition | None = None
    words: str = ""

    def includes(self, reader: Reader) -> bool:
        """Say whether this contact is meant."""
        if self.who is not None:
            return holds(self.who, reader.known())
        self._refuse_unread()
        if self.roles and reader.role not in self.roles:
            return False
        if reader.is_vendor:
            return self.vendor
        return self._has(reader)

    def chooses(self, partner: PartnerFacts) -> bool:
        """Say whether this partner is meant, whoever works there."""
        if self.who is not None:
            return may_hold(self.who, partner.known())
        self._refuse_unread()
        return self._has(partner)

    def asks_for(self) -> frozenset[str]:
        """Return the dimensions of which something must be known to decide."""
        return frozenset(fact.dimension for fact in facts_in(self.condition()))

    def condition(self) -> Condition:
        """Return whom this means as one condition."""
        if self.who is not None:
            return self.who
        self._refuse_unread()
        wanted = [
            any_of(name, values)
            for name, values in (
                ("partner", self.partners),
                ("tier", self.tiers),
                ("region", self.regions),
                ("stage", self.stages),
            )
            if values
        ]
        roles = [any_of("role", self.roles)] if self.roles else []
        theirs = All((*(wanted or [AT_PARTNERS]), *roles))
        both = AnyOf((theirs, All((OUR_OWN, *roles))))
        return simplified(both if self.vendor else theirs)

    def _has(self, partner: PartnerFacts) -> bool:
        return all(
            not wanted or fact in wanted or _is_named(fact, wanted)
            for wanted, fact in (
                (self.partners, partner.partner),
                (self.tiers, partner.tier),
                (self.regions, partner.region),
                (self.stages, partner.stage),
            )
        )

    def _refuse_unread(self) -> None:
        if self.words:
            raise AudienceUnreadable(f"\u201c{self.words}\u201d was not read yet")


def _is_named(fact: str | None, wanted: Collection[str]) -> bool:
    return fact is not None and name_key(fact) in {name_key(each) for each in wanted}


@dataclass(frozen=True, slots=True)
class Named:
    """These contacts and conversations, by our own ids, and nobody else."""

    contacts: frozenset[str] = frozenset()
    conversations: frozenset[str] = frozenset()


NAMED = '{"Named"'
"""How a rule begins that names those it is for."""


def freeze(rule: Audience | Named) -> str:
    """Write a rule down as it is now; `thaw` reads it back.

    One with a condition has a name of its own: a program that knows of none must not read it as
    a rule without any, and write to everybody.
    """
    import msgspec  # noqa: PLC0415 - content is read without it

    value: dict[str, object] = {type(rule).__name__: rule}
    if isinstance(rule, Audience):
        if rule.words and rule.who is None:
            raise AudienceUnreadable(f"\u201c{rule.words}\u201d was not read yet")
        fields = msgspec.to_builtins(replace(rule, who=None), order="deterministic")
        del fields["who"], fields["words"]
        value = {"Audience": fields}
        if rule.who is not None:
            value = {"Chosen": {**fields, "who": written(rule.who), "words": rule.words}}
    return msgspec.json.encode(value, order="deterministic").decode()


def thaw(text: str) -> Audience | Named:
    """Read a rule that `freeze` wrote; anything else is `ValueError`."""
    import msgspec  # noqa: PLC0415 - content is read without it

    read = msgspec.json.decode(text)
    if "Named" in read:
        return msgspec.convert(read["Named"], Named)
    if "Chosen" in read:
        fields = dict(read["Chosen"])
        who, words = unwritten(fields.pop("who")), fields.pop("words", "")
        return replace(_audience(fields), who=who, words=words)
    return _audience(read["Audience"])


def _audience(fields: dict[str, Any]) -> Audience:
    import msgspec  # noqa: PLC0415 - likewise

    def names(field: str) -> frozenset[str]:
        return msgspec.convert(fields.get(field, ()), frozenset[str])

    return Audience(
        roles=msgspec.convert(fields.get("roles", ()), frozenset[Role]),
        partners=names("partners"),
        tiers=names("tiers"),
        regions=names("regions"),
        stages=names("stages"),
        vendor=msgspec.convert(fields.get("vendor", False), bool),
        to=msgspec.convert(fields.get("to", To.PEOPLE), To),
        consent=msgspec.convert(fields.get("consent", False), bool),
    )
