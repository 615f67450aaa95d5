"""Draws each element of a message as parts of an Adaptive Card."""

from collections.abc import Iterable
from typing import assert_never

from adapters.teams.limits import (
    ABILITIES,
    ALT_TEXT,
    BUTTON_TEXT,
    INPUT_LABEL,
    LIMITS,
    ROW_BYTES,
    TEXT,
    picture_address,
)
from adapters.teams.lists import code_pieces, list_pieces, quotation_pieces
from adapters.teams.parts import (
    PICKED,
    Part,
    Piece,
    button,
    heading,
    lines,
    rich,
    rows_of,
    run,
    span_runs,
    wire,
)
from adapters.teams.tables import (
    chart_pieces,
    facts_grid,
    row_of,
    table_pieces,
    words_pieces,
)
from bot.fitting import NOTHING
from bot.language import Wording
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    CodeBlock,
    Divider,
    Element,
    Fact,
    Facts,
    Figure,
    Heading,
    Image,
    Link,
    Outline,
    Paragraph,
    Poll,
    Quotation,
    Scale,
    Spans,
    Table,
    Text,
    Video,
)
from bot.pictures import inline_picture
from bot.plain_text import spans_text

CHOICE = "choice"
"""What the input of a choice is called until its card is put together."""


def element_pieces(  # noqa: C901, PLR0911, PLR0912 - one case an element
    element: Element, wording: Wording
) -> Iterable[Piece]:
    """Draw one element; what must not be parted is one piece. `wording` has our own words."""
    match element:
        case Heading(text):
            return title_pieces(text, "medium")
        case Paragraph(spans, quiet):
            return paragraph_pieces(spans, quiet=quiet)
        case Bullets() | Outline():
            return list_pieces(element.points)
        case Quotation(paragraphs):
            return quotation_pieces(paragraphs)
        case CodeBlock(text):
            return code_pieces(text)
        case Image():
            return _image(element)
        case Video():
            return _video(element)
        case Divider():
            return (Piece("divider", ()),)
        case Facts(facts):
            return _facts(facts)
        case Table():
            return table_pieces(element)
        case Chart():
            return chart_pieces(element)
        case Figure():
            return _figure(element)
        case Scale():
            return _scale(element)
        case Buttons(buttons):
            drawn = [button(pressed) for pressed in buttons]
            return (Piece("buttons", rows_of(drawn)),) if drawn else ()
        case Choice():
            return _choice(element, wording)
        case Poll():
            return _poll(element)
        case _:
            assert_never(element)


def title_pieces(words: str, size: str = "large") -> Iterable[Piece]:
    """Draw a heading."""
    for line in lines((Text(words),)):
        yield Piece("heading", (heading(spans_text(line), size),))


def paragraph_pieces(spans: Spans, *, quiet: bool = False) -> Iterable[Piece]:
    """Draw running text, a block for each of its lines."""
    style = {"size": "small", "isSubtle": True} if quiet else {}
    drawn = ([part for span in line for part in span_runs(span, **style)] for line in lines(spans))
    # A link without words and address draws nothing, and Teams refuses a block of nothing.
    for number, runs in enumerate(filter(None, drawn)):
        close = {"spacing": "none"} if number else {}
        yield Piece("paragraph", (rich(*runs, **close),))


def _image(image: Image) -> Iterable[Piece]:
    alt = LIMITS.within(image.alt, ALT_TEXT, "image alt")
    inline = inline_picture(image.url)
    if inline:
        url = ABILITIES.shown(inline).address
        attached: Part = {"contentType": inline.kind, "contentUrl": url, "name": alt}
        yield Piece("image", (), attached)
        return
    url = picture_address(image.url, "image address")
    grown = {"msteams": {"allowExpand": True}}
    yield Piece("image", ({"type": "Image", "url": url, "altText": alt, **grown},))


def _video(video: Video) -> Iterable[Piece]:
    title = LIMITS.within(video.title, ALT_TEXT, "video title")
    url = LIMITS.web_address(video.url, "video address")
    yield from paragraph_pieces((Link(title, url),))
    if video.thumbnail:
        picture = picture_address(video.thumbnail, "video thumbnail")
        opened = {"type": "Action.OpenUrl", "url": url}
        still: Part = {"type": "Image", "url": picture, "altText": title, "selectAction": opened}
        yield Piece("video", (still,))


def _facts(facts: tuple[Fact, ...]) -> Iterable[Piece]:
    """Draw facts side by side; one too long for that is written out.

    A fact set would read markup in names; a table of runs does not.
    """
    taken: list[Part] = []
    for fact in facts:
        row = row_of(
            [
                # Clients know "no head" by another name than the schema, and draw one.
                [rich(*run(_one_line(fact.label), isSubtle=True, weight="default"))],
                [rich(*run(_one_line(fact.value), weight="bolder"))],
            ]
        )
        if len(wire(row)) <= ROW_BYTES:
            taken.append(row)
            continue
        yield from _fact_table(taken)
        taken = []
        yield from words_pieces("facts", Text(f"{fact.label}: "), Bold(fact.value))
    yield from _fact_table(taken)


def _fact_table(rows: list[Part]) -> Iterable[Piece]:
    if rows:
        for part in facts_grid(rows):
            yield Piece("facts", (part,))


def _one_line(words: str) -> str:
    return " ".join(words.split()) or NOTHING


def _figure(figure: Figure) -> Iterable[Piece]:
    value = LIMITS.within(figure.value, TEXT, "figure value")
    label = " ".join(figure.label.split())
    above = [rich(*run(label, isSubtle=True))] if 0 < len(label) <= TEXT else []
    if label and not above:
        yield from words_pieces("figure label", Text(figure.label))
    large = rich(*run(_one_line(value), size="extraLarge", weight="bolder"), spacing="none")
    yield Piece("figure", (*above, large))
    for line in lines((Text(figure.note),)):
        yield Piece("figure note", (rich(*run(spans_text(line), isSubtle=True), spacing="none"),))


def _scale(scale: Scale) -> Iterable[Piece]:
    ends = {scale.low: scale.low_label, scale.high: scale.high_label}
    steps = [
        button(
            Button(str(step), action, primary=step == scale.chosen),
            "scale step",
            tooltip=f"{step}, {ends[step]}" if ends.get(step, "").strip() else "",
        )
        for step, action in LIMITS.steps(scale)
    ]
    words = ", ".join(f"{step} = {label}" for step, label in ends.items() if label.strip())
    LIMITS.within(words or NOTHING, TEXT, "scale labels")
    beside = [rich(*run(_one_line(words), size="small", isSubtle=True))] if words else []
    yield Piece("scale", (*rows_of(steps), *beside))


def _choice(choice: Choice, wording: Wording) -> Iterable[Piece]:
    options = [
        {
            "title": LIMITS.within(option.label, BUTTON_TEXT, "choice option label"),
            "value": LIMITS.packed(
                choice.action.with_argument("value", option.value), "choice option value"
            ),
        }
        for option in choice.options
    ]
    if not options:
        raise LIMITS.refusal("choice", "has no options")
    if len({option["value"] for option in options}) < len(options):
        raise LIMITS.refusal("choice", "has two options of one value")
    is_short = 0 < len(choice.label.strip()) <= len(choice.label) <= INPUT_LABEL
    if not is_short:
        yield from words_pieces("choice label", Text(choice.label))
    menu: Part = {
        "type": "Input.ChoiceSet",
        "id": CHOICE,
        "style": "compact",
        "choices": options,
        **({"label": choice.label} if is_short else {}),
    }
    take = button(Button(wording.say("control_choose"), choice.action))
    take["data"] = {PICKED: CHOICE}
    take["associatedInputs"] = "auto"
    yield Piece("choice", (menu, *rows_of([take])))


def _poll(poll: Poll) -> Iterable[Piece]:
    if not poll.options:
        raise LIMITS.refusal("poll", "has no options")
    yield from words_pieces("poll question", Bold(poll.question))
    if poll.votes:
        counted = zip(poll.options, poll.votes, strict=False)
        yield from _facts(tuple(Fact(option.label, str(votes)) for option, votes in counted))
    buttons = [
        button(
            Button(option.label, poll.action.with_argument("value", option.value)), "poll option"
        )
        for option in poll.options
    ]
    yield Piece("poll", rows_of(buttons))
