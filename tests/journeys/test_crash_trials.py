"""One trial of a kind with every change, all held to one law; `make bench-crash` tells hundreds.

With every change the named points are passed by one send: whoever goes on where somebody died is
the next to die. A soak tells a story of its own about each.
"""

from zlib import crc32

import pytest

from tests.crash.grounds import Ground, OnPostgresql, OnSqlite
from tests.crash.kinds import KINDS
from tests.crash.kinds import tried as tell
from tests.fixtures.postgres import installed_programs, running_cluster
from tests.fixtures.tiers import is_soak, times

CHOSEN = [
    (name, where)
    for name, kind in KINDS.items()
    for where in (kind.databases if is_soak() else kind.daily)
]


@pytest.fixture(scope="session")
def sqlite_ground(tmp_path_factory, sqlite_template) -> Ground:
    return OnSqlite(tmp_path_factory.mktemp("crash"), sqlite_template)


@pytest.fixture(scope="session")
def postgresql_ground(tmp_path_factory, postgres, postgresql_template) -> Ground:
    return OnPostgresql(tmp_path_factory.mktemp("crash"), postgres, postgresql_template)


@pytest.fixture
def own_ground(tmp_path):
    """A server of this story's own, which keeps what was committed when it goes down."""
    programs = installed_programs()
    if programs is None:
        pytest.skip("no PostgreSQL here")
    with running_cluster(programs, "-c synchronous_commit=on") as cluster:
        yield OnPostgresql(tmp_path, cluster)


@pytest.fixture
def ground(request, name, where) -> Ground:
    return request.getfixturevalue(f"{'own' if KINDS[name].restarts else where}_ground")


@pytest.mark.parametrize(("name", "where"), CHOSEN)
@pytest.mark.every_change
async def test_nobody_hears_it_twice_and_no_one_is_forgotten(name, where, ground, tried):
    for seed in range(times(1)):
        await tell(name, ground, crc32(name.encode()) + seed)
    tried(times(1), "crash trials")
