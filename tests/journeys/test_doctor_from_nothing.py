"""The doctor leads from nothing to a first message: one step after another, each by its name."""

import asyncio
import json
import os
import signal
from contextlib import asynccontextmanager

import pytest

from adapters.slack.manifest import OPTIONAL_SCOPES, SCOPES
from tests.fixtures.forked import run_forked
from tests.fixtures.program import begun
from tests.journeys.conftest import says
from tests.stand_ins.slack import FakeSlack

APP_TOKEN = "xapp-1-A0000000001-stand-in"
PATIENCE = 60
EMAIL = "you@our.example"


@pytest.fixture
async def slack():
    async with FakeSlack(app_token=APP_TOKEN, scopes=SCOPES) as slack:
        yield slack
        assert slack.violations == []


class Operator:
    """Somebody who has an environment, and asks the doctor after each step."""

    def __init__(self, folder):
        self.folder = folder
        plain = {name: value for name, value in os.environ.items() if "DRUMBEAT" not in name}
        self.environment = plain | {"DRUMBEAT_STATE": str(folder / "state")}

    def set(self, **settings):
        self.environment |= {f"DRUMBEAT_{name}": value for name, value in settings.items()}

    async def run(self, *words):
        return await asyncio.to_thread(run_forked, words, self.environment, PATIENCE)

    async def ask(self):
        """Return what the doctor wants done, its first wish first, and whether that is a fault."""
        done = await self.run("doctor", "--json")
        findings = json.loads(done.stdout)
        wishes = [
            (one["subject"], one["said"], one["mend"] or one["next_step"])
            for one in findings
            if one["mend"] or one["next_step"]
        ]
        return done.returncode, wishes

    @asynccontextmanager
    async def serving(self):
        process = await begun(("serve",), self.environment | {"DRUMBEAT_PORT": "0"})
        reading = asyncio.create_task(process.stdout.read())
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()
            await reading


async def lay(you, slack):
    folder = you.folder / "ours"
    laid = await you.run("init", str(folder), "--vendor", "Our Company")
    assert laid.returncode == 0
    you.set(CONTENT=str(folder / "content"))


async def bring_in_yourself(you, slack):
    people = you.folder / "people.csv"
    people.write_text(f"email,name,role,permission\n{EMAIL},You,executive,administrator\n")
    done = await you.run("import", "contacts", str(people))
    assert done.returncode == 0


async def say_hello(you, slack):
    async with you.serving():
        await slack.until(lambda: slack.sockets.links, timeout=PATIENCE)
        person = slack.user("you", email=EMAIL)
        await person.say_in_dm("help")
        assert await slack.wait_for_message(person, says("What I can do"), timeout=PATIENCE)


def setting(**given):
    async def step(you, slack):
        you.set(**{name: value(you, slack) for name, value in given.items()})

    return step


def granted(*without, by_socket="connections:write"):
    async def step(_, slack):
        slack.team.scopes = set(SCOPES) - {*without}
        slack.sockets.app_tokens[APP_TOKEN] = frozenset({by_socket})

    return step


def literally(value):
    return lambda _you, _slack: value


async def nothing(you, slack):
    pass


async def upgrade(you, slack):
    assert (await you.run("db", "upgrade")).returncode == 0


STEPS = [
    (nothing, 1, "settings", "DRUMBEAT_VENDOR is not set", "`drumbeat init DIR`"),
    (
        setting(
            VENDOR=literally("Our Company"),
            SECRET_KEY=literally("k" * 40),
            DATABASE_URL=lambda you, _: f"sqlite:///{you.folder / 'our.db'}",
            SLACK_API_URL=lambda _, slack: slack.api_url,
        ),
        *(1, "database", "there is no such database file", "`drumbeat db upgrade`"),
    ),
    (upgrade, 1, "content", "the sample's", "DRUMBEAT_CONTENT"),
    (lay, 0, "doors", "none is open yet", "`drumbeat slack-manifest --socket`"),
    (
        setting(SLACK_APP_TOKEN=literally(APP_TOKEN)),
        *(1, "settings", "also needs DRUMBEAT_SLACK_BOT_TOKEN", "in .env"),
    ),
    (
        setting(SLACK_BOT_TOKEN=literally("xoxb-old")),
        *(1, "Slack", "refuses the bot token", "DRUMBEAT_SLACK_BOT_TOKEN"),
    ),
    (
        setting(SLACK_BOT_TOKEN=lambda _, slack: slack.team.token),
        *(0, "people", "nobody is here yet", "`drumbeat import contacts FILE`"),
    ),
    (
        granted("groups:read", "chat:write.customize"),
        *(1, "Slack", "lacks chat:write.customize, groups:read", "install it anew"),
    ),
    (
        granted(by_socket="authorizations:read"),
        *(1, "Slack requests", "lacks the scope connections:write", "make a token with it"),
    ),
    (granted(), 0, "people", "nobody is here yet", "`drumbeat import contacts FILE`"),
    (bring_in_yourself, 0, "first message", "nobody was answered", "`drumbeat serve`"),
    (say_hello, 0, "", "", ""),
]


async def test_from_an_empty_environment_to_a_green_one(slack, tmp_path):
    you = Operator(tmp_path)
    for step, code, subject, said, hint in STEPS:
        await step(you, slack)
        ended, wishes = await you.ask()
        first = wishes[0] if wishes else ("", "", "")

        assert (ended, first[0]) == (code, subject), wishes
        assert said in first[1]
        assert hint in first[2]


async def test_what_an_administrator_left_out_is_told_and_is_no_fault(slack, tmp_path):
    you = Operator(tmp_path)
    you.set(VENDOR="Our Company", SECRET_KEY="k" * 40, SLACK_API_URL=slack.api_url)
    you.set(DATABASE_URL=f"sqlite:///{tmp_path / 'our.db'}")
    you.set(SLACK_APP_TOKEN=APP_TOKEN, SLACK_BOT_TOKEN=slack.team.token)
    done = await you.run("doctor")

    left_out = ", ".join(OPTIONAL_SCOPES)
    assert (
        f"ok  Slack: the token opens Cirrus; left out, and not needed: {left_out}" in done.stdout
    )
    assert "ok  Slack requests: come by a socket; no public address is needed" in done.stdout
