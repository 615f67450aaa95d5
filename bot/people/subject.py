"""What people brings: who somebody is here, what they may do, and how they are reached."""

import re
from dataclasses import replace

from bot.context import Context
from bot.entries import ANYTHING, BriefSection, Command, Subject
from bot.event import FormSubmitted, Reply, Said
from bot.people.cards import briefing
from bot.people.identity import Identified
from bot.people.rules import settling
from bot.people.rules.absence import UNTIL
from bot.people.rules.forgetting import WHO
from bot.people.usecases import (
    be_away,
    brief_partner,
    bring_workspaces_in,
    change_settings,
    choose_language,
    find_the_way,
    forget_people,
    introduce_oneself,
    look_people_up,
    own_and_leave_places,
    say_kind_words,
    settle_conversations,
    settle_links,
    tell_unmatched,
)
from bot.ports import LIVE_BRIEF
from bot.rights import Right


async def _known_by_code(context: Context, event: FormSubmitted) -> Reply:
    """Take a code; whom it makes known is told what waited for them, and sees their home page."""
    return await _welcome(context, await introduce_oneself.redeem_code(context, event), event)


async def _heard(context: Context, event: Said) -> Reply:
    """Take an address or a code that a stranger wrote, or greet them."""
    return await _welcome(context, await introduce_oneself.listen(context, event), event)


async def _welcome(
    context: Context, known: Identified | Reply, event: Said | FormSubmitted
) -> Reply:
    if isinstance(known, Reply):
        return known
    reader = context.for_reader(known.person.language)
    home = await find_the_way.show_home(reader, known.person, event)
    home = replace(home, messages=(*known.told, *home.messages))
    return home.in_language(reader.wording.language.tag)


PEOPLE = Subject(
    commands=(
        Command("help", find_the_way.help_out),
        Command("brief", brief_partner.say_brief, more=ANYTHING, slash=True),
        Command("home", find_the_way.show_home),
        Command("settings", change_settings.show_settings, also=("my settings", "preferences")),
        Command("language", choose_language.choose_language, more=ANYTHING, listed=False),
        Command(
            "time zone",
            change_settings.choose_zone,
            more=ANYTHING,
            also=("timezone", "zone"),
            listed=False,
        ),
        Command("country", change_settings.choose_country, more=ANYTHING, listed=False),
        Command("who am i", look_people_up.who_am_i, listed=False),
        Command(
            "who is",
            look_people_up.who_is,
            more=re.compile(r"\S+@\S+"),
            right=Right.SEE_PARTNER_PEOPLE,
        ),
        Command(
            "coverage",
            look_people_up.show_coverage,
            more=ANYTHING,
            right=Right.SEE_PARTNER_PEOPLE,
        ),
        Command(
            "away",
            be_away.go_away,
            more=UNTIL,
            also=("i am away", "i'm away", "i\u2019m away", "out of office"),
        ),
        Command("back", be_away.come_back, listed=False),
        Command("export", forget_people.show_kept, more=WHO, right=Right.ERASE_PEOPLE),
        Command("erase", forget_people.offer_erasing, more=WHO, right=Right.ERASE_PEOPLE),
        Command(
            "conversations",
            settle_conversations.conversations,
            more=ANYTHING,
            right=Right.SETTLE_PEOPLE,
        ),
        Command("invite", bring_workspaces_in.invite, more=ANYTHING, right=Right.SETTLE_PEOPLE),
        Command(
            "uninvite", bring_workspaces_in.uninvite, more=ANYTHING, right=Right.SETTLE_PEOPLE
        ),
        *(
            Command(f"installations {word}", settle, more=ANYTHING, right=Right.SETTLE_PEOPLE)
            for word, settle in own_and_leave_places.ACTS.items()
        ),
        Command("unmatched", tell_unmatched.tell_unmatched, right=Right.SETTLE_PEOPLE),
        *(
            Command(word, settle_links.settle, more=ANYTHING, right=Right.SETTLE_PEOPLE)
            for word in settling.WORDS
        ),
    ),
    presses={
        "help": find_the_way.help_out,
        "home": find_the_way.show_home,
        briefing.SHOW: brief_partner.show_brief,
        briefing.MAKE_PAGE: brief_partner.make_page,
        LIVE_BRIEF: brief_partner.show_page,
        "reach": find_the_way.reach_here,
        "settings": change_settings.show_settings,
        "change_settings": change_settings.open_form,
        "zone": change_settings.choose_zone,
        "language": choose_language.choose_language,
        "coverage": look_people_up.show_coverage,
        "introduce": find_the_way.show_home,
        "code": find_the_way.show_home,
        "erase": forget_people.erase,
        "conversations": settle_conversations.conversations,
        "place_match": settle_conversations.settle_by_press,
        "place_ignore": settle_conversations.settle_by_press,
        "place_join": settle_conversations.settle_by_press,
        "place_choose": settle_conversations.ask_whose,
        "install_progress": bring_workspaces_in.show_progress,
    },
    forms={
        "introduce": find_the_way.show_home,
        "code": find_the_way.show_home,
        "settings": change_settings.take_form,
        "place_choose": settle_conversations.take_whose,
    },
    strange_presses={
        "introduce": introduce_oneself.ask_for_email,
        "code": introduce_oneself.ask_for_code,
    },
    strange_forms={"introduce": introduce_oneself.send_code, "code": _known_by_code},
    briefs=(BriefSection(brief_partner.draw_people, place=60),),
    strange_words=_heard,
    takes_small_words=say_kind_words.take_small_words,
)
