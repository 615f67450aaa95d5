"""Answer a small word, such as thanks, by a kind one, and by no more."""

from bot.context import Context
from bot.event import Reply, Said
from bot.message import Message
from bot.order_of_words import tidied
from bot.principal import Principal
from bot.small_words import small_word


async def take_small_words(context: Context, asker: Principal, event: Said) -> Reply | None:
    """Say something kind to words that ask for nothing; None where they say more than that."""
    kind = small_word(tidied(event.text), context.wording)
    if kind is None or event.attached:
        return None
    return Reply((Message(context.wording.say(f"small_{kind}_reply", name=asker.first_name), ()),))
