"""Commands about what is kept of somebody: export it, erase it, keep it erased."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.people.rules.forgetting import CONTACT, PARTNER, Wanted
from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report


class Kind(StrEnum):
    """Who can be erased."""

    CONTACT = CONTACT
    PARTNER = PARTNER


export = typer.Typer(no_args_is_help=True, help="Write all that is kept of somebody to a file.")
erase = typer.Typer(no_args_is_help=True, help="Erase somebody; scores stay as bare numbers.")

Contact = Annotated[str, typer.Argument(metavar="WHO", help="The contact's email address.")]
Partner = Annotated[str, typer.Argument(metavar="WHO", help="The partner's name or id.")]
NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this it is only shown.")]
ListFile = Annotated[Path | None, typer.Argument(metavar="FILE", help="What `erase list` wrote.")]


@export.command("contact")
def export_contact(who: Contact, file: NewFile, *, as_json: AsJson = False) -> None:
    """Write all that is kept of a person to a new file, as JSON, table by table."""
    _export(Wanted(CONTACT, who), file, as_json=as_json)


@export.command("partner")
def export_partner(who: Partner, file: NewFile, *, as_json: AsJson = False) -> None:
    """Write all that is kept of a partner and its people to a new file."""
    _export(Wanted(PARTNER, who), file, as_json=as_json)


@erase.command("contact")
def erase_contact(who: Contact, *, yes: Yes = False, as_json: AsJson = False) -> None:
    """Show what would go of a person and what would stay; with --yes, erase them for good."""
    _erase(Wanted(CONTACT, who), yes=yes, as_json=as_json)


@erase.command("partner")
def erase_partner(who: Partner, *, yes: Yes = False, as_json: AsJson = False) -> None:
    """Show what would go of a partner and its people; with --yes, erase them for good."""
    _erase(Wanted(PARTNER, who), yes=yes, as_json=as_json)


@erase.command()
def readmit(
    kind: Annotated[Kind, typer.Argument(help="contact or partner")],
    who: Annotated[str, typer.Argument(metavar="WHO", help="The email address, name or id.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Let imports bring somebody again who was erased and wants to come back."""
    from drumbeat.reports import kept

    report(partial(kept.readmit, wanted=Wanted(kind.value, who)), as_json=as_json)


@erase.command("list")
def write_list(file: NewFile, *, as_json: AsJson = False) -> None:
    """Write who was erased as keyed hashes to a new file, to be kept apart from backups."""
    from drumbeat.reports import kept

    report(partial(kept.write_list, path=file), as_json=as_json)


@erase.command("replay")
def replay(file: ListFile = None, *, yes: Yes = False, as_json: AsJson = False) -> None:
    """After a backup was restored: erase again whoever it brought back."""
    from drumbeat.reports import kept

    report(partial(kept.replay, path=file, yes=yes), as_json=as_json)


def _export(wanted: Wanted, file: Path, *, as_json: bool) -> None:
    from drumbeat.reports import kept

    report(partial(kept.export, wanted=wanted, path=file), as_json=as_json)


def _erase(wanted: Wanted, *, yes: bool, as_json: bool) -> None:
    from drumbeat.reports import kept

    report(partial(kept.erase, wanted=wanted, yes=yes), as_json=as_json)
