"""The first things we say: what we are good for, what we do not do, and the way in."""

from bot.action import ActionRef
from bot.context import Context
from bot.event import Origin
from bot.message import Button, Buttons, Element, Message, notice, paragraph
from bot.order_of_words import CAPABILITIES
from bot.principal import Principal

MAIL = "email"
"""The platform that codes travel on."""


def welcome(context: Context, asker: Principal | None, origin: Origin) -> Message:
    """Greet somebody who took us in; who is unknown is shown the way in."""
    say, vendor = context.wording.say, context.programme.vendor
    next_steps = way_in(context, origin) if asker is None else offers(context, asker)
    unknown = () if asker else (paragraph(say("stranger", vendor=vendor)),)
    value, limits = say("help_intro", vendor=vendor), say("welcome_limits")
    return Message(
        say("welcome_title"), (paragraph(value), *unknown, *next_steps, paragraph(limits))
    )


def welcome_of_several(context: Context) -> Message:
    """Greet a place where several read."""
    say, vendor = context.wording.say, context.programme.vendor
    value = say("help_intro", vendor=vendor)
    return notice(say("welcome_title"), value, say("welcome_several"))


def stranger(context: Context, origin: Origin) -> Message:
    """Say kindly that we do not know this person, what we are good for, and the way in."""
    say, vendor = context.wording.say, context.programme.vendor
    texts = (say("stranger", vendor=vendor), say("help_intro", vendor=vendor))
    return Message(say("stranger_title"), (*map(paragraph, texts), *way_in(context, origin)))


def way_in(context: Context, origin: Origin) -> tuple[Element, ...]:
    """Offer a code by mail, in words too where no form is sure to open.

    Where there is no mail, say who can help.
    """
    say = context.wording.say
    if MAIL not in context.messengers:
        return (paragraph(say("stranger_no_mail")),)
    offer = Buttons((Button(say("introduce"), ActionRef("introduce"), primary=True),))
    if origin.opens_forms:
        return (paragraph(say("stranger_offer")), offer)
    return (paragraph(say("stranger_offer")), offer, paragraph(say("stranger_in_words")))


def offers(context: Context, asker: Principal) -> tuple[Element, ...]:
    """Offer what most people come for, each by a button."""
    say = context.wording.say
    example = say("example_for_vendor" if asker.is_vendor else "example_for_partner")
    nps = Button(say("offer_nps"), ActionRef("nps"), primary=not asker.is_vendor)
    return (
        paragraph(say("help_ask", example=example)),
        Buttons(
            (
                nps,
                Button(example, ActionRef("ask", {"q": example})),
                Button(say("offer_capabilities"), ActionRef("ask", {"q": CAPABILITIES})),
            )
        ),
    )
