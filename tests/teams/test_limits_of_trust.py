"""What comes from outside, where anything may come: addresses and answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.errors import meaning
from adapters.teams.hosts import ServiceHosts
from bot.errors import DeliveryProblem, DrumbeatError


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://smba.trafficmanager.net/teams/", True),
        ("https://SMBA.trafficmanager.net:443/emea/t/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/teams", True),
        ("https://smba.infra.gov.teams.microsoft.us/teams", False),
        ("http://smba.trafficmanager.net/teams/", False),
        ("https://smba.trafficmanager.net:8443/teams/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://evil.example\\@smba.trafficmanager.net/", False),
        ("https://u:p@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/?x=", False),
        ("https://smba.trafficmanager.net/#", True),
        ("https://smba.trafficmanager.net /", False),
        ("https://[::1", False),
        ("https://host:port/", False),
        ("", False),
        ("smba.trafficmanager.net", False),
        ("http://127.0.0.1:9200/emea/", True),
        ("https://127.0.0.1:9200/emea/", True),
        ("http://127.0.0.1:9201/emea/", False),
        ("http://127.0.0.1/emea/", False),
        ("ftp://127.0.0.1:9200/", False),
    ],
)
def test_a_service_url_is_allowed_by_its_host(url, allowed):
    assert ServiceHosts(["127.0.0.1:9200"]).allow(url) is allowed


@given(st.text())
def test_no_text_at_all_breaks_the_list_of_hosts(text):
    assert ServiceHosts().allow(text) is False
    assert ServiceHosts().allow(f"https://{text}") in {True, False}


@given(st.integers(300, 599), st.recursive(st.none() | st.text(), st.lists) | st.text(), st.text())
def test_any_answer_has_a_meaning(status, answer, wait):
    for told in (answer, {"error": answer}, {"error": {"code": answer, "innerHttpError": answer}}):
        assert isinstance(meaning(status, told, wait), DrumbeatError)


@pytest.mark.parametrize("wait", ["nan", "-1", "inf", "Wed, 21 Oct 2026 07:28:00 GMT", ""])
def test_an_odd_wait_is_a_short_one(wait):
    limited = meaning(429, None, wait)

    assert isinstance(limited, DeliveryProblem)
    assert 0 < limited.retry_after <= 3600
