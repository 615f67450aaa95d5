"""Where a source's server may lead whoever fetches from it."""

import socket

import pytest
from aiohttp.abc import AbstractResolver

from adapters.fetching import TrustsFirst
from adapters.outgoing import NotPublicError


class Inside(AbstractResolver):
    """Says of every name that it is in our own network."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [{"hostname": host, "host": "10.0.0.7", "port": port}]

    async def close(self) -> None:
        """Nothing was opened."""


async def test_what_stands_in_our_file_may_be_in_our_network():
    found = await TrustsFirst("books.corp", Inside()).resolve("books.corp", 443)

    assert found[0]["host"] == "10.0.0.7"


async def test_what_a_server_names_may_not():
    with pytest.raises(NotPublicError):
        await TrustsFirst("books.corp", Inside()).resolve("other.corp", 443)
