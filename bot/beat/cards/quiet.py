"""What is said of a draft whose moment falls into quiet time for some, and the way to keep it."""

from bot.action import ActionRef
from bot.beat.store.drafts import Drafted
from bot.form import Form, TextField
from bot.language import Wording
from bot.message import Button, Element, paragraph, spans

KEEP = "announce_keep"
LONGEST_WHY = 200


def note(wording: Wording, draft: Drafted, quiet: int) -> tuple[Element, ...]:
    """Say for how many its moment waits, or why it comes then all the same."""
    if draft.announcement.kept:
        return (paragraph(wording.say("announce_kept", why=draft.announcement.kept)),)
    return (paragraph(wording.say_number("announce_quiet", quiet)),) if quiet else ()


def keep_button(wording: Wording, draft: Drafted) -> Button:
    """Return the button that keeps a moment, with a reason."""
    return Button(wording.say("announce_keep"), ActionRef(KEEP, {"d": draft.id}))


def form(wording: Wording, draft: Drafted) -> Form:
    """Ask why it has to come at that moment, whatever hour that is for its readers."""
    say = wording.say
    why = TextField("why", say("slot_why"), LONGEST_WHY, required=True, multiline=False)
    return Form(
        ActionRef(KEEP, {"d": draft.id}),
        say("announce_keep"),
        say("announce_keep"),
        (why,),
        keep_button(wording, draft),
        spans(say("announce_keep_intro")),
        wording.language.tag,
    )
