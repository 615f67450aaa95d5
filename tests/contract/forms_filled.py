"""One form, filled in by a person on every platform that shows forms."""

from contextlib import asynccontextmanager
from datetime import date, time
from types import SimpleNamespace

from bot.action import ActionRef
from bot.event import Reply
from bot.form import (
    ChoiceField,
    DateField,
    Form,
    MultiChoiceField,
    RichTextField,
    TextField,
    TimeField,
)
from bot.message import Button, Message, Option, Scale
from tests.slack.house import open_house as open_slack_house
from tests.stand_ins.slack import FakeSlack
from tests.stand_ins.teams import FakeTeams
from tests.teams.house import open_house as open_teams_house
from tests.web.doubles import open_house as open_web_house
from tests.web.letter_pages import PAGE, fields_of
from tests.web.letter_pages import opened as open_pages
from tests.web.visitor import browsing

REOPEN = Button("Plan it", ActionRef("plan"))
ROLES = (Option("Sales", "sales"), Option("R & D, tests", "a, b%2C c"), Option("Alle", "ä€"))
MANY = tuple(Option(f"Partner {n}", f"p{n}") for n in range(1, 41))


def form(*, filled=False):
    """Every kind of field there is; `filled`, with something in each from the beginning."""
    return Form(
        ActionRef("planned"),
        "Plan an edition",
        "Save",
        (
            TextField("title", "Title", 80, multiline=False, initial="Old" if filled else ""),
            RichTextField("text", "Text", initial="Old **text**" if filled else ""),
            DateField("day", "Day", initial=date(2026, 12, 1) if filled else None),
            TimeField("at", "Hour", initial=time(8, 15) if filled else None),
            ChoiceField("beat", "Beat", (Option("Weekly", "w"), Option("Monthly", "m"))),
            MultiChoiceField("roles", "Roles", ROLES, initial=("ä€", "gone") if filled else ()),
            MultiChoiceField("partners", "Partners", MANY, initial=("p7",) if filled else ()),
        ),
        REOPEN,
    )


GIVEN = {
    "Title": "Dear all",
    "Day": "2026-12-24",
    "Hour": "09:30",
    "Beat": "Monthly",
    "Roles": ["R & D, tests", "Sales"],
    "Partners": ["Partner 3", "Partner 40"],
}
"""What a person puts in, by what they read."""


def opening(event_form):
    """Answer like a use case: a press opens the form, and what is sent is taken."""
    return Reply(form=event_form)


@asynccontextmanager
async def on_slack(shown):
    async with FakeSlack() as slack, open_slack_house(slack) as house:
        ada = slack.user("ada")
        house.router.reply = Reply((Message("", (_asking(),)),))
        await ada.say_in_dm("plan")
        card = await slack.wait_for_message(ada)
        house.router.reply = Reply(form=shown)
        await ada.press(card, "0")
        await house.workers.rest()

        async def fill(given, markdown):
            said = {"Text": _rich(markdown)} if markdown else {}
            house.router.reply = Reply()
            await ada.submit(ada.view, {**given, **said})

        yield SimpleNamespace(fill=fill, router=house.router, faults=slack.violations)


def _rich(markdown):
    """Format words as Slack's own editor does: every other piece between ** is bold."""
    runs = [
        {"type": "text", "text": words, **({"style": {"bold": True}} if number % 2 else {})}
        for number, words in enumerate(markdown.split("**"))
    ]
    inner = [{"type": "rich_text_section", "elements": runs}]
    return {"type": "rich_text", "elements": inner}


@asynccontextmanager
async def on_teams(shown):
    async with FakeTeams() as teams, open_teams_house(teams) as house:
        ada = teams.person("ada")
        house.router.reply = Reply(form=shown)
        await ada.say("plan")
        await house.workers.rest()
        await ada.press(teams.messages(ada)[-1], "Plan it")

        async def fill(given, markdown):
            house.router.reply = Reply()
            await ada.submit(values={**given, **({"Text": markdown} if markdown else {})})

        yield SimpleNamespace(fill=fill, router=house.router, faults=teams.violations)


@asynccontextmanager
async def on_the_web(shown):
    async with open_web_house() as house, browsing(house) as marta:
        await marta.look()
        house.dispatch.reply = Reply(form=shown)
        await marta.post("/chat/press", {**marta.form("/chat/say").fields, "action": "plan"})

        async def fill(given, markdown):
            asked = marta.form("/chat/submit")
            house.dispatch.reply = Reply()
            pairs = [*asked.fields.items(), *posted(shown, given, markdown)]
            await marta.post(asked.action, pairs)

        yield SimpleNamespace(fill=fill, router=house.dispatch, faults=[])


@asynccontextmanager
async def on_a_page(shown):
    async with open_pages() as site:
        site.router.reply = Reply(form=shown)
        _, asking, _ = await site.get(f"/s/{PAGE}")
        tapped = {**fields_of(asking), "action": "score?i=1&value=9"}
        _, html, _ = await site.post(f"/s/{PAGE}", tapped)

        async def fill(given, markdown):
            site.router.reply = Reply()
            pairs = [*fields_of(html).items(), *posted(shown, given, markdown)]
            await site.post(f"/s/{PAGE}", pairs)

        yield SimpleNamespace(fill=fill, router=site.router, faults=[])


def posted(shown, given, markdown):
    """Yield what a browser posts of a form, box by box; what nobody touched goes as it stood."""
    for asked in shown.fields:
        name, options = f"field-{asked.name}", getattr(asked, "options", ())
        values = {option.label: option.value for option in options}
        found = markdown or None if asked.name == "text" else given.get(asked.label)
        if found is None:
            found = _untouched(asked)
        for one in found if isinstance(found, list | tuple) else [found]:
            yield from [(name, values.get(one, one))] if one else ()


def _untouched(asked):
    first = asked.initial
    if isinstance(first, tuple):
        return [value for value in first if value in {option.value for option in asked.options}]
    return first.strftime("%H:%M") if isinstance(first, time) else str(first or "")


def _asking():
    return Scale(REOPEN.action, 0, 1, "no", "yes")


PLATFORMS = {"slack": on_slack, "teams": on_teams, "web": on_the_web, "pages": on_a_page}
