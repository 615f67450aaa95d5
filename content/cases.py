"""What the vendor promises whoever complains, and the list of causes: `cases.yaml`."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.voice.rules.cases import CasePolicy, Cause
from content.documents import read_yaml, validate
from content.shapes import KeyText, Spoken, Strict

NAME = "cases.yaml"
USUAL = Path(__file__).with_name("starting") / NAME
"""What holds where a vendor says nothing."""

CauseTitle = Annotated[str, Field(min_length=1, max_length=70)]
Hours = Annotated[int, Field(ge=1, le=400)]


class _Cause(Strict):
    key: KeyText
    title: CauseTitle
    languages: Mapping[Spoken, CauseTitle] = Field(default_factory=dict)


class _File(Strict):
    first_touch_hours: Hours = 8
    next_step_hours: Hours = 40
    solved_days: Annotated[int, Field(ge=1, le=60)] = 14
    causes: Annotated[tuple[_Cause, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        keys = [one.key for one in self.causes]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(f"every cause has a key of its own: {', '.join(sorted(twice))}")
        return self


def load_cases(folder: Path) -> CasePolicy:
    """Read the folder's `cases.yaml`; a mistake is `ContentInvalid` with its line."""
    path = folder / NAME
    file = validate(read_yaml(path if path.is_file() else USUAL), _File)
    return CasePolicy(
        timedelta(hours=file.first_touch_hours),
        timedelta(hours=file.next_step_hours),
        timedelta(days=file.solved_days),
        tuple(Cause(one.key, one.title, one.languages) for one in file.causes),
    )
