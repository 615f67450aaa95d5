"""What the doctor says of the domain that our letters are from."""

from bot.errors import DrumbeatError
from drumbeat.findings import Finding
from drumbeat.rooms import mail_settings
from drumbeat.settings import Settings


async def mail_domain(settings: Settings) -> tuple[Finding, ...]:
    """Say whether the sender's domain vouches for our letters, and what to write into DNS."""
    if settings.smtp_url is None:
        return ()
    from adapters.email.domains import examine  # noqa: PLC0415 - if configured only
    from adapters.email.lookups import asks  # noqa: PLC0415 - likewise

    try:
        head = mail_settings(settings, settings.smtp_url.get_secret_value()).head()
    except DrumbeatError:
        return ()  # said by the look at the relay
    remarks = await examine(head, settings.mail_dkim_selector, asks(settings.dns_server))
    return tuple(Finding(each.subject, each.said, each.mend) for each in remarks)
