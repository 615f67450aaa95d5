"""The figures in texts: what is wrong with a question that each partner's reader is to see."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.errors import ContentInvalid
from bot.figures.rules.catalogue import Catalogue
from bot.figures.rules.questions.in_texts import Unfit, unfit
from bot.figures.rules.questions.lexicon import Lexicon, shared_lexicon
from bot.figures.rules.windows import Calendar
from content.catalogue import load_catalogue
from content.editions import Edition
from content.faults import Faults
from content.proofreading import proofread
from content.vendor_figures import read_catalogue

SAID = {
    Unfit.UNREAD: "cannot be read: ask it in chat first, and write it as it is understood",
    Unfit.ASKED_BACK: "may mean several things, so that it would be asked back: say which",
    Unfit.HIDDEN: "is not for people at partners: leave it out, or ask for what they may see",
    Unfit.NOT_ONE: "comes to more than one number: ask for one, without steps of time, groups, "
    "ranks or comparisons",
    Unfit.NAMES_PARTNER: "names a partner: leave the name out, for each reader sees their own",
}
A_DAY = Calendar(date(2026, 6, 15))
"""What a question means as a kind does not hang on the day it is asked."""


@dataclass
class FigureQuestions:
    """Reads the questions of a folder's texts, with the words of its catalogue.

    `names` are those of partners and products, by dimension; who has no database knows none,
    and lets words pass that are written as a product's name would be.
    """

    folder: Path | None = None
    currency: str = "USD"
    names: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @cached_property
    def _shared(self) -> Lexicon:
        return shared_lexicon(_catalogue(self.folder))

    @cached_property
    def _lexicon(self) -> Lexicon:
        return self._shared.with_names(self.names) if self.names else self._shared

    def know(self, names: Mapping[str, Iterable[str]]) -> None:
        """Hold questions against these names from now on."""
        self.names = names
        self.__dict__.pop("_lexicon", None)

    def faults(
        self, edition: Edition, path: Path, *, by_names: bool = True
    ) -> Iterator[ContentInvalid]:
        """Yield what is wrong with the figures of an edition, in every language, by their lines.

        Names may be others by now: `by_names` says whether they are looked at.
        """
        for tag, said in edition.by_language():
            if "::figure" in said.source:
                at = path.with_suffix(f".{tag}.md") if tag else path
                yield from self._faults(said, at, by_names=by_names)

    def refuse_unfit(self, edition: Edition, path: Path) -> None:
        """Raise one `ContentInvalid` for all that is wrong with the figures of somebody's draft.

        Names are left to who looks them up when it is to go out.
        """
        faults = Faults()
        faults.found += self.faults(edition, path, by_names=False)
        faults.tell()

    def _faults(self, edition: Edition, path: Path, *, by_names: bool) -> Iterator[ContentInvalid]:
        lexicon = self._lexicon if by_names else self._shared
        knows_names = by_names and bool(self.names.get("product"))
        for line, _, question in proofread(edition, path).figures():
            why = unfit(question, lexicon, A_DAY, self.currency, knows_names=knows_names)
            if why is not None:
                reason = f"the figure's question \N{LEFT DOUBLE QUOTATION MARK}{question}"
                said = f"{reason}\N{RIGHT DOUBLE QUOTATION MARK} {SAID[why]}"
                yield ContentInvalid(path, line, said)


def _catalogue(folder: Path | None) -> Catalogue:
    """Return what may be asked; what is wrong with a vendor's own words is told elsewhere."""
    if folder is None:
        return load_catalogue()
    try:
        return read_catalogue(folder)
    except ContentInvalid:
        return load_catalogue()
