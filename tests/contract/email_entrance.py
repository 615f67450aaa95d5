"""Mail's door: /email/bounces, where reports of letters that came back are handed in."""

from contextlib import asynccontextmanager
from itertools import count

from bot.message import notice
from tests.contract.email_stage import email_stage
from tests.contract.entrance import Entrance, Request
from tests.email.office import ADA, SECRET, opened

HEADER = "X-Drumbeat-Secret"
numbers = count(1)


class EmailEntrance(Entrance):
    name = "bounces"
    report = b""

    def request(self):
        name = f"d-{next(numbers)}".encode()
        return self.garbage(self.report.replace(b"d-0", name))

    def garbage(self, body):
        return Request(self.url, body, {HEADER: SECRET}, ADA)

    def forgeries(self):
        proper = self.request()
        yield "nothing", Request(self.url, proper.body)
        for secret in ("", "wrong", SECRET[:-1], f"{SECRET}s", "\u00fc"):
            yield f"the secret {secret!r}", proper.proved_by(**{HEADER: secret})


@asynccontextmanager
async def email_entrance():
    async with email_stage() as stage:
        await stage.messenger.deliver(stage.to(), notice("Hello", "World"), "d-0")
        report = stage.sink.bounce(stage.sink.letters[0]).raw
    async with opened() as (url, _, router, workers):
        entrance = EmailEntrance(url, workers.inbox, router, workers)
        entrance.report = report
        yield entrance
