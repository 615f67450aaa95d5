"""A conversation in which every element of a message occurs."""

from dataclasses import replace
from datetime import timedelta

from bot.action import ActionRef
from bot.form import ChoiceField, Form, TextField
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    Code,
    CodeBlock,
    Column,
    Divider,
    Element,
    Fact,
    Facts,
    Figure,
    Heading,
    Image,
    Italic,
    Link,
    LinkButton,
    Message,
    Option,
    Outline,
    Point,
    Poll,
    Quotation,
    Scale,
    Series,
    Struck,
    Table,
    Video,
    notice,
    paragraph,
    spans,
)
from tests.web.doubles import MARTA, House

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ANSWER_NPS = ActionRef("answer_survey", {"invitation": "i-1"})


def survey(chosen: int | None = None) -> Message:
    return Message(
        "How likely are you to recommend Cirrus to a colleague?",
        (
            Scale(ANSWER_NPS, 0, 10, "not at all likely", "extremely likely", chosen),
            paragraph(
                "Named: your partner manager and our administrators see who said what. "
                "Open until 8 December.",
                quiet=True,
            ),
        ),
    )


PICTURE = "https://example.com/portal.png"
NEWS = Message(
    "The Cirrus Partner Letter",
    (
        paragraph(
            "Good morning Marta, this is what changed ",
            Bold("for gold partners"),
            " since the last letter. ",
            Italic("Three minutes to read."),
        ),
        Image(PICTURE, "The new partner portal on a laptop"),
        Heading("Your numbers this month"),
        Figure("Your ARR", "€1,284,500", "as of 23 Nov 2026 · up 4.2 % on October"),
        Facts(
            (
                Fact("Tier", "Gold"),
                Fact("Renewals due", "14 before the end of the quarter"),
                Fact("Partner manager", "Ada Okafor"),
            )
        ),
        Divider(),
        Heading("New this fortnight"),
        Bullets(
            (
                spans("Deal registration now answers within ", Bold("one working day")),
                spans("Read ", Link("the new price list", "https://example.com/prices")),
                spans("Office hours move to Thursday, 15:00"),
            )
        ),
        Outline(
            (
                Point(spans("Set ", Code("proxy.ttl"), " and restart"), 0, 1),
                Point(spans("It was ", Struck("300"), " before."), goes_on=True),
                Point(spans("on Linux"), 1),
                Point(spans("on Windows"), 1),
                Point(spans("Tell us what you see"), 0, 2),
            )
        ),
        CodeBlock("guardctl restart\n  --now"),
        Quotation((spans("We stopped selling backup."), spans(Italic("A partner")))),
        Table(
            "",
            (Column("Plan"), Column("Price", numeric=True)),
            ((spans(Link("Basic", "https://example.com/basic")), spans(Struck("9"), " 8")),),
            "",
        ),
        Video(
            "https://example.com/film",
            "What is new in Cirrus Backup (2 min)",
            PICTURE,
        ),
        Buttons(
            (
                Button("Register a deal", ActionRef("register_deal"), primary=True),
                LinkButton("Open the portal", "https://example.com/portal"),
                Button("Mute this letter", ActionRef("mute_topic", {"topic": "letter"})),
            )
        ),
        paragraph("You get this because you work in sales at Blue Ridge.", quiet=True),
    ),
)

BY_PRODUCT = Message(
    "ARR by product, last quarter",
    (
        Chart(
            "ARR by product",
            "bar",
            "thousand EUR",
            ("Cirrus Backup", "Cirrus Compute", "Cirrus Secure Access", "Cirrus Mail"),
            (
                Series("Q3 2026", (1284.5, 962.0, 711.3, None)),
                Series("Q2 2026", (1190.0, 981.2, 640.0, 52.5)),
            ),
            "Backup leads with 1,284.5 thousand; Secure Access grew most, by 11 %.",
        ),
        Table(
            "ARR by product and region",
            (
                Column("Product"),
                Column("DACH", numeric=True),
                Column("Nordics", numeric=True),
                Column("North America", numeric=True),
                Column("Change", numeric=True),
            ),
            (
                ("Cirrus Backup", "€512,400", "€301,100", "€471,000", "+7.9 %"),
                ("Cirrus Compute", "€402,000", "€260,000", "€300,000", "-2.0 %"),
                ("Cirrus Secure Access", "€311,300", "€150,000", "€250,000", "+11.1 %"),
            ),
            "Secure Access grew in every region; Compute shrank in DACH.",
        ),
    ),
)

TREND = Message(
    "Churn, month by month",
    (
        Chart(
            "Monthly churn",
            "line",
            "% of opening ARR",
            tuple(f"{month} 26" for month in MONTHS),
            (
                Series(
                    "Blue Ridge",
                    (1.2, 1.4, 1.1, 0.9, None, 1.3, 1.2, 1.0, 0.8, 0.9, 0.7, None),
                ),
                Series(
                    "All gold partners",
                    (1.8, 1.7, 1.7, 1.6, 1.5, 1.6, 1.6, 1.5, 1.4, 1.5, 1.4, None),
                ),
            ),
            "Your churn fell from 1.2 % to 0.7 % since January and stays under your peers'.",
        ),
    ),
)

COLUMNS = Message(
    "New ARR",
    (
        Chart(
            "Net new ARR",
            "bar",
            "EUR",
            MONTHS,
            (
                Series(
                    "Net new", tuple(1000.0 * n for n in (4, 7, -3, 5, 6, 9, 2, -5, 8, 9, 11, 3))
                ),
            ),
            "Best month was November with 11,000.",
        ),
    ),
)

QUESTIONS = Message(
    "Two quick ones",
    (
        Poll(
            ActionRef("vote", {"poll": "p-1"}),
            "Which day suits office hours?",
            (
                Option("Tuesday morning", "tue"),
                Option("Thursday afternoon", "thu"),
                Option("I never come", "never"),
            ),
            (12, 31, 1),
        ),
        Choice(
            ActionRef("set_topic"),
            "What should the next letter be about?",
            tuple(Option(f"Topic number {n}", f"t{n}") for n in range(1, 8)),
        ),
        Choice(
            ActionRef("set_beat"),
            "How often should we write?",
            (Option("Every week", "weekly"), Option("Every month", "monthly")),
        ),
    ),
)

REASON = Form(
    ActionRef("give_reason", {"invitation": "i-1"}),
    "What is the main reason for your 9?",
    "Send my reason",
    (
        TextField(
            "reason",
            "Your reason",
            500,
            required=True,
            hint="Only your partner manager and our administrators read it.",
        ),
        ChoiceField(
            "contact",
            "May we contact you about it?",
            (Option("Yes, please", "yes"), Option("No", "no")),
            required=True,
        ),
        ChoiceField(
            "product",
            "Which product is it about?",
            tuple(Option(f"Product {n}", f"p{n}") for n in range(1, 10)),
        ),
        TextField("phone", "A number to reach you", 30, multiline=False),
    ),
    Button("Give a reason", ActionRef("open_reason", {"invitation": "i-1"})),
    spans("Two questions, ", Bold("one minute"), "."),
)

EVERYTHING = (NEWS, BY_PRODUCT, TREND, COLUMNS, QUESTIONS, survey())


def with_pictures(url: str) -> Message:
    """Return the letter with pictures that this very server has."""
    mark = f"{url}/chat/static/mark.svg"
    return replace(NEWS, elements=tuple(_pictured(each, mark) for each in NEWS.elements))


def _pictured(element: Element, url: str) -> Element:
    match element:
        case Image():
            return replace(element, url=url)
        case Video():
            return replace(element, thumbnail=url)
        case _:
            return element


async def tell_everything(house: House) -> None:
    """Fill Marta's chat with a conversation of two days."""
    log, who = house.chat_log, MARTA.contact_id
    house.stage.moment -= timedelta(days=1)
    await log.append(who, message=with_pictures(house.url), line_id="news")
    house.stage.moment += timedelta(days=1)
    await log.append(
        who,
        message=notice(
            "", "The clock moved on to Tuesday, 24 November, 09:00. One letter went out."
        ),
        line_id="beat-1",
    )
    await log.append(who, said="ARR by product last quarter")
    await log.append(who, message=BY_PRODUCT, line_id="by-product")
    await log.append(who, said="And how did our churn go? I mean for us, against the others.")
    await log.append(who, message=TREND, line_id="trend")
    await log.append(who, message=COLUMNS, line_id="columns")
    await log.append(who, message=QUESTIONS, line_id="questions")
    await log.append(who, said="nps")
    await log.append(who, message=survey(), line_id="survey")
