"""Email on the stage."""

from contextlib import asynccontextmanager
from html.parser import HTMLParser

from adapters.email.errors import RELAY_PAUSE
from bot.action import ActionRef
from bot.message import Button, Buttons, Message
from bot.ports import MailLinks
from tests.contract.stage import Arrived, Stage
from tests.email.office import ADA, LinkBook, mail_room, to
from tests.stand_ins.smtp import MailSink


class Page(HTMLParser):
    """Every element of a page, and the words in it."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.words = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        names = " ".join(sorted(told))
        self.elements.append(f"<{tag} {names} {told.get('href', told.get('src', ''))}>")
        self.words += [told[name] or "" for name in ("alt", "title", "aria-label") if name in told]

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        self.elements.append(f"<!-- {data}")

    def handle_decl(self, decl):
        self.elements.append(f"<!{decl}")


class EmailStage(Stage):
    name = "email"
    secrets = (ADA,)

    def __init__(self, sink, links, messenger):
        self.sink, self.links, self.messenger = sink, links, messenger

    def to(self):
        return to()

    async def arrived(self):
        return [_arrived(letter) for letter in self.sink.letters]

    def forget(self):
        self.sink.letters.clear()

    def tries(self):
        return self.sink.connections

    def violations(self):
        return list(map(str, self.sink.violations))

    def too_large(self):
        """A letter's controls are links to a page; who has none cannot be sent any."""
        self.links.issued = MailLinks()
        return Message("x", (Buttons((Button("Go", ActionRef("go")),)),))

    def limit(self):
        """A relay does not say how long: it is left alone for as long as always."""
        self.sink.refuse("421 4.7.0 Too many letters", at="mail")
        return RELAY_PAUSE

    def refuse_before(self):
        self.sink.refuse("450 4.2.1 Mailbox busy", at="rcpt")

    async def nobody_listens(self):
        await self.sink.stop()

    def lose_before(self):
        self.sink.drop_after_data(accepting=False)

    def lose_after(self):
        self.sink.drop_after_data()

    def recipient_gone(self):
        self.sink.refuse("550 5.1.1 No such user", address="gone@example.com")
        return to("gone@example.com")

    def known_again(self):
        return "<d-1@cirrus.example>"

    async def pictures(self):
        walked = (part for letter in self.sink.letters for part in letter.parsed.walk())
        return [part.get_content() for part in walked if part.get_content_maintype() == "image"]


def _arrived(letter):
    page = Page(letter.html)
    headers = [name.lower() for name in letter.parsed.keys()]  # noqa: SIM118 - a name may come twice
    return Arrived(
        name=letter.message_id,
        conversation=letter.recipients[0],
        words="\n".join(page.words),
        raw="\n".join((*map(str, letter.parsed.values()), letter.text, letter.html)),
        twin=letter.text,
        delivery=letter.message_id,
        alive=frozenset([*page.elements, *headers, *letter.recipients]),
    )


@asynccontextmanager
async def email_stage():
    links = LinkBook()
    async with MailSink() as sink, mail_room(sink, links) as messenger:
        yield EmailStage(sink, links, messenger)
