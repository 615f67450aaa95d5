"""Every table says its life, and no name, address or word in it is forgotten there."""

import pytest
from sqlalchemy import JSON, String, Text

from bot.every_table import METADATA
from bot.store.columns import Base
from bot.store.lives import CONTACT, PARTNER, Life

TABLES = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
LONG = 255
"""Columns of our own words are shorter: a state, a kind, a tag, a key."""


def holds_words(column) -> bool:
    kind = column.type
    return isinstance(kind, Text | JSON) or (
        isinstance(kind, String) and (kind.length or LONG) >= LONG
    )


def uncovered(table: type[Base]) -> set[str]:
    """The columns of which nobody said what becomes of a name in them."""
    life, columns = table.life, table.__table__.c
    if life.goes:
        return set()
    said = {
        *life.empties,
        *life.ours,
        *life.quoted,
        *life.sealed,
        *life.points_to(CONTACT),
        *life.points_to(PARTNER),
    }
    return {column.name for column in columns if holds_words(column)} - said


def unsaid_pointers(table: type[Base]) -> set[str]:
    """The columns that point to a person or a partner and of which nobody said so."""
    pointing = {
        column.name
        for column in table.__table__.c
        for key in column.foreign_keys
        if key.column.table.name in (CONTACT, PARTNER)
    }
    return pointing - {*table.life.belongs, *table.life.named}


def unknown_columns(table: type[Base]) -> set[str]:
    life = table.life
    said = {*life.belongs, *life.named, *life.empties, *life.forgets_columns}
    said |= {*life.matched, *life.mentioned, *life.quoted, *life.called, *life.marks}
    said |= {*life.secret, *life.ours, *life.sealed}
    return said - set(table.__table__.c.keys())


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_what_nobody_can_look_into_is_forgotten_some_day_and_never_handed_out(name: str):
    life = TABLES[name].life
    forgotten = {column for rule in life.forgets for column in rule.empties if rule.where}

    assert set(life.sealed) <= forgotten
    assert set(life.sealed) <= set(life.secret)


def test_every_table_is_known_here():
    assert set(METADATA.tables) == set(TABLES)


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_a_table_says_its_life(name: str):
    assert isinstance(vars(TABLES[name]).get("life"), Life)


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_a_life_covers_every_column_that_could_hold_a_name_or_words(name: str):
    assert uncovered(TABLES[name]) == set()


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_a_life_says_of_every_pointer_whose_row_it_is(name: str):
    assert unsaid_pointers(TABLES[name]) == set()


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_a_life_speaks_of_columns_there_are(name: str):
    assert unknown_columns(TABLES[name]) == set()


def test_the_rules_have_teeth():
    class Bad:
        life = Life(ours=("nowhere",))
        __table__ = TABLES["response"].__table__

    assert uncovered(Bad) == {"reason"}
    assert unsaid_pointers(Bad) == {"contact_id", "partner_id"}
    assert unknown_columns(Bad) == {"nowhere"}
