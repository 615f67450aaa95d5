"""A DNS server of a few names, over UDP and TCP on this machine: real messages, real answers."""

import asyncio
import struct
from dataclasses import dataclass, field
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

HOPS = 8


@dataclass
class Names:
    """What stands where: texts, or the name that another one stands for."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)


class DnsServer(asyncio.DatagramProtocol):
    """Answers by `names`; what is asked is kept in `asked`."""

    def __init__(self) -> None:
        self.names = Names()
        self.asked: list[str] = []
        self._server: asyncio.Server | None = None
        self._transport: asyncio.DatagramTransport | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._over_tcp, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        address = ("127.0.0.1", self._port)
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, address)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._transport is not None:
            self._transport.close()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._port}"

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._answer(data)
        if answer is None or self._transport is None:
            return
        room = dns.message.from_wire(data).payload or 512
        wire = answer.to_wire()
        if len(wire) > room:
            answer.flags |= dns.flags.TC
            answer.answer.clear()
            wire = answer.to_wire()
        self._transport.sendto(wire, addr)

    async def _over_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        answer = self._answer(await reader.readexactly(length))
        if answer is not None:
            wire = answer.to_wire()
            writer.write(struct.pack("!H", len(wire)) + wire)
            await writer.drain()
        writer.close()

    def _answer(self, data: bytes) -> dns.message.Message | None:
        query = dns.message.from_wire(data)
        (question,) = query.question
        name = question.name.to_text(omit_final_dot=True).lower()
        self.asked.append(name)
        if name in self.names.silent:
            return None
        answer = dns.message.make_response(query, recursion_available=True)
        if name in self.names.failing:
            answer.set_rcode(dns.rcode.SERVFAIL)
            return answer
        for _ in range(HOPS):
            target = self.names.aliases.get(name)
            if target is None:
                break
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", f"{target}."))
            name = target
        texts = self.names.texts.get(name, [])
        if texts and question.rdtype == dns.rdatatype.TXT:
            written = [" ".join(f'"{each}"' for each in _pieces(text)) for text in texts]
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *written))
        elif not any(known == name or known.endswith(f".{name}") for known in self.names.texts):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


def _pieces(text: str) -> list[str]:
    """Cut a text as a record holds it: at most 255 bytes each."""
    return [text[start : start + 255] for start in range(0, len(text), 255)]
