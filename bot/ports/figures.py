"""Figures for texts."""

from typing import Protocol

from bot.message import Figure
from bot.principal import Principal


class Figures(Protocol):
    """Computes one figure for one reader, with that reader's own permission."""

    async def figure(
        self, label: str, question: str, reader: Principal, send_id: str = ""
    ) -> Figure:
        """Return the figure; one the reader may not see comes back as a kind note.

        A send shows all colleagues the one that it showed first, however often it is written.
        """
