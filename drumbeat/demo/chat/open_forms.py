"""The form that lies open before somebody, until it is sent or put away."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from secrets import token_hex

from adapters.web.forms import Filled
from bot.form import Form


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form as it lies there now; `version` changes with everything one can see of it.

    `line_id` is the line whose button opened it: an update of that line may follow.
    """

    form: Form
    version: str
    line_id: str = ""
    filled: Filled = field(default_factory=Filled)


class OpenForms:
    """Holds one open form a person, in memory: after a restart its button is pressed again."""

    def __init__(self) -> None:
        self._open: dict[str, OpenForm] = {}

    def lay(self, contact_id: str, form: Form, line_id: str = "") -> None:
        """Open a form; an older one makes room."""
        self._open[contact_id] = OpenForm(form, token_hex(8), line_id)

    def look(self, contact_id: str) -> OpenForm | None:
        """Return the form that lies open."""
        return self._open.get(contact_id)

    def find(self, contact_id: str, packed: str) -> OpenForm | None:
        """Return the form that lies open, if submitting it means this packed action."""
        lying = self._open.get(contact_id)
        return lying if lying is not None and lying.form.action.pack() == packed else None

    def mark(self, contact_id: str, values: Mapping[str, str], errors: Mapping[str, str]) -> None:
        """Show what is wrong with what was filled in; nothing of it is lost."""
        lying = self._open.get(contact_id)
        if lying is not None:
            filled = Filled(dict(values), dict(errors))
            self._open[contact_id] = replace(lying, version=token_hex(8), filled=filled)

    def clear(self, contact_id: str) -> None:
        """Put the form away."""
        self._open.pop(contact_id, None)
