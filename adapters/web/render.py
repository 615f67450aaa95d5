"""Draws a message as HTML: pure, every text escaped, every control an ordinary form control.

The controls expect to stand inside a form that posts to the chat: a pressed button sends
its packed action as `action`; a list sends the number of the list as `pick` and the packed
action of the picked option as `picked-<number>`.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import assert_never

from markupsafe import Markup

from adapters.outlines import ListLook, html_list
from adapters.web.charts import draw_chart
from adapters.web.controls import picked
from adapters.web.limits import ABILITIES, LIMITS
from adapters.web.markup import join, table
from adapters.web.spans import link, list_part, render_spans
from bot.action import ActionRef
from bot.fitting import is_web_address, may_open, written_address
from bot.language import Wording
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    CodeBlock,
    Divider,
    Element,
    Facts,
    Figure,
    Heading,
    Image,
    LinkButton,
    Message,
    Outline,
    Paragraph,
    Poll,
    Quotation,
    Scale,
    Table,
    Video,
)
from bot.pictures import inline_picture
from bot.plain_text import cell_spans
from bot.posting import signed

FEW_OPTIONS = 4
"""So many options are shown as buttons side by side; more become a list to pick from."""


LISTS = ListLook(render_spans, list_part)


def render_html(message: Message, wording: Wording) -> str:
    """Draw a whole message, with our own words in its language."""
    ours = wording.in_language(message.language)
    numbers = count()
    title = Markup('<h2 dir="auto">{}</h2>').format(message.title) if message.title else Markup("")
    elements = signed(message).elements
    return str(title + join(_element(element, numbers, ours) for element in elements))


def _element(  # noqa: C901, PLR0911, PLR0912 - one case an element
    element: Element, numbers: Iterator[int], wording: Wording
) -> Markup:
    match element:
        case Heading(text):
            return Markup('<h3 dir="auto">{}</h3>').format(text)
        case Paragraph(parts, quiet):
            quiet_mark = Markup(' class="quiet"') if quiet else ""
            return Markup('<p dir="auto"{}>{}</p>').format(quiet_mark, render_spans(parts))
        case Bullets() | Outline():
            return html_list(element.points, LISTS)
        case Quotation(paragraphs):
            said = join(Markup("<p>{}</p>").format(render_spans(each)) for each in paragraphs)
            return Markup('<blockquote dir="auto">{}</blockquote>').format(said)
        case CodeBlock(text):
            return Markup("<pre><code>{}</code></pre>").format(text)
        case Image():
            return _image(element)
        case Video():
            return _video(element, wording)
        case Divider():
            return Markup("<hr>")
        case Facts():
            return _facts(element)
        case Table():
            return _table(element)
        case Chart():
            return draw_chart(element, wording)
        case Figure():
            return _figure(element)
        case Scale():
            return _scale(element, wording)
        case Buttons(buttons):
            return Markup('<p class="buttons">{}</p>').format(join(map(_button, buttons)))
        case Choice():
            return _choice(element, next(numbers), wording)
        case Poll():
            return _poll(element, wording)
        case _:
            assert_never(element)


def _image(image: Image) -> Markup:
    inline = inline_picture(image.url)
    if not inline and not is_web_address(image.url):
        return Markup('<p class="quiet" dir="auto">{}</p>').format(image.alt)
    source = ABILITIES.shown(inline).address if inline else written_address(image.url)
    return Markup(
        '<figure class="picture"><img src="{}" alt="{}" loading="lazy"></figure>'
    ).format(source, image.alt)


def _video(video: Video, wording: Wording) -> Markup:
    picture = (
        Markup('<img src="{}" alt="" loading="lazy">').format(written_address(video.thumbnail))
        if is_web_address(video.thumbnail)
        else Markup("")
    )
    if not may_open(video.url):
        return Markup('<p dir="auto">{}</p>').format(video.title)
    play = Markup('<span class="play" aria-hidden="true"></span>')
    title = Markup('<span class="film-title" dir="auto"><span class="hidden">{} </span>{}</span>')
    inside = Markup('<span class="film-picture">{}{}</span>{}').format(
        picture, play, title.format(wording.say("control_film"), video.title)
    )
    return Markup('<p class="film-place">{}</p>').format(link(video.url, inside, "film"))


def _facts(facts: Facts) -> Markup:
    pairs = join(
        Markup('<div><dt dir="auto">{}</dt><dd dir="auto">{}</dd></div>').format(
            fact.label, fact.value
        )
        for fact in facts.facts
    )
    return Markup('<dl class="facts">{}</dl>').format(pairs)


def _table(element: Table) -> Markup:
    numeric = [column.numeric for column in element.columns]
    heads = [column.title for column in element.columns]
    rows = [[render_spans(cell_spans(cell)) for cell in row] for row in LIMITS.rows(element)]
    told = (
        Markup('<p class="summary" dir="auto">{}</p>').format(element.summary)
        if element.summary
        else ""
    )
    if not heads:
        return Markup('<p dir="auto"><strong>{}</strong></p>{}').format(element.caption, told)
    return table(element.caption, heads, rows, numeric) + told


def _figure(figure: Figure) -> Markup:
    note = (
        Markup('<span class="note" dir="auto">{}</span>').format(figure.note)
        if figure.note
        else ""
    )
    return Markup(
        '<p class="figure"><span class="label" dir="auto">{}</span><span class="hidden">: </span>'
        '<strong class="value">{}</strong>{}</p>'
    ).format(figure.label, figure.value, note)


def _scale(scale: Scale, wording: Wording) -> Markup:
    steps = join(
        _press_button(str(step), action, pressed=step == scale.chosen)
        for step, action in LIMITS.steps(scale)
    )
    return Markup(
        '<fieldset class="scale"><legend class="hidden">{ends}</legend>'
        '<div class="steps">{steps}</div>'
        '<p class="ends" aria-hidden="true"><span dir="auto">{low} = {low_label}</span>'
        '<span dir="auto">{high} = {high_label}</span></p></fieldset>'
    ).format(
        low=scale.low,
        low_label=scale.low_label,
        high=scale.high,
        high_label=scale.high_label,
        steps=steps,
        ends=wording.say(
            "scale_ends",
            low=str(scale.low),
            low_label=scale.low_label,
            high=str(scale.high),
            high_label=scale.high_label,
        ),
    )


def _press_button(label: str, action: ActionRef, *, pressed: bool) -> Markup:
    return Markup(
        '<button name="action" value="{}" class="step" aria-pressed="{}">{}</button>'
    ).format(LIMITS.packed(action, "scale step value"), "true" if pressed else "false", label)


def _button(button: Button | LinkButton, element: str = "button") -> Markup:
    match button:
        case Button(label, action, primary):
            return Markup(
                '<button dir="auto" name="action" value="{}" class="{}">{}</button>'
            ).format(
                LIMITS.packed(action, f"{element} value"),
                "button primary" if primary else "button",
                LIMITS.spoken(label, f"{element} label"),
            )
        case LinkButton(label, url):
            words = LIMITS.spoken(label, "button label")
            return link(url, Markup("{}").format(words), "button")
        case _:
            assert_never(button)


def _choice(choice: Choice, number: int, wording: Wording) -> Markup:
    if len(choice.options) <= FEW_OPTIONS:
        buttons = join(
            _button(Button(option.label, picked(choice, option)), "choice option")
            for option in choice.options
        )
        return Markup(
            '<fieldset class="choice"><legend dir="auto">{}</legend>'
            '<div class="buttons">{}</div></fieldset>'
        ).format(choice.label, buttons)
    options = join(
        Markup('<option value="{}">{}</option>').format(
            LIMITS.packed(picked(choice, option), "choice option value"),
            LIMITS.spoken(option.label, "choice option label"),
        )
        for option in choice.options
    )
    return Markup(
        '<div class="choice"><label><span dir="auto">{label}</span>'
        '<select name="picked-{n}">{options}</select></label>'
        '<button name="pick" value="{n}" class="button" aria-label="{spoken}">{choose}'
        "</button></div>"
    ).format(
        label=choice.label,
        n=number,
        options=options,
        spoken=wording.say("control_choose_this", label=choice.label),
        choose=wording.say("control_choose"),
    )


def _poll(poll: Poll, wording: Wording) -> Markup:
    total = sum(poll.votes)
    rows = join(
        Markup("<li>{}{}</li>").format(
            _button(Button(option.label, picked(poll, option)), "poll option"),
            _votes(poll.votes, place, wording),
        )
        for place, option in enumerate(poll.options)
    )
    told = (
        Markup('<p class="quiet">{}</p>').format(wording.say_number("votes", total))
        if poll.votes
        else ""
    )
    return Markup(
        '<fieldset class="poll"><legend dir="auto">{}</legend><ul>{}</ul>{}</fieldset>'
    ).format(poll.question, rows, told)


def _votes(votes: Sequence[int], place: int, wording: Wording) -> Markup:
    if not votes:
        return Markup("")
    total = sum(votes)
    mine = votes[place] if place < len(votes) else 0
    share = 100 * mine / total if total else 0
    # A width attribute, for the page's policy refuses style attributes.
    return Markup(
        '<span class="votes"><svg class="bar" aria-hidden="true"><rect width="{:.1f}%" '
        'height="100%" rx="3"/></svg><span>{}</span></span>'
    ).format(share, wording.say_number("votes", mine))
