"""What the doctor finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` is empty where nothing has to be done.

    A `next_step` mends nothing: it says how to go on where one has not got further yet.
    """

    subject: str
    said: str
    mend: str = ""
    next_step: str = ""
