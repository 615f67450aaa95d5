"""Cards posted to people on Teams: our messenger, and the adapter of Microsoft's own SDK."""

import json
from functools import partial
from typing import Any

from botbuilder.core import CloudAdapterBase, TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ConversationReference
from botframework.connector.auth import (
    AppCredentials,
    BotFrameworkAuthenticationFactory,
    ServiceClientCredentialsFactory,
)

from tests.bench.cards import activity_for
from tests.bench.compare import Comparison, compared, in_turns
from tests.bench.load import AT_ONCE
from tests.bench.serving import running
from tests.bench.teams_posts import Way, numbers, our_way, post_to_people

PEOPLE = 2 * AT_ONCE
"""So few, for the SDK takes most of a second for them."""
ASKED = 20.0
APP = "00000000-0000-0000-0000-00000000a001"


class TokenAtHand(AppCredentials):
    """Credentials that ask nobody: the token is there, but for one post in an hour."""

    def get_access_token(self, *_refresh: bool) -> str:
        return "bench"


class TokensAtHand(ServiceClientCredentialsFactory):
    """Hands the same credentials to every turn, as a bot would that keeps them."""

    def __init__(self) -> None:
        self._credentials = TokenAtHand(APP)

    async def is_valid_app_id(self, app_id: str) -> bool:
        return app_id == APP

    async def is_authentication_disabled(self) -> bool:
        return False

    async def create_credentials(self, *_where: object, **_named: object) -> AppCredentials:
        return self._credentials


async def compare(rounds: int) -> Comparison:
    """Compare how many cards a second are posted, with as many on their way on both sides."""
    async with running("receiver") as receiver, our_way(receiver.address) as ours:
        pairs = await in_turns(
            partial(post_to_people, ours, PEOPLE),
            partial(post_to_people, _by_the_sdk(receiver.address), PEOPLE),
            rounds,
        )
    return compared(
        "Teams cards, against the SDK",
        pairs,
        asked=ASKED,
        words=(
            f"our messenger, which draws each message; `continue_conversation` of the SDK's cloud "
            f"adapter, which sends the same card, its token at hand; both {AT_ONCE} at once"
        ),
    )


def _by_the_sdk(address: str) -> Way:
    """Post as the SDK's documentation says that a bot speaks first."""
    credentials = TokensAtHand()
    authentication = BotFrameworkAuthenticationFactory.create(credential_factory=credentials)
    adapter: Any = CloudAdapterBase(authentication)

    def prepare(person: int) -> tuple[ConversationReference, Activity]:
        reference = ConversationReference(
            channel_id="msteams",
            service_url=f"{address}/emea/",
            bot=ChannelAccount(id=f"28:{APP}"),
            user=ChannelAccount(id=f"29:{person}"),
            conversation=ConversationAccount(id=f"a:{person}", is_group=False),
        )
        return reference, Activity().deserialize(json.loads(activity_for(f"Ada {next(numbers)}")))

    async def post(prepared: tuple[ConversationReference, Activity]) -> None:
        reference, activity = prepared

        async def say(turn: TurnContext) -> None:
            await turn.send_activity(activity)

        await adapter.continue_conversation(reference, say, APP)

    return Way(prepare, post)
