"""The card with everything somebody may decide for themselves, and the form that changes it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.context import Context
from bot.form import ChoiceField, Form, TextField
from bot.language import nearest
from bot.message import Button, Buttons, Element, Fact, Facts, Message, Option, paragraph
from bot.people.rules.ladder import LADDER
from bot.people.store.reaching import Dossier
from bot.principal import Principal

SETTINGS, CHANGE, ZONE = "settings", "change_settings", "zone"
ANY_WAY = "any"
"""Stands for no platform of one's own choice."""
WORDS_LIMIT = 80


def settings_card(
    context: Context, asker: Principal, found: Dossier, brought: Sequence[Element]
) -> Message:
    """Draw what is set for somebody, with the ways to change it; subjects bring the rest."""
    say = context.wording.say
    country, platform = found.country, found.preferred_platform
    facts = (
        Fact(say("settings_language"), say("language_name")),
        Fact(say("settings_zone"), _zone_now(context, asker.zone)),
        Fact(
            say("settings_country"),
            context.wording.language.country(country) if country else say("settings_unknown"),
        ),
        Fact(
            say("settings_reach"),
            say(f"platform_{platform}") if platform in LADDER else say("settings_reach_any"),
        ),
    )
    change = Buttons((Button(say("settings_change"), ActionRef(CHANGE), primary=True),))
    words = paragraph(say("settings_words"), quiet=True)
    ended = (paragraph(say("settings_mail_ended")),) if found.complained_on else ()
    return Message(say("settings_title"), (Facts(facts), *ended, change, words, *brought))


def settings_form(context: Context, asker: Principal, found: Dossier) -> Form:
    """Return the form that changes them, filled in with what is set."""
    say = context.wording.say
    fields = (
        ChoiceField(
            "language",
            say("settings_language"),
            tuple(Option(named(context, tag), tag) for tag in context.wording.spoken()),
            required=True,
            initial=read_now(context, asker),
        ),
        TextField(
            "zone",
            say("settings_zone"),
            WORDS_LIMIT,
            multiline=False,
            hint=say("settings_zone_hint"),
            initial=asker.zone,
        ),
        TextField(
            "country",
            say("settings_country"),
            WORDS_LIMIT,
            multiline=False,
            hint=say("settings_country_hint"),
            initial=found.country or "",
        ),
        ChoiceField(
            "platform",
            say("settings_reach"),
            tuple(_platforms(context, found)),
            required=True,
            initial=found.preferred_platform or ANY_WAY,
        ),
    )
    reopen = Button(say("settings_change"), ActionRef(CHANGE))
    action = ActionRef(SETTINGS)
    return Form(action, say("settings_title"), say("settings_save"), fields, reopen)


def ways_open(found: Dossier) -> frozenset[str]:
    """Return the platforms on which somebody can be reached first: those with a way to them.

    Where they called us spam they can be reached too, once they choose it.
    """
    open_now = {way.platform for way in found.ways if way.rank is not None}
    chosen = {found.preferred_platform} if found.preferred_platform else set()
    ways = open_now | chosen | found.complained_on
    return frozenset(platform for platform in ways if platform in LADDER)


def unknown_zone(context: Context, words: str, near: Sequence[str]) -> str:
    """Say that this names no zone, which ones are near, and what to write."""
    say = context.wording.say
    how = say("zone_unknown", words=words)
    if not near:
        return how
    return f"{how} {say('zone_near', zones=context.wording.language.one_of(near))}"


def zone_offer(context: Context, words: str, near: Sequence[str]) -> Message:
    """Ask which zone is meant, with a button for each that is near."""
    elements: list[Element] = [paragraph(unknown_zone(context, words, near))]
    if near:
        elements.append(
            Buttons(tuple(Button(zone, ActionRef(ZONE, {"z": zone})) for zone in near))
        )
    return Message(context.wording.say("zone_ask_title"), tuple(elements))


def named(context: Context, tag: str) -> str:
    """Name a language in its own words."""
    return context.wording.in_language(tag).say("language_name")


def read_now(context: Context, asker: Principal) -> str:
    """Return which of the languages we speak somebody is written to in."""
    spoken = context.wording.spoken()
    tags = (*nearest(asker.language), context.wording.language.tag)
    return next((tag for tag in tags if tag in spoken), spoken[0])


def _zone_now(context: Context, zone: str) -> str:
    now = context.clock.now().astimezone(ZoneInfo(zone))
    time = context.wording.language.moment(now, context.wording.say("pattern_time"))
    return context.wording.say("settings_zone_now", zone=zone, time=time)


def _platforms(context: Context, found: Dossier) -> list[Option]:
    say = context.wording.say
    ways = [platform for platform in LADDER if platform in ways_open(found)]
    return [
        *(Option(say(f"platform_{platform}"), platform) for platform in ways),
        Option(say("settings_reach_any"), ANY_WAY),
    ]
