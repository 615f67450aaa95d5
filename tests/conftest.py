"""What every test can ask for."""

import atexit
import gc
import os
import shutil
import tempfile

pytest_plugins = (
    "pytester",
    "tests.fixtures.browser",
    "tests.fixtures.databases",
    "tests.fixtures.logs",
    "tests.fixtures.seconds",
    "tests.fixtures.statements",
    "tests.fixtures.strict",
    "tests.fixtures.tiers",
)

# A run keeps what it compiled: to look through all of that at every turn takes an eighth of it.
# What is thrown away in circles is looked for often enough that it is no memory to speak of.
gc.set_threshold(20_000, 10, 10)

# Stand-ins are on this machine: a test that wants a proxy on the way brings its own.
for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
    os.environ.pop(name, None)

# Comparisons with reference data need that data: `make reference` says where it lies.
collect_ignore = [] if "DRUMBEAT_REFERENCE" in os.environ else ["reference"]

# Servers on PostgreSQL keep how far they have sent outside of the database: here, not in `var`.
os.environ["DRUMBEAT_STATE"] = tempfile.mkdtemp(prefix="drumbeat-state-")
atexit.register(shutil.rmtree, os.environ["DRUMBEAT_STATE"], ignore_errors=True)
