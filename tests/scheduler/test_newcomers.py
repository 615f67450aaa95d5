"""Those in charge are asked who somebody is, also while their platform cannot be asked."""

from types import SimpleNamespace

import pytest

from bot.beat.kinds import Asked
from bot.errors import DeliveryProblem, NotSent, RateLimited
from bot.event import Origin
from bot.plain_text import plain_text
from bot.ports import Profile
from bot.principal import Permission, Principal, Role
from bot.voice.newcomers import Newcomer, NewcomerSend
from bot.voice.rules.taps import KeptTap
from content.wording import load_wording

MIA = Principal("mia", "Mia", Permission.MANAGER, Role.SALES, "UTC")
TAP = KeptTap(Origin("slack", "T1", "U-bob", "C1", private=False, home="T2"), 3)


class Directory:
    """Knows a name, or is away."""

    def __init__(self, answer: Profile | DeliveryProblem) -> None:
        self.answer = answer

    async def profile(self, origin: Origin) -> Profile:
        if isinstance(self.answer, DeliveryProblem):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "called"),
    [
        (Profile(name="Bob *Builder*"), "Bob *Builder*"),
        (Profile(), "U-bob"),
        (NotSent("away"), "U-bob"),
        (RateLimited(30.0), "U-bob"),
    ],
)
async def test_the_card_names_them_as_their_platform_does_and_never_what_they_tapped(
    answer, called
):
    ports = {"directories": {"slack": Directory(answer)}, "unseal": str}
    kind = NewcomerSend(SimpleNamespace(wording=load_wording(), **ports))
    asked = Asked("d-1", "s-1", "tap-1", MIA)
    card = await kind.compose(asked, Newcomer("Acme", TAP.write()))

    assert card.title == f"Who is {called}?"
    assert "3" not in plain_text(card)
    assert "This is …" in plain_text(card)
