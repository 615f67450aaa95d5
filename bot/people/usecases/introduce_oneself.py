"""Let a stranger say who they are: a code, mailed to the address we know, links them."""

import structlog

from bot.action import ActionRef
from bot.context import Context
from bot.event import ActionPressed, FormSubmitted, HomeOpened, Reply, Said
from bot.form import Form, TextField
from bot.message import Button, Buttons, Message, notice, paragraph, spans
from bot.people.rules.linking import CODE_LENGTH, CODE_LIFE, EMAIL_LENGTH, read_code, read_email
from bot.people.store import addresses, link_codes, people
from bot.people.store.link_codes import Letter
from bot.ports import Destination
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About

MAIL = "email"
"""The platform that codes travel on."""

CODE_WRITTEN_OUT = 40
"""Characters a code may take with the blanks and dashes people add."""

log = structlog.get_logger()

Strange = Said | ActionPressed | FormSubmitted | HomeOpened


async def meet(context: Context, event: Strange) -> Reply:
    """Say kindly that we do not know this person, and offer a way in where there is one."""
    say = context.wording.say
    vendor = context.programme.vendor
    title, text = say("stranger_title"), paragraph(say("stranger", vendor=vendor))
    message = Message(title, (text, paragraph(say("stranger_no_mail"))))
    if MAIL in context.messengers:
        offer = Buttons((Button(say("introduce"), ActionRef("introduce"), primary=True),))
        message = Message(title, (text, paragraph(say("stranger_offer")), offer))
    return Reply(home=message) if isinstance(event, HomeOpened) else Reply((message,))


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
    async with context.work(event) as session:
        asked = await link_codes.ask(
            session, event.origin, email, context.digest, context.system.now()
        )
    if asked is None:
        return Reply(errors={"email": say("introduce_too_often")})
    if asked.letter is not None:
        to = Destination(MAIL, None, asked.letter.email)
        context.courier.post(to, _letter(context, asked.letter), asked.letter.id)
    return Reply(form=_code_form(context))


async def ask_for_code(context: Context, event: ActionPressed) -> Reply:
    """Open the form that takes a code, for the day when it could not open by itself."""
    del event
    return Reply(form=_code_form(context))


async def redeem_code(context: Context, event: FormSubmitted) -> Principal | Reply:
    """Link this address to the contact whose code this is; else say the same for every cause."""
    code = read_code(event.values.get("code", ""))
    now = context.system.now()
    async with context.work(event) as session:
        contact_id = await link_codes.redeem(session, event.origin, code, context.digest, now)
        person = await people.principal_by_id(session, contact_id) if contact_id else None
        if person is not None:
            address_id = await addresses.link(
                session, event.origin, person.contact_id, addresses.CODE, context.clock.now()
            )
            if address_id is not None:
                about = About("contact", person.contact_id)
                now = context.clock.now()
                audit.record(
                    session,
                    person.contact_id,
                    "link",
                    about,
                    now,
                    address_id=address_id,
                    how="code",
                )
            log.info("address_linked", contact_id=person.contact_id, address_id=address_id)
    if person is None:
        minutes = f"{CODE_LIFE.total_seconds() / 60:.0f}"
        return Reply(errors={"code": context.wording.say("code_wrong", minutes=minutes)})
    return person


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
