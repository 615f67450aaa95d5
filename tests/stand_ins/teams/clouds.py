"""The clouds that this Teams can stand for: what differs in proofs and tokens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cloud:
    """Who signs there, and for what a bot asks its token."""

    name: str
    issuer: str
    scope: str


_WORLD = ("https://api.botframework.com", "https://api.botframework.com/.default")
_US = ("https://api.botframework.us", "https://api.botframework.us/.default")
CLOUDS = {
    "public": Cloud("public", *_WORLD),
    "gcc": Cloud("gcc", *_WORLD),
    "gcc-high": Cloud("gcc-high", *_US),
    "dod": Cloud("dod", *_US),
    "china": Cloud(
        "china",
        "https://api.botframework.azure.cn",
        "https://api.botframework.azure.cn/.default",
    ),
}
PUBLIC = CLOUDS["public"]
