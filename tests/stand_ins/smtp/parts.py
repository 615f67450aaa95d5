"""What the parts of a message must keep: order, encodings, pictures that are really there."""

import base64
import binascii
import re
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart

from .letters import Letter

ENCODINGS = ("7bit", "8bit", "quoted-printable", "base64")
ENCODED_LINE = 76


def judge(letter: Letter) -> Iterator[str]:
    """Yield every rule of MIME that the message breaks."""
    top = letter.parsed
    for part in top.walk():
        for defect in part.defects:
            yield f"{part.get_content_type()}: {type(defect).__name__}"
    kinds = [part.get_content_type() for part in top.walk() if not part.is_multipart()]
    if "text/html" in kinds and "text/plain" not in kinds:
        yield "text/html has no text/plain beside it"
    for part in top.walk():
        if part.get_content_type() == "multipart/alternative":
            yield from _alternative(part)
        if part.get_content_type() == "multipart/related":
            yield from _related(part)
    if top.get_content_type() != "multipart/report":
        yield from _bodies(letter)


def _alternative(part: EmailMessage) -> Iterator[str]:
    kinds = [_main(inner) for inner in part.iter_parts()]
    if len(kinds) < 2 or kinds[0] != "text/plain" or kinds[-1] != "text/html":
        yield f"multipart/alternative goes from text/plain to text/html, not {kinds}"
    for inner in part.iter_parts():
        if not inner.is_multipart() and not str(inner.get_content()).strip():
            yield f"{inner.get_content_type()} is empty"


def _main(part: MIMEPart) -> str:
    """Return what a part is for a reader: a related group is its first part."""
    if part.get_content_type() == "multipart/related":
        first = next(iter(part.iter_parts()), None)
        return first.get_content_type() if first is not None else "nothing"
    return part.get_content_type()


def _related(part: EmailMessage) -> Iterator[str]:
    inner = list(part.iter_parts())
    pages = [str(p.get_content()) for p in part.walk() if p.get_content_type() == "text/html"]
    shown = {cid for page in pages for cid in re.findall(r"cid:([^\"'\s)>]+)", page)}
    there = {str(p["Content-ID"]).strip().strip("<>") for p in inner if p["Content-ID"]}
    for cid in sorted(shown - there):
        yield f"the picture {cid} is not in the message"
    for cid in sorted(there - shown):
        yield f"the picture {cid} is never shown"


def _bodies(letter: Letter) -> Iterator[str]:
    for part in letter.parsed.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        encoding = str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()
        body = str(part.get_payload()).encode("utf-8", "surrogateescape")
        if encoding not in ENCODINGS:
            yield f"{kind}: unknown encoding {encoding}"
            continue
        for problem in (*_encoded(encoding, body, is_8bit=letter.envelope.is_8bit),):
            yield f"{kind}: {problem}"
        yield from _readable(part, kind)


def _encoded(encoding: str, body: bytes, *, is_8bit: bool) -> Iterator[str]:
    if not body.isascii() and encoding != "8bit":
        yield f"8bit in {encoding}"
    if encoding == "8bit" and not is_8bit and not body.isascii():
        yield "8bit was not announced with BODY=8BITMIME"
    if encoding == "quoted-printable":
        yield from _quoted(body)
    if encoding == "base64":
        yield from _base64(body)


def _quoted(body: bytes) -> Iterator[str]:
    for line in re.split(rb"\r?\n", body):
        if len(line) > ENCODED_LINE:
            yield f"a quoted-printable line of {len(line)} bytes is longer than {ENCODED_LINE}"
        if re.search(rb"=(?![0-9A-F]{2}|$)", line):
            yield f"a broken = in quoted-printable: {line[:60]!r}"
        if re.search(rb"[ \t]$", line):
            yield "a quoted-printable line ends in a space"


def _base64(body: bytes) -> Iterator[str]:
    lines = re.split(rb"\r?\n", body)
    if max(map(len, lines)) > ENCODED_LINE:
        yield f"a base64 line is longer than {ENCODED_LINE}"
    try:
        base64.b64decode(b"".join(lines), validate=True)
    except binascii.Error:
        yield "broken base64"


def _readable(part: EmailMessage, kind: str) -> Iterator[str]:
    if not kind.startswith("text/"):
        return
    content = part.get_payload(decode=True)
    charset = part.get_content_charset("us-ascii")
    try:
        bytes(content if isinstance(content, bytes) else b"").decode(charset)
    except (LookupError, UnicodeDecodeError):
        yield f"{kind}: cannot be read as {charset}"
