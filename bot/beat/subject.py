"""What the beat brings: what comes when, and how to hear less of it."""

from bot.beat.cards import announcing, calendars, empty_slots, passing, proofs, reach
from bot.beat.cards import replies as cards
from bot.beat.usecases import (
    announce,
    answer_replies,
    assign_partners,
    find_manager,
    hear_less,
    hear_words,
    prove_texts,
    read_as,
    see_calendar,
    see_news,
    see_reach,
    see_schedule,
    send_drafts,
    settle_empty_slots,
    stop_send,
    stop_sends,
)
from bot.entries import ANYTHING, Command, Page, Section, Subject
from bot.ports import LIVE_ACTION
from bot.rights import Right

BEAT = Subject(
    commands=(
        Command("schedule", see_schedule.show_schedule),
        Command("calendar", see_calendar.say_calendar, more=ANYTHING, listed=False),
        Command(
            "announce",
            announce.write,
            more=ANYTHING,
            right=Right.WRITE_ANNOUNCEMENTS,
            slash=True,
        ),
        Command("edition", announce.write_edition, right=Right.WRITE_ANNOUNCEMENTS, listed=False),
        Command("drafts", announce.list_drafts, right=Right.WRITE_ANNOUNCEMENTS, listed=False),
        Command("news", see_news.show_news, listed=False),
        Command(
            "who is my manager",
            find_manager.show_manager,
            also=(
                *("who is our manager", "who's my manager", "who\u2019s my manager"),
                *("my manager", "i need a human", "talk to a human"),
            ),
            vendor_too=False,
            listed=False,
        ),
        Command("sends", see_reach.list_sends, right=Right.WRITE_ANNOUNCEMENTS, listed=False),
        Command("replies", answer_replies.show_open, right=Right.SEE_PARTNER_PEOPLE),
        Command("mute", hear_less.say_stop, more=ANYTHING),
        Command("unsubscribe", hear_less.say_stop, more=ANYTHING, listed=False),
        Command("stop", hear_less.say_stop, more=hear_less.WHAT_STOPS),
        Command("start", hear_less.start),
        *(
            Command(word, assign_partners.assign, more=ANYTHING, right=Right.SETTLE_PEOPLE)
            for word in ("hand over", "manager of", "deputy of")
        ),
        Command("stop all sends", stop_sends.ask_to_stop, right=Right.STOP_SENDS, listed=False),
        Command(
            "resume all sends", stop_sends.ask_to_resume, right=Right.STOP_SENDS, listed=False
        ),
    ),
    presses={
        "mute": hear_less.mute_topic,
        "unmute": hear_less.unmute_topic,
        "stop": hear_less.stop_everything,
        "start": hear_less.start,
        "schedule": see_schedule.show_schedule,
        LIVE_ACTION: see_calendar.show_calendar,
        calendars.PAGE: see_calendar.make_page,
        "news": see_news.show_news,
        see_news.AGAIN: see_news.show_again,
        passing.PASS_ON: hear_words.send_on,
        cards.WRITE: find_manager.ask_for_words,
        cards.SHOW: answer_replies.show,
        cards.ABOUT: answer_replies.show_about,
        cards.ANSWER: answer_replies.ask_for_answer,
        cards.DONE: answer_replies.say_done,
        announcing.WRITE: announce.write,
        announcing.OPEN: announce.show,
        announcing.GO: send_drafts.go,
        announcing.BACK: send_drafts.take_back,
        proofs.READ_AS: read_as.ask_for_reader,
        proofs.TEST: prove_texts.ask_where,
        proofs.CHECK: prove_texts.show_findings,
        announcing.DROP: announce.drop,
        reach.SENDS: see_reach.list_sends,
        reach.SHOW: see_reach.show,
        reach.PAUSE: see_reach.pause,
        reach.RESUME: see_reach.resume,
        empty_slots.WRITE: settle_empty_slots.write,
        empty_slots.SKIP: settle_empty_slots.ask_to_skip,
        empty_slots.EVERGREEN: settle_empty_slots.send_evergreen,
        empty_slots.BARE: settle_empty_slots.take_evergreen_back,
        reach.STOP: stop_send.ask,
        reach.STOP_NOW: stop_send.stop,
        stop_sends.STOP: stop_sends.stop,
        stop_sends.RESUME: stop_sends.resume,
    },
    forms={
        cards.WRITE: find_manager.write_manager,
        cards.ANSWER: answer_replies.give_answer,
        announcing.WRITE: announce.keep,
        empty_slots.SKIP: settle_empty_slots.skip,
        proofs.READ_AS: read_as.show_reading,
        proofs.TEST: prove_texts.send_test,
    },
    takes_words=hear_words.take_words,
    sections=(
        Section(announce.offer, frozenset({Page.HOME})),
        Section(hear_less.show_topics, frozenset({Page.HOME, Page.SETTINGS})),
    ),
)
