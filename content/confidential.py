"""Who reads under their names what people answered in confidence: `confidential.yaml`."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.name_keys import email_key
from content.documents import read_yaml, validate
from content.shapes import Strict

NAME = "confidential.yaml"
MOST = 50
"""More readers are no confidence."""


def check_address(text: str) -> str:
    """Refuse what is no email address, and return the rest without blanks around it."""
    local, at, domain = text.strip().rpartition("@")
    if not (local and at and "." in domain) or " " in text.strip():
        raise ValueError(
            "write the email address of an administrator, such as nora@cirrus.example"
        )
    return text.strip()


class _File(Strict):
    readers: Annotated[
        tuple[Annotated[str, AfterValidator(check_address)], ...], Field(max_length=MOST)
    ]


def load_confidants(folder: Path) -> tuple[str, ...]:
    """Read whose addresses stand there, each once; a mistake is `ContentInvalid`.

    Without a file nobody reads who said what.
    """
    path = folder / NAME
    if not path.is_file():
        return ()
    readers = validate(read_yaml(path), _File).readers
    return tuple({email_key(one): one for one in readers}.values())
