"""Let a stranger say who they are: a code, mailed to the address we know, links them.

Whoever has no form before them writes the address and the code as words.
"""

from math import ceil

import structlog

from bot.action import ActionRef
from bot.context import Context
from bot.event import ActionPressed, FormSubmitted, HomeOpened, Reply, Said
from bot.form import Form, TextField
from bot.message import Button, Message, notice, spans
from bot.people.cards.welcome import MAIL, stranger
from bot.people.identity import Identified
from bot.people.rules.linking import (
    CODE_LENGTH,
    CODE_LIFE,
    EMAIL_LENGTH,
    email_alone,
    may_be_code,
    read_code,
    read_email,
)
from bot.people.store import addresses, link_codes, people
from bot.people.store.link_codes import Letter, TooOften
from bot.ports import Destination
from bot.store import audit
from bot.store.audit import About

CODE_WRITTEN_OUT = 40
"""Characters a code may take with the blanks and dashes people add."""

log = structlog.get_logger()

Strange = Said | ActionPressed | FormSubmitted | HomeOpened


async def meet(context: Context, event: Strange) -> Reply:
    """Say kindly that we do not know this person, and offer a way in where there is one."""
    message = stranger(context, event.origin)
    return Reply(home=message) if isinstance(event, HomeOpened) else Reply((message,))


async def listen(context: Context, event: Said) -> Identified | Reply:
    """Take an address or a code that a stranger wrote; greet whoever wrote anything else."""
    email = email_alone(event.text) if MAIL in context.messengers else None
    if email is not None:
        refused = await _ask(context, event, email)
        if refused is not None:
            return Reply((notice(context.wording.say("introduce_title"), refused),))
        return Reply((_code_in_words(context),))
    async with context.database.read() as session:
        is_awaited = await link_codes.is_awaited(session, event.origin, context.system.now())
    if not is_awaited or not may_be_code(event.text):
        return await meet(context, event)
    code = read_code(event.text)
    known = await _redeem(context, event, code) if len(code) == CODE_LENGTH else None
    if known is None:
        return Reply((notice(context.wording.say("code_title"), _wrong(context)),))
    return known


async def ask_for_email(context: Context, event: ActionPressed) -> Reply:
    """Open the form that asks for the email address the programme knows."""
    del event
    return Reply(form=_email_form(context)) if MAIL in context.messengers else _no_mail(context)


async def send_code(context: Context, event: FormSubmitted) -> Reply:
    """Mail a code to the contact with this email; the reply is the same where there is none."""
    if MAIL not in context.messengers:
        return _no_mail(context)
    say = context.wording.say
    email = read_email(event.values.get("email"))
    if email is None:
        return Reply(errors={"email": say("introduce_no_email")})
    refused = await _ask(context, event, email)
    return Reply(errors={"email": refused}) if refused else Reply(form=_code_form(context))


async def ask_for_code(context: Context, event: ActionPressed) -> Reply:
    """Open the form that takes a code, for the day when it could not open by itself."""
    del event
    return Reply(form=_code_form(context))


async def redeem_code(context: Context, event: FormSubmitted) -> Identified | Reply:
    """Link this address to the contact whose code this is; else say the same for every cause."""
    known = await _redeem(context, event, read_code(event.values.get("code", "")))
    return known or Reply(errors={"code": _wrong(context)})


async def _ask(context: Context, event: Said | FormSubmitted, email: str) -> str | None:
    """Mail a code to the contact with this email, if there is one; return why none was made."""
    async with context.work(event) as session:
        asked = await link_codes.ask(
            session, event.origin, email, context.digest, context.system.now()
        )
    if isinstance(asked, TooOften):
        key = "introduce_too_often" if asked.by_asker else "introduce_mailbox_full"
        minutes = str(ceil(asked.again_in.total_seconds() / 60))
        return context.wording.say(key, minutes=minutes)
    if asked.letter is not None:
        to = Destination(MAIL, None, asked.letter.email)
        context.courier.post(to, _letter(context, asked.letter), asked.letter.id)
    return None


async def _redeem(context: Context, event: Said | FormSubmitted, code: str) -> Identified | None:
    """Link this address to the contact whose code this is, and do what waited for them."""
    now = context.system.now()
    async with context.work(event) as session:
        contact_id = await link_codes.redeem(session, event.origin, code, context.digest, now)
        person = await people.principal_by_id(session, contact_id) if contact_id else None
        if person is None:
            return None
        who, at, how = person.contact_id, context.clock.now(), addresses.CODE
        address_id = await addresses.link(session, event.origin, who, how, at)
        if address_id is None:
            return None
        about = About("contact", who)
        audit.record(session, who, "link", about, at, address_id=address_id, how=how)
        log.info("address_linked", contact_id=who, address_id=address_id)
        told = await context.make_known(session, person, event.origin, is_here=True)
        return Identified(person, told)


def _wrong(context: Context) -> str:
    minutes = f"{CODE_LIFE.total_seconds() / 60:.0f}"
    return context.wording.say("code_wrong", minutes=minutes)


def _code_in_words(context: Context) -> Message:
    say = context.wording.say
    minutes = f"{CODE_LIFE.total_seconds() / 60:.0f}"
    return notice(say("code_title"), say("code_intro", minutes=minutes), say("code_in_words"))


def _email_form(context: Context) -> Form:
    say = context.wording.say
    field = TextField(
        name="email",
        label=say("introduce_email"),
        max_length=EMAIL_LENGTH,
        required=True,
        multiline=False,
        hint=say("introduce_hint", vendor=context.programme.vendor),
    )
    return Form(
        action=ActionRef("introduce"),
        title=say("introduce_title"),
        submit_label=say("introduce_submit"),
        fields=(field,),
        reopen=Button(say("introduce"), ActionRef("introduce"), primary=True),
    )


def _code_form(context: Context) -> Form:
    say = context.wording.say
    field = TextField(
        name="code",
        label=say("code_label"),
        max_length=CODE_WRITTEN_OUT,
        required=True,
        multiline=False,
        hint=say("code_hint", count=str(CODE_LENGTH)),
    )
    return Form(
        action=ActionRef("code"),
        title=say("code_title"),
        submit_label=say("code_submit"),
        fields=(field,),
        reopen=Button(say("code_reopen"), ActionRef("code"), primary=True),
        intro=spans(say("code_intro", minutes=f"{CODE_LIFE.total_seconds() / 60:.0f}")),
    )


def _letter(context: Context, letter: Letter) -> Message:
    say = context.wording.say
    vendor = context.programme.vendor
    minutes = f"{CODE_LIFE.total_seconds() / 60:.0f}"
    return notice(
        say("code_mail_title", vendor=vendor),
        say("code_mail", code=letter.code, minutes=minutes, vendor=vendor),
        say("code_mail_not_you"),
    )


def _no_mail(context: Context) -> Reply:
    say = context.wording.say
    return Reply((notice(say("stranger_title"), say("stranger_no_mail")),))
