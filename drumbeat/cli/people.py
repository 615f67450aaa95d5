"""Commands about people and places: who is who, how they are reached, who vouches for whom."""

from functools import partial
from typing import Annotated

import typer

from bot.people.rules.settling import (
    BindInstallation,
    ChangeDomains,
    LinkAddress,
    NameSponsor,
    Settlement,
    UnlinkAddress,
)
from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

contacts = typer.Typer(no_args_is_help=True, help="Who is who, and how people are reached.")
installations = typer.Typer(
    invoke_without_command=True, help="Where we are installed, and who vouches for whom."
)
partners = typer.Typer(no_args_is_help=True, help="Mail domains and sponsors of partners.")

Email = Annotated[str, typer.Argument(help="The contact's email address.")]
Platform = Annotated[str, typer.Option(help="Such as slack or teams.")]
AtInstallation = Annotated[
    str, typer.Option("--installation", help="The workspace's or tenant's id.")
]
User = Annotated[str, typer.Option(help="The person's id on the platform.")]
Partner = Annotated[str, typer.Argument(help="The partner's name or id.")]
Domains = Annotated[list[str] | None, typer.Option(help="Such as acme.example; again for more.")]


@contacts.command()
def show(email: Email, *, as_json: AsJson = False) -> None:
    """Show how a person is reached, which way is used, and why."""
    from drumbeat.reports.people import person

    report(partial(person, email=email), as_json=as_json)


@contacts.command()
def coverage(
    partner: Annotated[str | None, typer.Option(help="One partner, with its people.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show whom we know at each partner, who can be reached, and what is missing."""
    from drumbeat.reports import people

    report(partial(people.coverage, partner=partner), as_json=as_json)


@contacts.command()
def unmatched(*, as_json: AsJson = False) -> None:
    """Show who was looked up on a platform and not linked, where, why, and what to do."""
    from drumbeat.reports import people

    report(people.unmatched, as_json=as_json)


@contacts.command()
def link(email: Email, *, platform: Platform, installation: AtInstallation, user: User) -> None:
    """Say that an address on a platform is this contact's, whoever had it before."""
    _settle(LinkAddress(email, user, platform, installation))


@contacts.command()
def unlink(email: Email, *, platform: Platform, installation: AtInstallation, user: User) -> None:
    """Make an address nobody's; it stays so until it is linked by hand or by a code."""
    _settle(UnlinkAddress(email, user, platform, installation))


@contacts.command()
def rename(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The email address they have here.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The one they have from now on.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Give a person another email address: they stay who they are, with all that is theirs."""
    from drumbeat.reports.renaming import rename

    report(partial(rename, old=old, new=new), as_json=as_json)


@contacts.command()
def revive(
    email: Annotated[str, typer.Argument(help="The contact's email address, or their id.")],
    platform: Annotated[
        str | None, typer.Option(help="Only there, such as slack or email; everywhere without it.")
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(help="Who wants it so, and when they said it: needed after a complaint."),
    ] = None,
) -> None:
    """Use addresses of a contact again that were given up: the next send may go there."""
    from drumbeat.reports.people import revived

    report(partial(revived, email=email, platform=platform, note=note))


@installations.callback()
def list_installations(command: typer.Context, *, as_json: AsJson = False) -> None:
    """Show where we are installed, and whose people each place vouches for."""
    if command.invoked_subcommand is None:
        from drumbeat.reports import people

        report(people.installations, as_json=as_json)


@installations.command()
def bind(
    installation: Annotated[str, typer.Argument(help="The workspace's or tenant's id.")],
    partner: Partner,
) -> None:
    """Let an installation vouch for a partner's people, in its registered mail domains."""
    _settle(BindInstallation(installation, partner))


@installations.command()
def unbind(
    installation: Annotated[str, typer.Argument(help="The workspace's or tenant's id.")],
) -> None:
    """Let an installation vouch for nobody; links that rested on its word are taken back."""
    _settle(BindInstallation(installation))


@partners.command()
def domains(partner: Partner, *, add: Domains = None, remove: Domains = None) -> None:
    """Show a partner's mail domains, after adding and removing some."""
    _settle(ChangeDomains(partner, tuple(add or ()), tuple(remove or ())))


@partners.command()
def sponsor(partner: Partner, email: Email) -> None:
    """Name who answers for a partnership; the contact's own side of it is meant."""
    _settle(NameSponsor(partner, email))


def _settle(wanted: Settlement) -> None:
    from drumbeat.reports.people import settle

    report(partial(settle, wanted=wanted))
