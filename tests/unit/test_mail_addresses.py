"""A domain that is taken is written in ASCII so that it stays itself, and nobody else's."""

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail_address import AddressRefused, for_any_relay, relayed
from bot.name_keys import email_key

LETTERS = st.characters(categories=("Ll", "Lu", "Lo", "Lm", "Mn", "Mc", "Nd", "Nl", "So", "No"))
LABELS = st.text(st.one_of(LETTERS, st.sampled_from("aß-ςẞİı²️💩")), min_size=1, max_size=9)
SPELT = {
    "ada@straße.de": "ada@xn--strae-oqa.de",
    "ada@STRAẞE.de": "ada@xn--strae-oqa.de",
    "ada@strasse.de": "ada@strasse.de",
    "ada@βόλος.com": "ada@xn--nxasmm1c.com",
    "ada@xn--strae-oqa.de": "ada@xn--strae-oqa.de",
    "ada@r3---sn.example": "ada@r3---sn.example",
    "ada@Bu\u0308cher.example": "ada@xn--bcher-kva.example",
}


@pytest.mark.parametrize("address", SPELT)
def test_a_domain_is_written_by_idna_2008(address: str):
    assert for_any_relay(address) == SPELT[address]
    assert relayed(address) == SPELT[address]


@given(st.lists(LABELS, min_size=1, max_size=3))
def test_a_domain_that_is_taken_is_read_back_as_it_was_written(labels: list[str]):
    address = f"ada@{'.'.join(labels)}.example"
    try:
        written = for_any_relay(address)
    except AddressRefused:
        return
    assert written.isascii()
    assert written == relayed(address)
    name, _, domain = written.rpartition("@")
    assert f"{name}@{idna.decode(domain)}" == email_key(address)


@given(st.text(st.characters(min_codepoint=0x80), min_size=1, max_size=5))
def test_a_name_beyond_ascii_is_refused_with_what_to_write(name: str):
    with pytest.raises(AddressRefused, match="before the @"):
        for_any_relay(f"ada{name}@acme.example")
