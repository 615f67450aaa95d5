"""Cards about what is kept of somebody: how much, what goes and what stays."""

from bot.action import ActionRef
from bot.context import Context
from bot.event import Reply
from bot.message import Button, Buttons, Column, Message, Table, notice, paragraph
from bot.people.rules.forgetting import Holding


def kept(context: Context, found: Holding) -> Message:
    """List how many rows of each table are somebody's, and how to write them to a file."""
    say = context.wording.say
    title = say("kept_title", name=found.name)
    how = say("kept_how", kind=found.kind, id=found.id)
    return Message(title, (_table(context, found), paragraph(how, quiet=True)))


def preview(context: Context, found: Holding) -> Message:
    """Show what goes and what stays as a bare number, with the button that does it."""
    say = context.wording.say
    action = ActionRef("erase", {"kind": found.kind, "id": found.id})
    return Message(
        say("erase_title", name=found.name),
        (
            _table(context, found),
            paragraph(say("erase_means")),
            Buttons((Button(say("erase_button"), action),)),
        ),
    )


def erased(context: Context, found: Holding) -> Reply:
    """Say that it is done, without the name."""
    say = context.wording.say
    said = notice(say("settled_title"), say("erased", count=str(found.rows)))
    return Reply((said,), update=said)


def _table(context: Context, found: Holding) -> Table:
    say = context.wording.say
    rows = tuple(
        (one.table, str(one.rows), say("erase_goes" if one.goes else "erase_stays"))
        for one in found.kept
    )
    heads = (
        Column(say("kept_table")),
        Column(say("kept_rows"), numeric=True),
        Column(say("kept_when_erased")),
    )
    summary = say("kept_summary", rows=str(found.rows), tables=str(len(found.kept)))
    return Table(say("kept_caption"), heads, rows, summary)
