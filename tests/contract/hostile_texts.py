"""Two hundred texts and more that mean harm, the same in every run."""

import unicodedata

DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
# fmt: off
MARKUP = (
    # Slack
    "<!channel>", "<!here|here>", "<!everyone>", "<@U0000000001>", "<@U0000000001|boss>",
    "<#C0000000001|general>", "<!subteam^S1>", "<!date^0^{date}|x>", "<https://evil.example|bank>",
    "&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "*bold*", "_italic_", "~struck~", "`code`",
    "```\ncode\n```", "> quoted", ">>> all quoted", ":smile:", ":skin-tone-2:", "- * _ ~ ` >",
    # Adaptive Cards
    "[Free money](https://evil.example)", "**bold**", "__bold__", "# Heading", "1. first",
    "- point", "* point", "+ point", "1) first", "![x](https://evil.example/p.png)",
    "<at>All</at>", "<at>Ada</at> <at>Ada</at>", "{{DATE(2026-01-01T00:00:00Z)}}",
    "{{TIME(2026-01-01T00:00:00Z)}}", "{{{{DATE(1)}}}}", "${$data.name}", "${if(true, 'a', 'b')}",
    "{name}", "\\*escaped\\*", "| a | b |\n|---|---|", "***", "---", "===",
    # HTML
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=a()>",
    '"><svg onload=alert(1)>', "' onmouseover='alert(1)", "</title></style></textarea><h1>",
    "<!-- x -->", "--><b>", "<!DOCTYPE x>", "<![CDATA[x]]>", "]]>", "<a href=javascript:a()>x</a>",
    "&#60;b&#62;", "&#x3C;b&#x3E;", "&lt;b&gt;", "&amp;", "&", "<", ">", '"', "'", "</article>",
    "</div></form></main>", "<style>*{display:none}</style>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>", "<b", "<b/", "{{ 7 * 7 }}", "{% raw %}", "{# x #}",
    # Mail
    "Ada\r\nBcc: eve@evil.example", "Ada\nBcc: eve@evil.example", "Ada\rBcc: eve@evil.example",
    "Ada\r\n\r\n<h1>Body</h1>", "Ada\r\n.\r\nMAIL FROM:<eve@evil.example>", "\r\n.\r\n", ".", "..",
    "From me", "=?utf-8?q?Bcc:=20eve?=", "=?utf-8?b?QmNjOiBldmU=?=", "=0D=0ABcc: eve", "=3D", "=",
    '"Ada" <eve@evil.example>', "ada@example.com, eve@evil.example", "--boundary", "-- \nNot mine",
    # Databases, shells, spreadsheets, paths
    "'; DROP TABLE contact; --", "%s %d %(x)s", "%00", "$(reboot)", "`reboot`", "=1+1", "@SUM(1)",
    "+1", "../../etc/passwd", "C:\\con", "\\u202e", "\\x00", "\x1b[31mred\x1b[0m", "null", "None",
    # Addresses
    "javascript:alert(1)", "data:text/html,<b>x", "https://evil.example", "www.evil.example",
    "mailto:eve@evil.example", "//evil.example", "https://exa mple.com",
)
# fmt: on
LETTERS = (
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA1)),
    *"\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e",
    *"\u2060\u2061\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb\ufffc\ufffd\ufffe\uffff",
    *"\ud800\udfff\ue000\u00ad\u034f\u115f\u3164\U000e0001\U000e007f\U0010ffff\U0001ffff",
)
SHAPED = (
    "\u202eadA\u202c", "\u202enimda", "\u2067Ada", "\u2066\u2066\u2066", "\u202a" * 40,
    "\u05d0\u05d1\u05d2 12 \u05d3", "\u0645\u0631\u062d\u0628\u0627, Ada (3)", "\u05d0<b>\u05d1",
    "\u0301", "\u0301\u0301\u0301Ada", "A\u0301\u0327\u0489da", "Z" + "\u0301" * 60,
    "\U0001f600", "\U0001f469\u200d\U0001f4bb", "\U0001f1e9\U0001f1ea", "\u2764\ufe0f",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "1\ufe0f\u20e3",
    "\U0001d400\U0001d41d\U0001d41a", "\u212b \u1e9b\u0323 \ufb01 \u0130 \u017f \u212a",
    "\uff1cb\uff1e", "\uff20channel", "\u3000", "\u200b\u200b\u200b", "   ", "\t\n\t", "",
)  # fmt: skip
LENGTH = 10_000
LONG = tuple(
    (unit * LENGTH)[:LENGTH]
    for unit in (
        *("&", "word <", "*_:a:", "\U0001f600", "\u202e\u05d0", "\x00"),
        *("\r\nBcc: eve@evil.example", "https://evil.example/"),
    )
)
GROUPED = tuple("Ada".join(LETTERS[start : start + 2]) for start in range(0, len(LETTERS), 2))
HOSTILE = tuple(dict.fromkeys((*MARKUP, *(f"A{each}Z" for each in GROUPED), *SHAPED, *LONG)))


NO_LETTERS = frozenset(map(chr, range(0xFDD0, 0xFDF0))) | {
    chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)
}
"""Numbers that Unicode gives to no character, for ever."""


def _acts(letter):
    return (
        unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(letter) in DIRECTIONS
        or letter in NO_LETTERS
    )


ACTING = NO_LETTERS | frozenset(filter(_acts, map(chr, range(0x11000))))
"""Characters that do something to what stands around them instead of being read."""
_UNSEEN = dict.fromkeys(map(ord, ACTING | {x for x in map(chr, range(0x11000)) if x.isspace()}))


def acting(text):
    """Return which characters of a payload act; line ends and tabs may."""
    return sorted((ACTING & set(text)) - set("\r\n\t"))


def seen(text):
    """Return of a text what must reach a reader's eyes, whatever becomes of spaces and lines."""
    return text.translate(_UNSEEN)


def named(text):
    """Return a text as it may stand in the report of a test."""
    return ascii(text[:40]) + (f" and so on, {len(text)}" if len(text) > 40 else "")
