"""Show somebody what is set for them, and change what they choose for themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.context import Context
from bot.entries import Page
from bot.errors import ActionUnreadable, NothingFound
from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.language import read_country
from bot.message import Message, notice
from bot.people.cards import settings as card
from bot.people.rules.zones import ZoneMeant, read_zone
from bot.people.store import choices, complaints, people, reaching
from bot.people.store.reaching import Dossier
from bot.principal import Principal
from bot.store.sessions import AsyncSession


async def show_settings(context: Context, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Show language, zone, country, platform and what the subjects add, with ways to change."""
    return Reply((await _card(context, asker, event.origin),))


async def open_form(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form with what is set now."""
    del event  # nothing is written
    return Reply(form=card.settings_form(context, asker, await _found(context, asker)))


async def take_form(context: Context, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep what was changed, and show all of it; what cannot be read is said beside its field."""
    found = await _found(context, asker)
    changes, errors = _read(context, asker, found, event.values)
    if errors:
        return Reply(errors=errors)
    async with context.work(event) as session:
        await changes.keep(session, asker.contact_id, context.clock.now())
    return await _changed(context, asker, event.origin, language=changes.language)


async def choose_zone(context: Context, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Keep the zone that is named, or offer those that may be meant."""
    words = _zone_words(event)
    if not words:
        return await show_settings(context, asker, event)
    meant = read_zone(words, (await _found(context, asker)).country)
    if meant.zone is None:
        return Reply((card.zone_offer(context, words, meant.near),))
    async with context.work(event) as session:
        await choices.choose_zone(session, asker.contact_id, meant.zone)
    return await _changed(context, asker, event.origin)


async def choose_country(context: Context, asker: Principal, event: Said) -> Reply:
    """Keep the country that is named by its letters or its name."""
    words = event.text.partition(" ")[2].strip()
    if not words:
        return await show_settings(context, asker, event)
    country = read_country(words, context.wording.language)
    if country is None:
        say = context.wording.say
        unknown = say("country_unknown", words=words)
        return Reply((notice(say("country_ask_title"), unknown),))
    async with context.work(event) as session:
        await choices.choose_country(session, asker.contact_id, country)
    return await _changed(context, asker, event.origin)


@dataclass(frozen=True, slots=True)
class _Changes:
    """What somebody changed on the form; what they left as it was is not kept as a choice."""

    language: str | None = None
    zone: ZoneMeant | None = None
    country: str | None = None
    platform: str | None = None

    async def keep(self, session: AsyncSession, contact_id: str, now: datetime) -> None:
        if self.language is not None:
            await choices.choose_language(session, contact_id, self.language)
        if self.zone is not None:
            await choices.choose_zone(session, contact_id, self.zone.zone)
        if self.country is not None:
            await choices.choose_country(session, contact_id, self.country or None)
        if self.platform is not None:
            platform = None if self.platform == card.ANY_WAY else self.platform
            await choices.prefer(session, contact_id, platform)
            await complaints.take_back(session, contact_id, self.platform, now)


def _read(
    context: Context, asker: Principal, found: Dossier, values: Mapping[str, str]
) -> tuple[_Changes, dict[str, str]]:
    """Read the fields that differ from what is set; an emptied one takes a choice back."""
    shown = {
        "language": card.read_now(context, asker),
        "zone": asker.zone,
        "country": found.country or "",
        "platform": found.preferred_platform or card.ANY_WAY,
    }
    given = {name: values.get(name, now).strip() for name, now in shown.items()}
    new = {name: words for name, words in given.items() if words != shown[name]}
    if new.get("language") not in {None, *context.wording.spoken()}:
        raise ActionUnreadable
    if new.get("platform") not in {None, card.ANY_WAY, *card.ways_open(found)}:
        raise ActionUnreadable
    errors: dict[str, str] = {}
    zone, country = None, new.get("country")
    if country:
        country = read_country(country, context.wording.language)
        if country is None:
            errors["country"] = context.wording.say("country_unknown", words=new["country"])
    if "zone" in new:
        zone = read_zone(new["zone"], found.country) if new["zone"] else ZoneMeant()
        if new["zone"] and zone.zone is None:
            errors["zone"] = card.unknown_zone(context, new["zone"], zone.near)
    return _Changes(new.get("language"), zone, country, new.get("platform")), errors


async def _changed(
    context: Context, asker: Principal, origin: Origin, *, language: str | None = None
) -> Reply:
    """Show what is set now, as the person now reads it."""
    async with context.database.read() as session:
        now = await people.principal_by_id(session, asker.contact_id)
    if now is None:
        raise NothingFound
    reader = context.for_reader(language or now.language)
    shown = await _card(reader, now, origin)
    return Reply((shown,)).in_language(reader.wording.language.tag)


async def _card(context: Context, asker: Principal, origin: Origin) -> Message:
    found = await _found(context, asker)
    brought = await context.sections_of(Page.SETTINGS, asker, origin)
    return card.settings_card(context, asker, found, brought)


async def _found(context: Context, asker: Principal) -> Dossier:
    async with context.database.read() as session:
        found = await reaching.dossier(session, asker.contact_id, frozenset(context.messengers))
    if found is None:
        raise NothingFound
    return found


def _zone_words(event: Said | ActionPressed) -> str:
    if isinstance(event, ActionPressed):
        return event.action.arguments.get("z", "")
    return event.text.removeprefix("time zone").strip()
