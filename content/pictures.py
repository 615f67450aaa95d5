"""Pictures that lie in the content folder: hosted by us, at an address that says which."""

import re
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from bot.errors import ContentInvalid
from bot.pictures import Picture
from content.faults import Faults

FOLDER = "pictures"
MOST_BYTES = 1024 * 1024
"""The most that every platform shows."""
DIGEST = 24
"""Characters of a picture's digest in its address: another picture has another one."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_NAMED = re.compile(rf"(?P<before>\]\(<?|src=[\"']){FOLDER}/(?P<name>[^)\s>\"']+)")


@dataclass(frozen=True, slots=True)
class HostedPictures:
    """The pictures of a content folder, which stand for everybody below the address `at`."""

    folder: Path
    at: str = ""

    def placed(self, source: str, path: Path) -> str:
        """Return a text that names where its pictures of the folder stand for everybody.

        All that cannot be shown is one `ContentInvalid`.
        """
        if f"{FOLDER}/" not in source:
            return source
        faults, lines = Faults(), list[str]()
        for number, line in enumerate(source.split("\n"), 1):
            with faults.kept():
                lines.append(_NAMED.sub(partial(self._placed, path, number), line))
        faults.tell()
        return "\n".join(lines)

    def named(self, url: str) -> tuple[str, str] | None:
        """Return the digest and the name in an address of ours; None for any other address."""
        digest, parted, name = url.removeprefix(f"{self.at}/").partition("/")
        is_ours = bool(self.at) and url.startswith(f"{self.at}/") and bool(parted)
        return (digest, name) if is_ours and _NAME.fullmatch(name) else None

    def find(self, digest: str, name: str) -> Picture | None:
        """Return the picture that an address of ours names, if it is still the same one."""
        picture = self._read(name)
        return picture if picture is not None and _digest(picture) == digest else None

    def _placed(self, path: Path, line: int, found: re.Match[str]) -> str:
        name, picture = found["name"], self._read(found["name"])
        if picture is None:
            raise ContentInvalid(path, line, f"there is no picture {FOLDER}/{name}")
        if not picture.kind or len(picture.data) > MOST_BYTES:
            reason = f"{FOLDER}/{name} is no PNG, JPEG or GIF of at most a megabyte"
            raise ContentInvalid(path, line, reason)
        if not self.at:
            reason = (
                f"{FOLDER}/{name} is hosted by us: set DRUMBEAT_PUBLIC_URL to an https address"
            )
            raise ContentInvalid(path, line, reason)
        return f"{found['before']}{self.at}/{_digest(picture)}/{name}"

    def _read(self, name: str) -> Picture | None:
        file = self.folder / FOLDER / name
        if not _NAME.fullmatch(name) or not file.is_file():
            return None
        return Picture(file.read_bytes())


def _digest(picture: Picture) -> str:
    return sha256(picture.data).hexdigest()[:DIGEST]
