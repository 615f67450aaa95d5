"""Up to which day each kind of row is complete: told by every import, in the same generation."""

from datetime import date

from sqlalchemy.orm import Mapped

from bot.store.columns import Base, Key, Open, Word
from bot.store.lives import Life
from bot.store.versions import Versioned, one_version


class CompleteUntil(Open, Versioned, Base):
    """The vendor's word that rows of a kind lack nothing up to a day, this day included.

    It is nobody's in particular and says nothing of anybody's rows, so that everybody may see it.
    With `is_said` the day was said with the import; else it is the newest in its file.
    """

    __tablename__ = "complete_until"
    __table_args__ = (one_version("complete_until", "kind"),)
    life = Life()

    id: Mapped[Key]
    kind: Mapped[Word]
    day: Mapped[date]
    is_said: Mapped[bool]
