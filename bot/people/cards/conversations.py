"""The screen on which administrators settle whose conversations are."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.action import ActionRef
from bot.context import Context
from bot.form import Form, TextField
from bot.message import (
    Bold,
    Button,
    Buttons,
    Column,
    Divider,
    Element,
    Message,
    Table,
    paragraph,
)
from bot.people.cards.places import called, next_step, state_words
from bot.people.cards.settling import not_settled, settled
from bot.people.rules.matching import Candidate, Why, proposal
from bot.people.rules.place_states import PlaceState
from bot.people.store.shared_places import SharedPlace

SHOW, MATCH, CHOOSE = "conversations", "place_match", "place_choose"
IGNORE, JOIN = "place_ignore", "place_join"
PARTNER = "partner"
SHOWN, SETTLED_SHOWN = 10, 60
LONGEST_ON_A_BUTTON = 40
LONGEST_NAME = 255
MOST_CANDIDATES = 2
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Open:
    """A conversation that is to be settled, and what speaks for whom."""

    place: SharedPlace
    candidates: tuple[Candidate, ...]
    joinable: bool = False
    people: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """What the screen shows; `posted` are the ids of those in which sends are posted."""

    shown: Sequence[Open]
    more: int
    settled: Sequence[SharedPlace]
    posted: frozenset[str]
    troubles: Sequence[str] = ()


def conversations_card(context: Context, listing: Listing) -> Message:
    """Draw what is to be settled, each with its buttons, and below it what was settled."""
    say = context.wording.say
    elements: list[Element] = [
        paragraph(say("conversations_trouble", trouble=trouble)) for trouble in listing.troubles
    ]
    if not listing.shown:
        elements.append(paragraph(say("conversations_nothing_open")))
    for one in listing.shown:
        elements += _open(context, one)
    if listing.more > 0:
        elements.append(paragraph(say("conversations_more", count=str(listing.more))))
    if listing.settled:
        elements += [Divider(), _table(context, listing)]
    elements.append(paragraph(say("conversations_rule"), quiet=True))
    return Message(say("conversations_title"), tuple(elements))


def choosing(context: Context, place: SharedPlace) -> Form:
    """Return the form that asks for the partner's name."""
    say = context.wording.say
    action = ActionRef(CHOOSE, {"c": place.id})
    field = TextField(
        PARTNER, say("conversation_partner"), LONGEST_NAME, required=True, multiline=False
    )
    return Form(
        action=action,
        title=say("conversation_choose_title"),
        submit_label=say("conversation_choose_submit"),
        fields=(field,),
        reopen=Button(say("conversation_choose"), action),
        intro=paragraph(say("conversation_choose_intro", name=name_of(context, place))).spans,
    )


def matched(context: Context, place: SharedPlace, partner: str) -> Message:
    """Say whose it is from now on, and what keeps us from speaking there, if anything does."""
    said = settled(
        context, "settled_conversation_match", name=name_of(context, place), partner=partner
    )
    if place.state in {PlaceState.LIVE, PlaceState.POST_ONLY}:
        return said
    wording = context.wording
    step = next_step(wording, place.state, place.platform)
    closed = f"{state_words(wording, place.state)}: {step}"
    return Message(said.title, (*said.elements, paragraph(closed)))


def name_of(context: Context, place: SharedPlace, people: int = 0) -> str:
    """Return what people know a conversation by."""
    return called(context.wording, place.name, place.kind, place.since, people)


def which(context: Context, found: Sequence[SharedPlace]) -> Message:
    """Ask which of several is meant, each by the name and the id that it can be given by."""
    named = [f"{name_of(context, one)} ({one.external_id})" for one in found[:MOST_NAMED]]
    more = len(found) - len(named)
    named += [context.wording.say("conversations_more_of_them", count=str(more))] if more else []
    return not_settled(context, "settle_which_conversation", names="; ".join(named))


def why_words(context: Context, one: Candidate) -> str:
    """Say what speaks for a partner."""
    return ", ".join(context.wording.say(f"match_by_{why}") for why in Why if why in one.whys)


def proposal_words(context: Context, found: tuple[Candidate, ...]) -> str:
    """Say whose it looks like, or that it may be several partners'."""
    say = context.wording.say
    one = proposal(found)
    if one is not None:
        return say("conversation_proposed", partner=one.name, why=why_words(context, one))
    if not found:
        return say("conversation_unproposed")
    named = "; ".join(f"{each.name} ({why_words(context, each)})" for each in found)
    return say("conversation_ambiguous", partners=named)


def _open(context: Context, one: Open) -> tuple[Element, ...]:
    say, place = context.wording.say, one.place
    facts = [say(f"platform_{place.platform}"), place.installation]
    facts += [say("conversation_shared")] if place.shared else []
    if place.state is not PlaceState.LIVE:
        facts.append(state_words(context.wording, place.state))
    words = proposal_words(context, one.candidates)
    name = name_of(context, place, one.people)
    line = paragraph(Bold(name), f" ({', '.join(facts)}). {words}")
    return line, Buttons(tuple(_buttons(context, one)))


def _buttons(context: Context, one: Open) -> list[Button]:
    say, here = context.wording.say, {"c": one.place.id}
    alone = proposal(one.candidates) is not None
    buttons = [
        Button(
            _label(context, each, alone=alone),
            ActionRef(MATCH, {**here, "p": each.partner_id}),
            primary=alone,
        )
        for each in one.candidates[:MOST_CANDIDATES]
    ]
    buttons.append(Button(say("conversation_choose"), ActionRef(CHOOSE, here)))
    buttons.append(Button(say("conversation_ignore"), ActionRef(IGNORE, here)))
    if one.joinable:
        buttons.append(Button(say("conversation_join"), ActionRef(JOIN, here)))
    return buttons


def _label(context: Context, one: Candidate, *, alone: bool) -> str:
    if len(one.name) > LONGEST_ON_A_BUTTON:
        return f"{one.name[: LONGEST_ON_A_BUTTON - 1]}\u2026"
    return context.wording.say(
        "conversation_yes" if alone else "conversation_is", partner=one.name
    )


def _table(context: Context, listing: Listing) -> Table:
    say = context.wording.say
    rows = tuple(
        (
            name_of(context, place),
            place.partner or "",
            say("conversation_posted_in")
            if place.id in listing.posted
            else state_words(context.wording, place.state),
            next_step(context.wording, place.state, place.platform) or say("none"),
        )
        for place in listing.settled[:SETTLED_SHOWN]
    )
    titles = ("conversation_name", "conversation_partner", "place_state", "conversation_next")
    shown, count = str(len(rows)), str(len(listing.settled))
    summary = say("places_summary", shown=shown, count=count)
    columns = tuple(Column(say(title)) for title in titles)
    return Table(say("conversations_settled"), columns, rows, summary)
