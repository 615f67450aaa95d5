"""Where a proxy stands between this machine and the world, nothing leaves past it."""

import asyncio
import sys
from pathlib import Path

import pytest
from aiohttp import web

from adapters.outgoing import Proxy
from adapters.slack.api import SlackApi, new_session
from adapters.slack.uploads import upload_picture
from bot.errors import ConfigurationInvalid, NotSent
from drumbeat.settings import read_settings
from tests.fixtures.books import ask
from tests.fixtures.pictures import png
from tests.fixtures.program import environment
from tests.fixtures.small_house import served as site
from tests.journeys.conftest import says, served
from tests.stand_ins.proxy import FakeProxy
from tests.stand_ins.slack import FakeSlack
from tests.stand_ins.smtp.certificate import self_made
from tests.stand_ins.teams import FakeTeams

APP_TOKEN = "xapp-1-A0000000001-stand-in"
ON_SLACK, ON_TEAMS = "acme-it-01", "acme-it-02"
PATIENCE = 60


def noting(server, peers):
    """Have a server note from which ports it is called."""

    @web.middleware
    async def note(request, handler):
        peers.add(request.transport.get_extra_info("peername")[1])
        return await handler(request)

    server.web.middlewares.append(note)
    return server


@pytest.fixture
def peers():
    """The ports from which any of the world's servers was called."""
    return set()


@pytest.fixture
async def proxy():
    async with FakeProxy("drumbeat:secret") as proxy:
        yield proxy


@pytest.fixture
async def slack(peers):
    async with noting(FakeSlack(app_token=APP_TOKEN), peers) as slack:
        yield slack
        assert slack.violations == []


@pytest.fixture
async def teams(peers):
    async with noting(FakeTeams(), peers) as teams:
        yield teams
        assert teams.violations == []


def email_of(url, contact_id):
    return ask(url, "SELECT email FROM contact WHERE id = ?", contact_id)[0][0]


async def test_every_call_and_the_socket_go_through_it(
    proxy, peers, slack, teams, programme_url, clock
):
    beats = asyncio.Event()

    async def heartbeat(request):
        peers.add(request.transport.get_extra_info("peername")[1])
        beats.set()
        return web.Response()

    async with site([web.get("/beat", heartbeat)]) as watcher:
        settings = read_settings(
            vendor="Cirrus Channel Cloud",
            secret_key="k" * 40,
            database_url=programme_url,
            port=0,
            slack_bot_token=slack.team.token,
            slack_app_token=APP_TOKEN,
            slack_api_url=slack.api_url,
            teams_app_id=teams.app_id,
            teams_app_password=teams.app_password,
            teams_tenant_id=teams.tenant.id,
            teams_service_hosts=teams.service_url.split("/")[2],
            teams_login_url=teams.base,
            teams_openid_url=teams.openid_url,
            heartbeat_url=f"{watcher.url}/beat",
            https_proxy=proxy.url,
        )
        running = await served(settings, clock)
        teams.point_at(f"{running.url}/api/messages")
        await slack.until(lambda: slack.sockets.links)
        ada = slack.user("ada", email=email_of(programme_url, ON_SLACK))
        await ada.command("/nps")
        card = await slack.wait_for_message(ada, says("recommend"))
        await ada.press(card, "9")
        await slack.wait_for_view(ada)
        bea = teams.person("bea", email=email_of(programme_url, ON_TEAMS))
        await bea.install()
        await bea.say("nps")
        await teams.wait_for_message(bea, lambda post: "recommend" in str(post.card))
        async with asyncio.timeout(PATIENCE):
            await beats.wait()
        await running.stop()

    told = {line.rpartition("/")[2] for line in proxy.carried}
    assert peers <= proxy.ports
    assert {"auth.test", "apps.connections.open", "users.info", "views.open"} <= told
    assert {"token", "openidconfiguration", "keys", "activities", "beat"} <= told
    assert [line for line in proxy.carried if line.startswith("GET ws://")]
    assert [line for line in proxy.carried if "/response/" in line]


async def test_a_picture_goes_through_it_too(proxy, peers, slack):
    async with new_session(Proxy(proxy.url)) as session:
        api = SlackApi(session, slack.api_url)
        await upload_picture(api, slack.team.token, png())

    assert [line for line in proxy.carried if "/upload/" in line]
    assert peers <= proxy.ports


async def test_who_is_spared_is_reached_without_it(proxy, peers, slack):
    host = f"127.0.0.1:{slack.port}"
    for spared in (host, "127.0.0.1", "elsewhere.example, 127.0.0.1", "*"):
        async with new_session(Proxy(proxy.url, spared)) as session:
            await SlackApi(session, slack.api_url).read(slack.team.token, "auth.test")

    assert proxy.carried == []
    assert peers


@pytest.mark.parametrize(
    ("spared", "host", "is_spared"),
    [
        (".example.com", "hooks.example.com", True),
        ("example.com", "hooks.example.com", True),
        ("*.example.com", "hooks.example.com", True),
        ("example.com", "another-example.com", False),
        ("example.com:8443", "example.com", False),
        ("", "example.com", False),
    ],
)
def test_hosts_are_spared_as_other_programs_spare_them(spared, host, is_spared):
    found = Proxy("http://proxy.example:3128", spared).towards(f"https://{host}/api/")

    assert (found is None) == is_spared


@pytest.mark.parametrize("trouble", ["refuses tunnels", "wants a login", "is down"])
async def test_a_proxy_that_lets_nothing_through_leaves_every_message_unsent(trouble, tls_slack):
    async with FakeProxy("drumbeat:secret") as proxy:
        proxy.forbids_tunnels = trouble == "refuses tunnels"
        address = proxy.url if trouble != "wants a login" else f"http://127.0.0.1:{proxy.port}"
        if trouble == "is down":
            address = "http://127.0.0.1:9"
        async with new_session(Proxy(address)) as session:
            api = SlackApi(session, tls_slack.api_url)
            with pytest.raises(NotSent, match="Slack cannot be reached"):
                await api.write("xoxb-1", "chat.postMessage", channel="D1", text="hello")

    assert tls_slack.calls == []


@pytest.fixture
async def tls_slack(peers):
    made = FakeSlack(app_token=APP_TOKEN, tls=self_made().for_server())
    async with noting(made, peers) as slack:
        yield slack
        assert slack.violations == []


@pytest.mark.usefixtures("asking_now")
async def test_the_world_behind_tls_is_reached_by_tunnels_alone(
    proxy, peers, tls_slack, programme_url, tmp_path
):
    trusted = tmp_path / "authority.pem"
    trusted.write_text(self_made().public)
    more = {
        "SLACK_BOT_TOKEN": tls_slack.team.token,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": tls_slack.api_url,
        "PORT": "0",
    }
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("drumbeat"),
        "serve",
        cwd=tmp_path,
        env=environment(programme_url, **more)
        | {"https_proxy": proxy.url, "SSL_CERT_FILE": str(trusted)},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await tls_slack.until(lambda: tls_slack.sockets.links, timeout=PATIENCE)
        ada = tls_slack.user("ada", email=email_of(programme_url, ON_SLACK))
        await ada.command("/nps")
        card = await tls_slack.wait_for_message(ada, says("recommend"), timeout=PATIENCE)
    finally:
        process.terminate()
        await process.wait()

    assert card
    assert peers <= proxy.ports
    assert {*proxy.carried} == {f"CONNECT 127.0.0.1:{tls_slack.port}"}


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_it_is_set_as_for_other_programs(monkeypatch, name):
    monkeypatch.setenv(name, "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    proxy = read_settings(vendor="Cirrus", secret_key="k" * 40).proxy

    assert str(proxy.towards("wss://wss.slack.example/link")) == "http://proxy.example:3128"
    assert proxy.towards("https://beat.inside.example/") is None


@pytest.mark.parametrize("address", ["proxy.example:3128", "socks5://proxy.example", "http://"])
def test_an_address_that_is_no_proxy_stops_the_start_and_is_not_repeated(address):
    with pytest.raises(ConfigurationInvalid, match=r"^HTTPS_PROXY is wrong: write http://HOST"):
        read_settings(vendor="Cirrus", secret_key="k" * 40, https_proxy=address)
