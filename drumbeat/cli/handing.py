"""Commands about who looks after whom: hand over, managers, deputies, the audit lines."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.people import contacts, partners
from drumbeat.cli.reporting import report

if TYPE_CHECKING:
    from bot.people.rules.handing import Assignment

Who = Annotated[str, typer.Argument(help="The email address of who leaves, or has left.")]
Heir = Annotated[str, typer.Option("--to", help="The email address of who takes it over.")]
Partner = Annotated[str, typer.Argument(help="The partner's name or id.")]
Email = Annotated[str, typer.Argument(help="The email address of the vendor's person.")]
Most = Annotated[int, typer.Option(min=1, max=10_000, help="How many lines.")]


@contacts.command("hand-over")
def hand_over(who: Who, *, to: Heir) -> None:
    """Give all that is one contact's to another: partners, deputies, sponsors, cadences."""
    from bot.people.rules.handing import HandOver

    _assign(HandOver(who, to))


@partners.command()
def manager(partner: Partner, email: Email) -> None:
    """Name who looks after a partner."""
    from bot.people.rules.handing import Appoint, Post

    _assign(Appoint(partner, Post.MANAGER, email))


@partners.command()
def deputy(partner: Partner, email: Email) -> None:
    """Name who looks after a partner while its manager is away."""
    from bot.people.rules.handing import Appoint, Post

    _assign(Appoint(partner, Post.DEPUTY, email))


@partners.command()
def mute(
    partner: Partner,
    reason: Annotated[str, typer.Option(help="Why: whoever wonders reads it.")],
) -> None:
    """Push nothing to a partner until it is unmuted; answers come all the same."""
    from drumbeat.reports.partner_mutes import mute as mute_it

    report(partial(mute_it, name=partner, reason=reason))


@partners.command()
def unmute(partner: Partner) -> None:
    """Let things through to a partner again."""
    from drumbeat.reports.partner_mutes import unmute as unmute_it

    report(partial(unmute_it, name=partner))


@partners.command()
def muted(*, as_json: AsJson = False) -> None:
    """List the partners to whom nothing is pushed, since when, by whom and why."""
    from drumbeat.reports.partner_mutes import muted as all_muted

    report(all_muted, as_json=as_json)


def audit(*, most: Most = 50, as_json: AsJson = False) -> None:
    """Show who did what about whom, the latest first."""
    from drumbeat.reports.handing import audit_lines

    report(partial(audit_lines, most=most), as_json=as_json)


def _assign(wanted: "Assignment") -> None:
    from drumbeat.reports.handing import assign

    report(partial(assign, wanted=wanted))
