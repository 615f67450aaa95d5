"""What speaks first, put together: the kinds of sends, and the drum with all that it looks at."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.beat.alarms import AlarmSend, Watch
from bot.beat.amending import CorrectionSend, LetterSend, RecallSend
from bot.beat.approving import ApprovalSend
from bot.beat.asking import FilesWatch
from bot.beat.coming import ComingSend, ComingWatch, HeldSend
from bot.beat.editions import EditionSend
from bot.beat.empty_slots import EmptySlotSend, SlotWatch
from bot.beat.following import Following
from bot.beat.kinds import Kinds
from bot.beat.link_watch import LinkWatch
from bot.beat.replies import AnswerSend, ReplySend, ReplyWatch
from bot.beat.round_ups import RoundUpSend, RoundUpWatch
from bot.beat.rules.budget import read_weekly
from bot.beat.slot_notices import SlotNotice
from bot.beat.store.alarm_causes import CAUSES
from bot.beat.store.audiences import Looked
from bot.beat.store.gate import Gate
from bot.beat.summary import SummarySend
from bot.beat.taps import CountedButtons
from bot.beat.trying import AuthorsTest
from bot.clock import Clock
from bot.figures.alert_sends import AlertSend, AlertWatch
from bot.figures.read_out_sends import ReadOutSend, ReadOutWatch
from bot.figures.renewal_cards import RenewalCards
from bot.figures.renewal_sends import RenewalSend, RenewalWatch
from bot.goals.rounds import CheckInSend, CheckInWatch
from bot.language import Wording
from bot.people.cards.introducing import FirstWords
from bot.people.rules.ladder import LADDER
from bot.people.usecases.find_people import PeopleFinder
from bot.ports import Directory, Engine, Messenger
from bot.store.mark import Mark
from bot.store.sessions import Database
from bot.voice.case_sends import CaseNews, CaseSend
from bot.voice.case_watch import CaseWatch
from bot.voice.context import VoiceContext
from bot.voice.improvement_sends import ImprovementSend
from bot.voice.newcomers import CountedSend, NewcomerSend
from bot.voice.quoting import Quotes
from bot.voice.reminders import ReminderWatch
from bot.voice.trying import SurveyTest
from bot.voice.watch import TapWatch
from bot.voice.waves import WaveSend
from content.library import Library
from content.survey_cards import SurveyCards
from content.written import Editions
from drumbeat.engines import is_distributed
from drumbeat.figure_names import names_in
from drumbeat.housekeeping import StoredTurns
from drumbeat.rereading import CAUSE as CONTENT_WRONG
from drumbeat.rereading import Rereading
from drumbeat.settings import Settings
from drumbeat.source_watch import CAUSE as SOURCE_TROUBLED
from drumbeat.source_watch import SourceWatch
from scheduler.beat import Beat, Bounds
from scheduler.drum import Drum
from scheduler.foreseeing import Foresight
from scheduler.housekeeping import Housekeeping
from scheduler.marking import MarkWatch
from scheduler.pace import paces_with
from scheduler.tick import take_up

Look = Callable[[datetime], Awaitable[None]]
"""What looks around once a tick."""


class Opened(Protocol):
    """What is needed here of a house that is open."""

    settings: Settings
    database: Database
    clock: Clock
    wording: Wording
    library: Library
    surveys: SurveyCards
    context: VoiceContext
    messengers: dict[str, Messenger]
    directories: dict[str, Directory]
    mark: Mark

    @property
    def editions(self) -> Editions:
        """What writes editions for their readers."""

    @property
    def counted(self) -> CountedButtons:
        """What leads the buttons of our messages through us."""

    @property
    def kinds(self) -> Kinds:
        """Every kind of send, by name."""

    @property
    def finder(self) -> PeopleFinder:
        """What looks contacts up before they speak."""

    @property
    def housekeeping(self) -> Housekeeping:
        """What closes what is over and forgets what is due."""

    @property
    def engine(self) -> Engine:
        """What makes the drum strike."""


def kinds_of(house: Opened) -> Kinds:
    """Return every kind of send, by name."""
    said = house.wording
    looked = Looked(house.context.choosing, house.messengers)
    shelved = (house.library, house.context.shelves)
    gate = Gate(house.context.policy, looked)
    edition = EditionSend(
        *(house.editions, looked, house.counted),
        house.context.policy,
        house.library.when_empty,
    )
    over = edition, said, ZoneInfo(house.settings.zone)
    sent = (
        *(
            edition,
            WaveSend(house.surveys, looked, house.context.wave_keys, Quotes(said)),
            AuthorsTest(house.editions, said),
            SurveyTest(house.surveys),
        ),
        *(CorrectionSend(*over), LetterSend(*over), RecallSend(*over)),
        *(EmptySlotSend(said, *shelved, gate), SlotNotice(said, *shelved), SummarySend(said)),
        *(AlarmSend(said), ReplySend(said), AnswerSend(said)),
        *(NewcomerSend(house.context), CountedSend(house.context), ApprovalSend(house.context)),
        *(ComingSend(house.context), HeldSend(house.context)),
        *(CaseSend(house.context), CaseNews(house.context), ImprovementSend(said)),
        *(AlertSend(house.context), ReadOutSend(house.context), RenewalSend(house.context)),
        CheckInSend(house.context),
        RoundUpSend(said, house.context.topics, house.settings.pushes_per_week),
    )
    return {kind.name: kind for kind in sent}


def finder_of(house: Opened) -> PeopleFinder:
    """Return what looks contacts up on their platforms before they speak."""
    shared = is_distributed(house.settings)
    turns = StoredTurns(house.database, "finding") if shared else None
    return PeopleFinder(house.database, house.clock, house.directories, turns)


def drum_of(house: Opened) -> Drum:
    """Return what speaks on the beat, and looks at all that changes by itself."""
    take_in = partial(take_up, house.database, house.library, house.library)
    rereading = Rereading(house.library, take_in, names=partial(names_in, house.database))
    sources = SourceWatch(house.database, house.library, house.settings.zone)
    causes = {**CAUSES, CONTENT_WRONG: rereading.concerns, SOURCE_TROUBLED: sources.concerns}
    looked = Looked(house.context.choosing, house.messengers)
    watches = (
        *(rereading.look, sources.look),
        MarkWatch(house.database, house.mark, time.monotonic).look,
        Watch(house.database, house.wording, causes).look,
        ReplyWatch(house.database, house.wording).look,
        SlotWatch(
            *(house.database, house.wording, house.library, house.context.shelves),
            Gate(house.context.policy, looked),
        ).look,
        RoundUpWatch(house.database, house.wording, looked).look,
        TapWatch(house.context).look,
        ReminderWatch(house.database, house.surveys).look,
        CaseWatch(house.context, house.messengers).look,
        *(AlertWatch(house.context).look, ReadOutWatch(house.context).look),
        *(RenewalWatch(house.context).look, RenewalCards(house.context, house.messengers).look),
        CheckInWatch(house.context, house.messengers).look,
        *(ComingWatch(house.context).look, FilesWatch(house.context).look),
        LinkWatch(house.context).look,
        house.housekeeping.look,
        Following(house.database, house.wording, house.messengers).look,
        house.finder.look,
    )
    return Drum(_beat_of(house, watches), house.engine)


def foresight_of(house: Opened, platforms: frozenset[str]) -> Foresight:
    """Return what says whom something would reach; where no way out is known, by any."""
    return Foresight(_beat_of(house), platforms or frozenset(LADDER))


def _beat_of(house: Opened, watches: tuple[Look, ...] = ()) -> Beat:
    return Beat(
        house.database,
        house.clock,
        house.library,
        house.library,
        house.messengers,
        house.kinds,
        Bounds(
            budget=house.settings.pushes_per_week,
            round_up=read_weekly(house.settings.round_up),
        ),
        paces=paces_with(mail=house.settings.smtp_pace),
        watches=watches,
        mark=house.mark,
        wake_within=house.engine.wake_within,
        introduce=FirstWords(house.wording, house.settings.vendor),
        choosing=house.context.choosing,
        manners=lambda: house.library.manners,
    )
