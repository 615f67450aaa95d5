"""What an audience may ask about: each dimension, how it is said, and whose people have it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.beat.rules.conditions import (
    AT_PARTNERS,
    OUR_OWN,
    All,
    AnyOf,
    Condition,
    Fact,
    Not,
    simplified,
    values_of,
)
from bot.language import country_name, language_name
from bot.people.rules.ladder import CALLED
from bot.principal import Permission, Role
from bot.rights import Right

SIDE, TIER, REGION, STAGE, PARTNER = "side", "tier", "region", "stage", "partner"
COUNTRY, LANGUAGE, ROLE, PERMISSION = "country", "language", "role", "permission"
SPONSOR, PLATFORM, CONSENT = "sponsor", "platform", "consent"
AGREED = Fact(CONSENT, "given")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing that an audience may ask about somebody, and how a sentence says it.

    `said` is how a sentence has it, `denied` how it denies it; `{}` are the values, each as
    `shown` shows it. Where a name alone might mean something else, its `kind` stands before it.
    `others` are what else people call a fixed value. Somebody may have several values where it
    is not `exclusive`. `of` is whose people have it: the partner's, the vendor's, or both ("").
    `bare` says whether a value may stand without a word of `asked_by` before or behind it.
    An audience that asks for it has at least so many people, or is refused: `least`. Where it
    tells who said what, only who has the `right` to read that chooses by it, or sees who is met.
    """

    name: str
    said: str
    denied: str
    kind: str = ""
    of: str = ""
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclusive: bool = True
    bare: bool = True
    asked_by: tuple[str, ...] = ()
    shown: Callable[[str], str] = str
    least: int = 0
    right: Right | None = None


def _permission(value: str) -> tuple[str, ...]:
    return (f"{value}s", f"permission {value}", f"the permission {value}")


_ROLES: Mapping[str, tuple[str, ...]] = {
    Role.SALES: ("sellers", "salespeople", "sales team", "sales teams", "sales reps"),
    Role.TECHNICAL: ("technicians", "techs", "tech", "technical team", "technical teams"),
    Role.MARKETING: ("marketers", "marketing team", "marketing teams"),
    Role.DEVELOPMENT: ("developers", "devs", "dev", "developer", "development team"),
    Role.EXECUTIVE: ("executives", "execs", "exec", "leadership"),
}
CORE = (
    Dimension(
        SIDE,
        "{}",
        "not {}",
        others={
            "vendor": (
                *("our people", "our own people", "our own", "our side", "our staff"),
                *("our colleagues", "colleagues", "our team", "the vendor", "vendor", "internal"),
                *("vendor's people", "the vendor's people", "vendor people", "ourselves"),
            ),
        },
        shown={"partner": "at partners", "vendor": "of our own people"}.__getitem__,
    ),
    Dimension(TIER, "at {} partners", "not at {} partners", "tier", "partner"),
    Dimension(REGION, "in {}", "not in {}", "region", "partner"),
    Dimension(STAGE, "in stage {}", "not in stage {}", "stage", "partner"),
    Dimension(PARTNER, "at {}", "not at {}", "partner", "partner"),
    Dimension(COUNTRY, "in {}", "not in {}", "country", shown=country_name),
    Dimension(
        LANGUAGE,
        "who read {}",
        "who do not read {}",
        "language",
        bare=False,
        asked_by=(
            *("read", "reads", "reading", "speak", "speaks", "speaking", "speakers", "readers"),
            *("write", "language", "languages"),
        ),
        shown=language_name,
    ),
    Dimension(ROLE, "in {} roles", "not in {} roles", "role", others=_ROLES),
    Dimension(
        PERMISSION,
        "with the permission {}",
        "without the permission {}",
        "permission",
        of="vendor",
        others={
            Permission.ADMINISTRATOR: (*_permission("administrator"), "admins", "admin"),
            Permission.MANAGER: (
                *_permission("manager"),
                *("partner managers", "partner manager", "channel managers"),
            ),
            Permission.MEMBER: _permission("member"),
        },
    ),
    Dimension(
        SPONSOR,
        "who are {}",
        "who are not {}",
        others={
            "partner": ("sponsor", "executive sponsors", "partner sponsors", "sponsors"),
            "vendor": ("our sponsors", "our executive sponsors", "vendor sponsors"),
        },
        shown={"partner": "sponsors", "vendor": "our sponsors"}.__getitem__,
    ),
    Dimension(
        PLATFORM,
        "reached on {}",
        "not reached on {}",
        "platform",
        others=CALLED,
        bare=False,
        asked_by=(
            *(
                "on",
                "via",
                "by",
                "over",
                "through",
                "using",
                "use",
                "uses",
                "reached",
                "reach",
                "users",
            ),
        ),
        shown=str.capitalize,
    ),
    Dimension(
        CONSENT,
        "who {} to be written to",
        "who never {} to be written to",
        others={
            "given": (
                *("agreed to be written to", "agree to be written to", "agreed to mail"),
                *("agreed to be mailed", "agreed to email", "agreed to get mail", "agreed"),
                *("agreed to receive mail", "agree", "consented", "consent", "opted in"),
                *("gave consent", "gave their consent", "given consent", "have consented"),
            )
        },
        shown=lambda _value: "agreed",
    ),
)


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Every dimension there is, by name: ours, and those that higher subjects bring."""

    by_name: Mapping[str, Dimension]

    def of(self, name: str) -> Dimension:
        """Return one; what nobody brings (any more) is `KeyError`."""
        return self.by_name[name]

    def side_of(self, condition: Condition) -> str:
        """Return whose people alone may meet this: partner, vendor, or "" for both."""
        match condition:
            case Fact(dimension, value):
                if dimension in {SIDE, SPONSOR}:
                    return value
                return self.by_name[dimension].of
            case All(of):
                return next((side for each in of if (side := self.side_of(each))), "")
            case AnyOf(of):
                sides = {self.side_of(each) for each in of}
                return sides.pop() if len(sides) == 1 else ""
            case Not():
                return ""

    def bounded(self, condition: Condition) -> Condition:
        """Say of whom a condition is that leaves open whose people are meant: the partners'.

        Our own people are meant only where they are named.
        """
        plain = simplified(condition)
        while (sided := simplified(_sided(plain))) != plain:
            plain = sided
        return simplified(self._bounded(plain))

    def _bounded(self, condition: Condition) -> Condition:
        if isinstance(condition, AnyOf) and (
            values_of(condition) is None or self._splits(condition)
        ):
            return AnyOf(tuple(self._bounded(each) for each in condition.of))
        if self.side_of(condition):
            return self._without_idle_side(condition)
        if isinstance(condition, All):
            split = [self._splits(each) for each in condition.of]
            if any(split):
                pairs = zip(condition.of, split, strict=True)
                return All(tuple(self._bounded(c) if s else c for c, s in pairs))
            return All((AT_PARTNERS, *condition.of))
        return All((AT_PARTNERS, condition))

    def _splits(self, condition: Condition) -> bool:
        """Say whether some of these are our own people and some are not."""
        return isinstance(condition, AnyOf) and any(map(self.side_of, condition.of))

    def _without_idle_side(self, condition: Condition) -> Condition:
        """Leave out that somebody is at a partner where something else says so."""
        if not isinstance(condition, All):
            return condition
        others = tuple(each for each in condition.of if each not in {AT_PARTNERS, OUR_OWN})
        sides = {self.side_of(each) for each in others} - {""}
        idle = [one for one in (AT_PARTNERS, OUR_OWN) if one.value in sides]
        return All(tuple(each for each in condition.of if each not in idle))


def _sided(condition: Condition) -> Condition:
    """Who is not at a partner is one of our own people, and the other way round."""
    match condition:
        case Not(one):
            return _OTHER_SIDES.get(one) or Not(_sided(one))
        case All(of):
            return All(tuple(map(_sided, of)))
        case AnyOf(of):
            return AnyOf(tuple(map(_sided, of)))
        case Fact():
            return condition


_OTHER_SIDES: Mapping[Condition, Condition] = {
    AT_PARTNERS: OUR_OWN,
    OUR_OWN: AT_PARTNERS,
    AnyOf((AT_PARTNERS, OUR_OWN)): All((AT_PARTNERS, OUR_OWN)),
}
"""What is left of all people where these are not meant; beside both sides is nobody."""


def with_brought(brought: Iterable[Dimension] = ()) -> Dimensions:
    """Return ours together with these."""
    return Dimensions({each.name: each for each in (*CORE, *brought)})
