"""What every test can ask for."""

import os

pytest_plugins = (
    "pytester",
    "tests.fixtures.browser",
    "tests.fixtures.databases",
    "tests.fixtures.logs",
    "tests.fixtures.seconds",
    "tests.fixtures.strict",
    "tests.fixtures.tiers",
)

# Comparisons with reference data need that data: `make reference` says where it lies.
collect_ignore = [] if "DRUMBEAT_REFERENCE" in os.environ else ["reference"]
