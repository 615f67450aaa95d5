"""Writes pages from their templates: every value is escaped, and a missing one is an error."""

from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "pages"


class Templates:
    """The templates of this room, and those in the folders that somebody adds to them."""

    def __init__(
        self, *folders: Path, vendor: str, address: Callable[[str], str], **known: object
    ) -> None:
        self._environment = Environment(
            loader=FileSystemLoader([*folders, FOLDER]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(
            vendor=vendor, asset=address, new_key=lambda: token_hex(12), **known
        )

    def draw(self, template: str, **values: object) -> str:
        """Return the page, or the piece of one, with these values in it."""
        return self._environment.get_template(template).render(values)
