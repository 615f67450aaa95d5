"""One newsletter for one reader: as the core says it, and as one would write its card by hand."""

import json

from bot.action import ActionRef
from bot.message import Button, Buttons, Fact, Facts, LinkButton, Message, Paragraph, Text

TITLE = "Cirrus partner news, week 48"
HELLO = "Good morning {name}, three things changed for partners since you last heard from us."
NEWS = """\
Deal registration is answered within two working days from Monday on. What is not answered by \
then counts as approved, and your partner manager hears of it before you do.
The price list for backup changes on 1 January. Quotes you send before Christmas keep the old \
prices until the end of March, whatever is ordered with them.
The next technical workshop is on 9 December, in English and in German. There are forty places, \
and recordings for everybody who cannot be there.""".splitlines()
FACTS = {"New ARR this quarter": "EUR 48,200", "Renewals due": "7", "Open deals": "12"}
BUTTON, LINK, ADDRESS = "Ask me later", "Read it all", "https://partners.example/news/48"


def message_for(name: str) -> Message:
    """Return it as our messenger takes it."""
    return Message(
        TITLE,
        (
            Paragraph((Text(HELLO.format(name=name)),)),
            *(Paragraph((Text(piece),)) for piece in NEWS),
            Facts(tuple(Fact(label, value) for label, value in FACTS.items())),
            Buttons(
                (Button(BUTTON, ActionRef("mute", {"topic": "news"})), LinkButton(LINK, ADDRESS))
            ),
        ),
    )


def activity_for(name: str) -> bytes:
    """Return the same card written by hand, as it travels."""
    words = [HELLO.format(name=name), *NEWS]
    rows = [
        {
            "type": "TableRow",
            "cells": [
                _cell(label, isSubtle=True, weight="default"),
                _cell(value, weight="bolder"),
            ],
        }
        for label, value in FACTS.items()
    ]
    table = {
        "type": "Table",
        "columns": [{"width": 1}, {"width": 2}],
        "firstRowAsHeader": False,
        "showGridLines": False,
        "rows": rows,
    }
    later = {
        "type": "Action.Execute",
        "title": BUTTON,
        "verb": "mute",
        "data": {"action": "mute?topic=news"},
        "associatedInputs": "none",
    }
    read = {"type": "Action.OpenUrl", "title": LINK, "url": ADDRESS}
    heading = {
        "type": "TextBlock",
        "text": TITLE,
        "wrap": True,
        "style": "heading",
        "size": "large",
        "weight": "bolder",
    }
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "msteams": {"width": "Full"},
        "body": [
            heading,
            *(_block(each) for each in words),
            table,
            {"type": "ActionSet", "actions": [later, read]},
        ],
    }
    activity = {
        "type": "message",
        "summary": TITLE,
        "attachments": [
            {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
        ],
        "channelData": {"notification": {"alert": True}},
    }
    return json.dumps(activity, separators=(",", ":")).encode()


def _block(words: str, **style: object) -> dict[str, object]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words, **style}]}


def _cell(words: str, **style: object) -> dict[str, object]:
    return {"type": "TableCell", "items": [_block(words, **style)]}
