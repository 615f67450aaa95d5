"""People before each platform, who do there what people do: say, look, press, fill in, answer."""

from dataclasses import dataclass
from typing import Any, Protocol

from playwright.async_api import Locator, Page, expect

from adapters.slack.rich_text import rich_text_of
from tests.stand_ins import slack as slacks
from tests.stand_ins import teams as teamses
from tests.stand_ins.teams.rewriting import quote

PATIENCE = 20
SAY = "What do you want to say or ask?"


class Actor(Protocol):
    """One person, and what they see."""

    async def say(self, words: str) -> None:
        """Write to the bot."""

    async def begin(self, said: str, **values: str) -> None:
        """Say what opens a form, and keep it filled in."""

    async def see(self, words: str) -> Any:
        """Wait for a message with these words."""

    async def press(self, card: Any, label: str, then: str = "") -> None:
        """Press the button that is called so, or begins so; wait for what the card says then."""

    async def fill(self, card: Any, label: str, submit: str, **values: str) -> None:
        """Press what opens a form, fill it in, and send it."""

    async def offers(self, card: Any, label: str) -> None:
        """Wait until a card has a button that begins so."""

    async def answer(self, card: Any, words: str) -> None:
        """Answer a message in words, the way it is done there."""


def named(labels: list[str], wanted: str) -> str:
    """Return the label that is this, or the first that begins so."""
    begun = [label for label in labels if label.startswith(wanted)]
    return wanted if wanted in labels else begun[0]


def offering(labels: list[str], wanted: str) -> bool:
    return any(label.startswith(wanted) for label in labels)


@dataclass
class OnSlack:
    slack: slacks.FakeSlack
    person: Any

    async def say(self, words):
        await self.person.say_in_dm(words)

    async def begin(self, said, **values):
        await self.say(said)
        form = await self.see("An announcement")
        values["words"] = rich_text_of(values["words"])
        await self.fill(form, "Write an announcement", "", **values)

    async def see(self, words):
        return await self.slack.wait_for_message(
            self.person, lambda one: words in one.text, timeout=PATIENCE
        )

    async def press(self, card, label, then=""):
        await self.person.press(card, named(card.labels(), label))
        await self.slack.until(lambda: then in card.text, timeout=PATIENCE)

    async def fill(self, card, label, submit, **values):
        del submit  # a modal has one button
        await self.press(card, label)
        await self.person.submit(await self.slack.wait_for_view(self.person, bool), values)

    async def offers(self, card, label):
        await self.slack.until(lambda: offering(card.labels(), label), timeout=PATIENCE)

    async def answer(self, card, words):
        await self.person.say_in_dm(words, thread_ts=card.ts)


@dataclass
class OnTeams:
    teams: teamses.FakeTeams
    person: Any

    async def say(self, words):
        await self.person.say(words)

    async def begin(self, said, **values):
        await self.say(said)
        form = await self.see("An announcement")
        await self.fill(form, "Write an announcement", "Keep as draft", **values)

    async def see(self, words):
        return await self.teams.wait_for_message(
            self.person, lambda one: words in str(one.card) or words in one.text, timeout=PATIENCE
        )

    async def press(self, card, label, then=""):
        await self.person.press(card, named(self.person.labels(card), label))
        await self.teams.until(lambda: then in str(self.person.card(card)), timeout=PATIENCE)

    async def fill(self, card, label, submit, **values):
        typed = {f"field-{name}": value for name, value in values.items()}
        await self.press(card, label)
        if self.person.dialog and self.person.dialog.is_open:
            await self.person.submit(values=typed, what=submit)
        else:
            await self.person.press(card, submit, typed)

    async def offers(self, card, label):
        await self.teams.until(lambda: offering(self.person.labels(card), label), timeout=PATIENCE)

    async def answer(self, card, words):
        await quote(self.person, card, words)


@dataclass
class InBrowser:
    page: Page
    used: str = ""
    """The key of the newest press: a second one with it would count as a double click."""

    async def say(self, words):
        await self.page.get_by_label(SAY).fill(words)
        await self.page.get_by_label(SAY).press("Enter")

    async def begin(self, said, **values):
        await self.say(said)
        await self._send_form("Keep as draft", values)

    async def see(self, words):
        line = self.page.locator("article.line.ours", has_text=words).last
        await expect(line).to_be_visible()
        return self.page.locator(f"#{await line.get_attribute('id')}")

    async def press(self, card: Locator, label, then=""):
        await self.offers(card, label)
        wanted = named(await self._labels(card), label)
        key = card.locator("[name='key']")
        await expect(key).not_to_have_value(self.used)
        self.used = await key.input_value()
        await card.get_by_role("button", name=wanted, exact=True).click()
        if then:
            await expect(card).to_contain_text(then)
            await expect(card).to_be_in_viewport()

    async def fill(self, card, label, submit, **values):
        await self.press(card, label)
        await self._send_form(submit, values)

    async def offers(self, card, label):
        await expect(card.get_by_role("button", name=label).first).to_be_visible()

    async def answer(self, card, words):
        await expect(card).to_be_visible()
        await self.say(words)

    async def _labels(self, card):
        return await card.get_by_role("button").all_inner_texts()

    async def _send_form(self, submit, values):
        sheet = self.page.locator("#sheet")
        send = sheet.get_by_role("button", name=submit, exact=True)
        await expect(send).to_be_visible()
        for name, value in values.items():
            choices = sheet.locator(f"[type='radio'][name='field-{name}']")
            if await choices.count():
                await choices.and_(sheet.locator(f"[value='{value}']")).check()
            else:
                await sheet.locator(f"#field-{name}").fill(value)
        await send.click()
        await expect(send).to_be_hidden()
