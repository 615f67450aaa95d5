"""What is taken back goes in one moment, whoever looks and whatever dies."""

import signal
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text, update

from bot.imports.store.tables import ImportBatch
from tests.imports.conftest import Operator
from tests.imports.test_switch import (
    COUNT,
    Running,
    books,
    let_leases_run_out,
    running,
    seen,
    started,
    stored,
    wait_until,
)

CENTS = COUNT * 100


def undoing() -> Running:
    """Take the last import back in a process of its own."""
    return started("import", "undo", "--yes")


def killed_when(operator: Operator, happened: Callable[[], bool]) -> None:
    process = undoing()
    wait_until(happened, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    let_leases_run_out(operator)


def shown(operator: Operator) -> int:
    with operator.engine.connect() as connection:
        return int(connection.execute(text("SELECT max(number) FROM generation")).scalar_one())


def states(operator: Operator) -> set[str]:
    return {row[0] for row in operator.rows("import_batch", "state")}


@pytest.mark.both_databases
def test_who_reads_meanwhile_sees_all_of_the_new_or_all_of_the_old(programme: Operator):
    programme.brought("revenue", books("1.00"))
    programme.brought("revenue", books("2.00"))
    process, looks = undoing(), set()
    for _ in running(process):
        looks.add(seen(programme))
    looks.add(seen(programme))

    assert process.returncode == 0
    assert looks == {(COUNT, 2 * CENTS), (COUNT, CENTS)}
    assert stored(programme) == COUNT


@pytest.mark.both_databases
def test_who_dies_before_the_moment_has_taken_nothing_back(programme: Operator):
    programme.brought("revenue", books("1.00"))
    programme.brought("revenue", books("2.00"))
    killed_when(programme, lambda: stored(programme) > 2 * COUNT)
    assert seen(programme) == (COUNT, 2 * CENTS)

    assert programme.run("import", "undo", "--yes").code == 0

    assert seen(programme) == (COUNT, CENTS)
    assert stored(programme) == COUNT
    assert states(programme) == {"done"}


def test_who_dies_after_the_moment_is_finished_by_the_next_import(programme: Operator):
    programme.brought("revenue", books("1.00"))
    programme.brought("revenue", books("2.00"))
    before = shown(programme)
    killed_when(programme, lambda: shown(programme) > before)
    assert seen(programme) == (COUNT, CENTS)

    programme.brought("rates", "currency,month,rate\nEUR,2025-01,1.1\n")

    assert seen(programme) == (COUNT, CENTS)
    assert stored(programme) == COUNT
    assert states(programme) == {"done"}


@pytest.mark.both_databases
def test_many_who_came_in_go_again(programme: Operator):
    programme.brought(
        "customers",
        "id,name,partner,segment\n"
        + "".join(f"k{each},Name {each},Acme,SMB\n" for each in range(6_000)),
    )
    assert programme.run("import", "undo", "--yes").code == 0

    assert len(programme.rows("customer", "name", everything=True)) == 2
    assert states(programme) == {"done"}


def test_what_an_import_had_yet_to_change_when_it_died_is_changed_by_the_next(
    programme: Operator,
):
    head = "id,name,partner,segment\n"
    programme.brought("customers", head + "k1,One,Acme,SMB\nk2,Two,Acme,SMB\n")
    programme.brought("customers", head + "k1,One,Acme,Mid\nk2,Two,Acme,Mid\n")
    with programme.engine.begin() as connection:
        connection.execute(text("UPDATE customer SET segment = 'SMB' WHERE id = 'k2'"))
        last = select(func.max(ImportBatch.generation)).scalar_subquery()
        cut_off = update(ImportBatch).where(ImportBatch.generation == last)
        connection.execute(cut_off.values(state="shown"))
    let_leases_run_out(programme)

    programme.brought("rates", "currency,month,rate\nEUR,2025-01,1.1\n")

    assert ("Two", "Mid") in programme.rows("customer", "name", "segment")
    assert programme.rows("import_change", everything=True) == []
    assert states(programme) == {"done"}
