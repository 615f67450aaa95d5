"""What subjects are given to work with, where all of it happens in the one session of a trial."""

from contextlib import asynccontextmanager

from bot.clock import MovableClock
from bot.context import Programme as Vendor
from bot.figures.context import FiguresContext
from bot.language import Titles
from content.wording import load_wording
from tests.fixtures.no_rooms import keep_nothing, write_nothing
from tests.fixtures.secrets import BOX
from tests.store.conftest import NoCourier, NoTexts
from tests.store.small_programme import FOOTING, questions

QUESTIONS, WORDING = questions(), load_wording()


class OneSession:
    """Lets everything happen in the one transaction of a trial."""

    def __init__(self, session):
        self._session = session

    @asynccontextmanager
    async def read(self):
        yield self._session

    begin = read


def context_of(session, clock: MovableClock) -> FiguresContext:
    ports = {
        "cadences": NoTexts(),
        "desk": NoTexts(),
        "topics": Titles({}),
        "courier": NoCourier(),
    }
    vaults = {"seal": BOX.lock, "unseal": BOX.unlock, "recall": keep_nothing}
    read = {"catalogue": FOOTING.catalogue, "questions": QUESTIONS, "wording": WORDING}
    reach = {"directories": {}, "messengers": {}, "digest": str, "edition": write_nothing}
    told = {"database": OneSession(session), "clock": clock, "programme": Vendor("Stratus")}
    return FiguresContext(**ports, **vaults, **read, **reach, **told)
