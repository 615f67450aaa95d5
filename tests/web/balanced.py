"""Reads HTML as strictly as a test may."""

from html.parser import HTMLParser

VOID = {"input", "hr", "img", "br", "rect", "line", "circle", "polyline"}
WORDS = (
    "h2 h3 p ul li strong em a span figure figcaption dl div dt dd table caption thead tbody tr "
    "th td svg title desc text g details summary fieldset legend label select option textarea "
    "button"
)
KNOWN = VOID | {*WORDS.split()}


class Balanced(HTMLParser):
    """Reads HTML, and complains of a tag that is not ours or not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs):
        assert tag in KNOWN, f"<{tag}> is not drawn here"
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value for name, value in attrs if name in {"href", "src"} and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment came out: {data}")


def read(html: str) -> Balanced:
    parser = Balanced()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser
