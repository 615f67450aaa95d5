"""The world of the sample programme: who takes part and what is sold."""

from dataclasses import dataclass

VENDOR = "Cirrus Channel Cloud"
VENDOR_SLUG = "cirrus"
VENDOR_DOMAIN = "cirrus.example"
MONTHS = 36


@dataclass(frozen=True, slots=True)
class Stand:
    """A partner's tier and stage from so many months ago on."""

    months_ago: int
    tier: str
    stage: str


@dataclass(frozen=True, slots=True)
class PartnerPlan:
    """A partner as it will be made up.

    `mood` shifts its people's scores, `loss` is how many of a thousand customers leave a
    month; `history` is oldest first and ends with how things are today.
    """

    slug: str
    name: str
    region: str
    zones: tuple[str, ...]
    tongue: str
    contacts: int
    customers: int
    mood: int
    loss: int
    history: tuple[Stand, ...]
    country: str | None = None
    german: tuple[int, ...] = ()
    """The numbers of its contacts who read German."""

    @property
    def domain(self) -> str:
        return f"{self.slug}.example"


@dataclass(frozen=True, slots=True)
class ProductPlan:
    """A product; `price` is a small customer's usual year in whole dollars."""

    slug: str
    name: str
    price: int
    weight: int
    by_usage: bool = False


PRODUCTS = (
    ProductPlan("cloudbackup", "CloudBackup Pro", 3_600, 26, by_usage=True),
    ProductPlan("securemail", "SecureMail", 1_800, 22),
    ProductPlan("endpointguard", "EndpointGuard", 3_000, 18),
    ProductPlan("workspace", "Workspace 365", 6_000, 18),
    ProductPlan("voiceconnect", "VoiceConnect", 4_200, 10, by_usage=True),
    ProductPlan("siem", "Managed SIEM", 9_000, 6),
)

SEGMENTS = {"SMB": 54, "Mid-Market": 28, "Enterprise": 9, "Public Sector": 9}
"""How many of a hundred customers are of each segment."""

SEGMENT_SIZES = {"SMB": 1, "Mid-Market": 3, "Enterprise": 8, "Public Sector": 4}
"""How much more than a small customer each segment buys."""

PARTNERS = (
    PartnerPlan(
        "acme-it", "Acme IT Services", "EMEA", ("Europe/London", "Europe/Dublin"), "west",
        28, 52, 8, 15,
        (Stand(36, "Silver", "breadth"), Stand(20, "Silver", "depth"), Stand(14, "Gold", "depth")),
    ),
    PartnerPlan(
        "bluepeak", "Bluepeak Managed IT", "EMEA", ("Europe/Berlin", "Europe/Zurich"), "centre",
        30, 62, 12, 11,
        (Stand(36, "Gold", "depth"), Stand(26, "Platinum", "depth"),
         Stand(11, "Platinum", "scale")),
        country="DE", german=(4, 5, 6, 7, 8),
    ),
    PartnerPlan(
        "fabrikam", "Fabrikam Systems", "EMEA", ("Europe/Paris", "Europe/Warsaw"), "centre",
        22, 34, -6, 26,
        (Stand(36, "Silver", "build"), Stand(17, "Silver", "breadth")),
    ),
    PartnerPlan(
        "northwind-msp", "Northwind MSP", "NA", ("America/Chicago", "America/Denver"), "north",
        24, 34, 2, 21,
        (Stand(36, "Bronze", "build"), Stand(24, "Bronze", "breadth"),
         Stand(15, "Silver", "breadth")),
    ),
    PartnerPlan(
        "northwind-cloud", "Northwind Cloud", "NA", ("America/New_York", "America/Toronto"),
        "north", 26, 48, 4, 17,
        (Stand(36, "Silver", "breadth"), Stand(22, "Gold", "breadth"), Stand(9, "Gold", "depth")),
    ),
    PartnerPlan(
        "litware", "Litware MSP", "NA", ("America/Los_Angeles",), "north", 20, 22, -14, 34,
        (Stand(36, "Silver", "build"), Stand(8, "Bronze", "build")),
    ),
    PartnerPlan(
        "wingtip", "Wingtip VAR", "NA", ("America/New_York", "America/Denver"), "north",
        25, 46, 3, 19,
        (Stand(36, "Gold", "breadth"), Stand(12, "Gold", "depth")),
    ),
    PartnerPlan(
        "contoso", "Contoso Cloud Partners", "APAC",
        ("Asia/Singapore", "Australia/Sydney", "Asia/Kolkata"), "east", 27, 50, 8, 15,
        (Stand(36, "Silver", "breadth"), Stand(28, "Gold", "breadth"), Stand(10, "Gold", "depth")),
    ),
    PartnerPlan(
        "adatum", "Adatum Consulting", "APAC", ("Asia/Tokyo", "Asia/Singapore"), "east",
        24, 32, 0, 21,
        (Stand(36, "Bronze", "build"), Stand(19, "Silver", "build"),
         Stand(6, "Silver", "breadth")),
    ),
    PartnerPlan(
        "tailspin", "Tailspin Telecom", "LATAM",
        ("America/Sao_Paulo", "America/Bogota", "America/Mexico_City"), "south", 22, 20, -10, 28,
        (Stand(36, "Bronze", "build"),),
    ),
)  # fmt: skip
