"""Every table there is: for whoever compares a database with the classes."""

from bot.beat.store import amendment_tables as amendments
from bot.beat.store import approval_tables as approvals
from bot.beat.store import draft_tables as drafts
from bot.beat.store import filling_tables as fillings
from bot.beat.store import link_tables as links
from bot.beat.store import reply_tables as replies
from bot.beat.store import round_up_tables as round_ups
from bot.beat.store import slot_tables as slots
from bot.beat.store import tables as beat
from bot.beat.store import tap_tables as taps
from bot.figures.store import age_tables as ages
from bot.figures.store import extract_tables as extracts
from bot.figures.store import frozen_tables as frozen
from bot.figures.store import ledger_tables as ledgers
from bot.figures.store import partner_tables as partners
from bot.figures.store import renewal_tables as renewals
from bot.figures.store import source_tables as sources
from bot.figures.store import tables as figures
from bot.figures.store import talk_tables as talks
from bot.figures.store import target_tables as targets
from bot.figures.store import watch_tables as watches
from bot.goals.store import tables as goals
from bot.imports.store import tables as imports
from bot.people.store import former_tables as formers
from bot.people.store import install_tables as installs
from bot.people.store import picture_tables as pictures
from bot.people.store import place_tables as places
from bot.people.store import tables as people
from bot.store import audit_tables as audit
from bot.store import tables as store
from bot.store import versions
from bot.store.columns import Base
from bot.voice.store import case_tables as cases
from bot.voice.store import recording_tables as recordings
from bot.voice.store import sealed_tables as sealed
from bot.voice.store import tables as voice
from bot.voice.store import tag_tables as tags

PAGES = (
    *(store, versions, audit, people, formers, places, installs, pictures),
    *(beat, amendments, slots, fillings, taps, round_ups, replies, drafts, approvals, links),
    *(figures, ages, sources, partners, frozen, ledgers, talks, watches, extracts),
    *(renewals, targets),
    goals,
    *(voice, cases, sealed, tags, recordings, imports),
)
METADATA = Base.metadata
