"""What an export wrote into a folder: so that the next one clears up that, and nothing else."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from bot.errors import ConfigurationInvalid

NAME = ".drumbeat-export.json"


class Written(NamedTuple):
    """A file of a draft, as it is written."""

    draft_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written for a draft, and the digest of what stood in it then."""

    place: PurePosixPath
    draft_id: str
    digest: str

    def is_unchanged(self, folder: Path) -> bool:
        """Whether it is there, and says what was written."""
        path = folder / self.place
        return path.is_file() and _digest(path.read_bytes()) == self.digest


def written_before(folder: Path) -> Mapping[PurePosixPath, Exported]:
    """Return what was written here before; whatever else lies there is somebody's own."""
    record = folder / NAME
    if not record.is_file():
        return {}
    try:
        found = json.loads(record.read_text("utf-8"))
        rows = [Exported(PurePosixPath(one), *said) for one, said in found.items()]
    except (ValueError, TypeError, AttributeError) as problem:
        raise ConfigurationInvalid(
            f"{record} cannot be read: remove it, and stale files stay until you remove them too"
        ) from problem
    inside = (one for one in rows if not one.place.is_absolute() and ".." not in one.place.parts)
    return {one.place: one for one in inside}


def keep_written(
    folder: Path,
    papers: Mapping[PurePosixPath, Written],
    before: Mapping[PurePosixPath, Exported],
    gone: Collection[PurePosixPath],
) -> None:
    """Write down what stands here of ours by now."""
    stands = {place: (one.draft_id, one.digest) for place, one in before.items()}
    stands |= {place: (one.draft_id, _digest(one.text.encode())) for place, one in papers.items()}
    named = {str(place): said for place, said in sorted(stands.items()) if place not in gone}
    if named or before:
        (folder / NAME).write_text(f"{json.dumps(named, indent=1)}\n", "utf-8")


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
