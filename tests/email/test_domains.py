"""What the sender's domain says of our letters, asked of a DNS server on this machine."""

import pytest

from adapters.email import lookups
from adapters.email.addresses import read_sender
from adapters.email.domains import examine
from adapters.email.letter import Letterhead
from adapters.email.lookups import asks
from tests.stand_ins.dns import DnsServer

SPF = "v=spf1 include:relay.example -all"
KEY = "v=DKIM1; k=rsa; p=" + "A" * 400
DMARC = "v=DMARC1; p=none; rua=mailto:dmarc@cirrus.example"
WELL = {
    "bounces.cirrus.example": ["other=1", SPF],
    "s1._domainkey.cirrus.example": [KEY],
    "_dmarc.cirrus.example": [DMARC],
}


@pytest.fixture
async def dns():
    async with DnsServer() as server:
        server.names.texts = dict(WELL)
        yield server


async def found(
    dns, *, sender="beat@cirrus.example", bounces="bounces.cirrus.example", selector="s1"
):
    head = Letterhead(read_sender(sender), bounces)
    host, _, port = dns.address.partition(":")
    remarks = await examine(head, selector, asks((host, int(port))))
    return {each.subject: each for each in remarks}


async def test_a_domain_that_says_everything_needs_nothing(dns):
    remarks = await found(dns)

    assert [each.mend for each in remarks.values()] == ["", "", ""]
    assert remarks["DKIM"].said == "there is a key at s1._domainkey.cirrus.example"
    assert "asks for none; SPF counts for bounces.cirrus.example" in remarks["DMARC"].said


async def test_a_domain_that_says_nothing_is_told_what_to_write(dns):
    dns.names.texts = {}
    remarks = await found(dns)

    assert '"v=spf1 include:YOUR-RELAY -all"' in remarks["SPF"].mend
    assert "bounces.cirrus.example" in remarks["SPF"].mend
    assert "DRUMBEAT_MAIL_DKIM_SELECTOR" in remarks["DKIM"].mend
    assert '_dmarc.cirrus.example: "v=DMARC1; p=none' in remarks["DMARC"].mend


@pytest.mark.parametrize(
    ("records", "said", "mend"),
    [
        ([SPF, "v=spf1 -all"], "2 SPF records", "keep one"),
        (["v=spf1 +all"], "lets everybody send", "-all"),
        (["v=spf1 a all"], "lets everybody send", "-all"),
        (["v=spf1 a ?all"], "refuses nobody", "-all"),
        (["v=spf1 a"], "refuses nobody", "-all"),
        (["v=spf1 redirect=_spf.relay.example"], "says who may send", ""),
        (["V=SPF1 mx ~ALL"], "says who may send", ""),
        (["v=spf10 -all"], "does not say who", "v=spf1"),
    ],
)
async def test_spf_is_read_where_letters_come_back_to(dns, records, said, mend):
    dns.names.texts["bounces.cirrus.example"] = records
    remark = (await found(dns))["SPF"]

    assert said in remark.said
    assert mend in remark.mend
    assert bool(mend) == bool(remark.mend)


async def test_without_a_bounce_domain_spf_is_the_senders_own(dns):
    dns.names.texts["cirrus.example"] = [SPF]
    remarks = await found(dns, bounces="")

    assert remarks["SPF"].said == "cirrus.example says who may send for it"
    assert "SPF counts for cirrus.example" in remarks["DMARC"].said


async def test_without_a_selector_one_is_told_where_to_find_it(dns):
    remark = (await found(dns, selector=""))["DKIM"]

    assert remark.mend == ""
    assert "header.d=cirrus.example" in remark.said
    assert "header.s=" in remark.said
    assert not [name for name in dns.asked if "_domainkey" in name]


async def test_a_key_is_found_behind_an_alias_and_one_that_was_withdrawn_is_named(dns):
    dns.names.aliases["s2._domainkey.cirrus.example"] = "cirrus.keys.relay.example"
    dns.names.texts["cirrus.keys.relay.example"] = [KEY]
    dns.names.texts["s3._domainkey.cirrus.example"] = ["v=DKIM1; p="]
    alias, withdrawn = [(await found(dns, selector=name))["DKIM"] for name in ("s2", "s3")]

    assert alias.mend == ""
    assert "was withdrawn" in withdrawn.said


async def test_a_domain_below_asks_its_organisation_and_heeds_what_it_wants_of_those(dns):
    dns.names.texts["_dmarc.cirrus.example"] = ["v=DMARC1; p=reject; sp=quarantine"]
    remarks = await found(dns, sender="beat@news.cirrus.example")

    assert "news.cirrus.example asks for quarantine" in remarks["DMARC"].said
    assert "SPF counts for bounces.cirrus.example" in remarks["DMARC"].said
    assert "d=news.cirrus.example or d=cirrus.example" in remarks["DMARC"].said
    assert remarks["DKIM"].mend == ""


@pytest.mark.parametrize(
    ("record", "bounces"),
    [(DMARC, "bounces.relay.example"), (f"{DMARC}; aspf=s", "bounces.cirrus.example")],
)
async def test_it_is_said_where_spf_cannot_count(dns, record, bounces):
    dns.names.texts["_dmarc.cirrus.example"] = [record]
    remark = (await found(dns, bounces=bounces))["DMARC"]

    assert f"SPF for {bounces} does not count, only DKIM" in remark.said


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([DMARC, f"{DMARC}; pct=50"], "2 records"),
        (["v=DMARC1; rua=mailto:a@b.example"], "names no policy"),
    ],
)
async def test_a_dmarc_record_nobody_heeds_is_named(dns, records, said):
    dns.names.texts["_dmarc.cirrus.example"] = records
    remark = (await found(dns))["DMARC"]

    assert said in remark.said
    assert remark.mend


@pytest.mark.parametrize("trouble", ["silent", "failing"])
async def test_dns_that_says_nothing_is_no_missing_record(dns, monkeypatch, trouble):
    monkeypatch.setattr(lookups, "LIFETIME", 0.2)
    getattr(dns.names, trouble).add("_dmarc.cirrus.example")
    remarks = await found(dns)

    assert remarks["DMARC"].said == "DNS gave no answer about _dmarc.cirrus.example"
    assert "DRUMBEAT_DNS" in remarks["DMARC"].mend
    assert remarks["SPF"].mend == ""


async def test_a_record_too_long_for_one_packet_is_read_whole(dns):
    dns.names.texts["bounces.cirrus.example"] = ["x" * 2_000, SPF]

    assert (await found(dns))["SPF"].mend == ""
