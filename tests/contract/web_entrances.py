"""The web's two doors: what is typed into the browser chat, and the pages by personal link."""

from contextlib import asynccontextmanager
from itertools import count
from urllib.parse import urlencode

from drumbeat.demo.chat.cookies import COOKIE, Signer
from tests.contract.entrance import IN_TIME, Entrance, Request
from tests.web.doubles import KEY, MARTA, open_house
from tests.web.letter_pages import LEAVE, PAGE, fields_of, opened

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
numbers = count(1)


class ChatEntrance(Entrance):
    name = "chat"

    def request(self):
        return self._posted(Signer(KEY))

    def _posted(self, signer, **changes):
        cookie = signer.start(MARTA.contact_id)
        visit = signer.read(cookie)
        fields = {"token": signer.token(visit), "key": f"k{next(numbers)}", "text": "hush words"}
        return Request(
            f"{self.url}/chat/say",
            urlencode({**fields, **changes}).encode(),
            {**FORM, "Cookie": f"{COOKIE}={cookie}"},
            "hush words",
        )

    def garbage(self, body):
        return Request(f"{self.url}/chat/say", body, self.request().headers)

    def forgeries(self):
        proper = self.request()
        yield "nobody", Request(proper.url, proper.body, FORM)
        yield "another key", self._posted(Signer(b"another key"))
        yield "no token", self._posted(Signer(KEY), token="")
        yield "another visit's token", Request(proper.url, proper.body, self.request().headers)
        yield "another site", proper.proved_by(Origin="https://evil.example")
        yield "another site's page", proper.proved_by(**{"Sec-Fetch-Site": "cross-site"})


class PagesEntrance(Entrance):
    name = "pages"

    def __init__(self, url, inbox, router, workers, offered):
        super().__init__(url, inbox, router, workers)
        self._offered = offered

    def request(self):
        tapped = {**self._offered, "action": "score?i=1&value=9", "key": f"k{next(numbers)}"}
        return self._posted(f"/s/{PAGE}", **tapped)

    def _posted(self, path, **fields):
        body = urlencode({"key": f"k{next(numbers)}", **fields}).encode()
        return Request(f"{self.url}{path}", body, FORM, PAGE)

    def garbage(self, body):
        return Request(f"{self.url}/s/{PAGE}", body, FORM)

    def forgeries(self):
        yield "a guess", self._posted(f"/s/{'x' * 22}", value="9")
        yield "a link for leaving", self._posted(f"/s/{LEAVE}", value="9")
        yield "what was not offered", self._posted(f"/s/{PAGE}", action="ask?q=ARR")
        sealed = {"action": "ask?q=ARR", "offered": "ask?q=ARR", "seal": "0" * 32}
        yield "a made-up seal", self._posted(f"/s/{PAGE}", **sealed)


@asynccontextmanager
async def chat_entrance():
    async with open_house(deadline=IN_TIME) as house:
        door = house.dispatch
        yield ChatEntrance(house.url, house.inbox, door, house.workers)


@asynccontextmanager
async def pages_entrance():
    async with opened(deadline=IN_TIME) as site:
        _, page, _ = await site.get(f"/s/{PAGE}")
        yield PagesEntrance(*(site.url, site.inbox, site.router, site.workers), fields_of(page))
