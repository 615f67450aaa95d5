"""The whole story through Slack's door: survey, newsletter, figure, refusal."""

import json
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.beat.store.tables import Delivery
from bot.store.tables import InboxRow
from bot.voice.store.tables import Response
from tests.journeys.conftest import says
from tests.stand_ins.slack import payloads
from tests.stand_ins.slack.choices import fill

TECHNICAL, MANAGER, ADMINISTRATOR = "acme-it-01", "cirrus-03", "cirrus-01"
GERMAN = "bluepeak-04"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def rows(served, statement):
    async with served.house.database.read() as session:
        return (await session.execute(statement)).all()


@pytest.mark.both_databases
async def test_the_whole_story_of_a_partner(slack_house, slack, somebody, clock):
    ada = await somebody(TECHNICAL)

    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("recommend"))
    await ada.press(card, "9")
    form = await slack.wait_for_view(ada, bool)
    await ada.submit(form, {"reason": "Support answers quickly"})
    await slack.wait_for_message(ada, says("Thank you"))
    clock.move_to(TUESDAY)
    letter = await slack.wait_for_message(ada, says("CloudBackup"))
    await ada.command("/metrics", "our ARR by product last quarter")
    figures = await slack.wait_for_message(ada, says("as of 30 Sep 2026"))
    await ada.command("/metrics", "ARR of Bluepeak Managed IT")
    foreign = await slack.wait_for_message(ada, says("One question back"))
    await ada.command("/metrics", "ARR of Nobody At All")
    await slack.until(lambda: len([m for m in ada.inbox if says("One question back")(m)]) == 2)

    answered = await rows(
        slack_house, select(Response.score).where(Response.reason == "Support answers quickly")
    )
    assert answered == [(9,)]
    assert "technical work" in letter.text
    assert "CloudBackup Pro" in figures.text
    assert "Bluepeak" not in foreign.text
    assert [m.text for m in ada.inbox if says("One question back")(m)][1] == foreign.text
    assert slack.unanswered == []


async def test_a_newsletter_reaches_each_person_once_however_often_the_clock_ticks(
    slack_house, slack, somebody, clock
):
    people = [await somebody(f"acme-it-{number:02}") for number in range(1, 6)]
    for person in people:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    clock.move_to(TUESDAY)
    for person in people:
        await slack.wait_for_message(person, says("CloudBackup"))
    for _ in range(3):
        await slack_house.house.drum.strike(clock.now())
    posted = [a.metadata["event_payload"]["delivery_id"] for a in slack.accepted if a.metadata]
    kept = await rows(
        slack_house,
        select(Delivery.id).where(Delivery.state == "delivered", Delivery.lane.like("slack:%")),
    )

    assert sorted(posted) == sorted(identifier for (identifier,) in kept)
    assert len(posted) == len(people)


async def test_the_home_tab_says_who_one_is_and_what_one_may_do(slack, slack_house, somebody):
    manager = await somebody(MANAGER)
    await manager.open_home()
    home = await slack.wait_for_home(manager)

    assert "Cirrus Channel Cloud" in str(home.blocks)
    assert "What can I ask?" in str(home.blocks)


async def test_a_mention_does_what_a_slash_command_does(slack, slack_house, somebody):
    ada = await somebody(TECHNICAL)
    room = slack.channel("gold", [ada])
    await ada.mention(room, "nps")

    assert await slack.wait_for_message(ada, says("recommend"))


async def test_in_a_room_only_the_asker_reads_the_answer(slack, slack_house, somebody):
    ada, other = await somebody(TECHNICAL), slack.user("other")
    room = slack.channel("gold", [ada, other])
    await ada.mention(room, "our ARR")
    answer = await slack.wait_for_message(ada, says("as of"))

    assert answer.is_ephemeral
    assert answer.seen_only_by == ada.id


async def test_a_stranger_gets_a_kind_sentence_and_no_data(slack, slack_house):
    stranger = slack.user("stranger", email="nobody@elsewhere.example")
    await stranger.command("/metrics", "ARR")

    assert await slack.wait_for_message(stranger, says("We have not met yet"))


async def test_a_person_of_another_workspace_is_not_linked_by_what_it_claims(
    slack, slack_house, somebody
):
    victim = await somebody(TECHNICAL)
    foreign = slack.add_team("Foreign")
    liar = slack.user("liar", team=foreign, via=slack.team, email=victim.member.email)
    room = slack.channel("shared", [liar], is_ext_shared=True)
    await liar.mention(room, "our ARR")

    assert await slack.wait_for_message(liar, says("We have not met yet"))


async def test_a_button_of_another_person_changes_nothing(slack, slack_house, somebody):
    ada, bob = await somebody(TECHNICAL), await somebody("acme-it-02")
    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("recommend"))
    score = next(
        element["value"]
        for block in card.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["value"].endswith("value=0")
    )
    before = await rows(slack_house, select(func.count()).select_from(Response))
    await bob.command("/nps")
    own = await slack.wait_for_message(bob, says("recommend"))
    for block in own.blocks:
        for element in block.get("elements", []):
            if element.get("value", "").endswith("value=0"):
                element["value"] = score
    await bob.press(own, "0")

    assert await slack.wait_for_message(bob, says("somebody else"))
    assert await rows(slack_house, select(func.count()).select_from(Response)) == before


@pytest.mark.parametrize(
    "forged", ["score?i=nothing&value=9", "score?i=1", "drop_tables", "🙂", "x" * 300]
)
async def test_a_forged_button_gets_a_clear_answer_and_changes_nothing(
    slack, slack_house, somebody, forged
):
    ada = await somebody(TECHNICAL)
    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("recommend"))
    before = await rows(slack_house, select(func.count()).select_from(Response))
    for block in card.blocks:
        for element in block.get("elements", []):
            if element.get("value", "").endswith("value=9"):
                element["value"] = forged
    await ada.press(card, "9")

    assert await slack.wait_for_message(ada, says("I cannot use that any more"))
    assert await rows(slack_house, select(func.count()).select_from(Response)) == before
    await slack_house.house.workers.idle()
    waiting = await rows(slack_house, select(InboxRow).where(InboxRow.state == "waiting"))
    assert waiting == []


async def test_a_form_for_a_closed_wave_records_nothing_and_says_so(
    slack, slack_house, somebody, clock
):
    ada = await somebody(TECHNICAL)
    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("recommend"))
    await ada.press(card, "7")
    form = await slack.wait_for_view(ada, bool)
    clock.move_to(datetime(2027, 3, 1, 9, 0, tzinfo=UTC))
    await ada.submit(form, {"reason": "too late"})
    await slack.wait_for_message(ada, says("This round has closed"))

    assert await rows(slack_house, select(Response).where(Response.reason == "too late")) == []


async def test_an_oversize_reason_comes_back_beside_its_field_and_nothing_is_lost(
    slack, slack_house, somebody
):
    ada = await somebody(TECHNICAL)
    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("recommend"))
    await ada.press(card, "9")
    form = await slack.wait_for_view(ada, bool)
    fill(form, {"reason": "short"})
    for answers in form.state.values():
        for answer in answers.values():
            answer["value"] = "x" * 3001
    ack = await slack.door.gesture(payloads.view_submission(ada.world, ada.team, ada.member, form))
    kept = await rows(slack_house, select(Response).where(Response.reason.like("xxx%")))

    assert json.loads(ack.body)["response_action"] == "errors"
    assert "3,001 characters, and we can keep 3,000" in str(ack.body)
    assert kept == []


async def test_who_reads_german_is_answered_in_german(slack_house, slack, somebody, clock):
    thea = await somebody(GERMAN)

    await thea.command("/nps")
    card = await slack.wait_for_message(thea, says("weil Sie mit Cirrus Channel Cloud"))
    asked = card.text
    await thea.press(card, "9")
    form = await slack.wait_for_view(thea, bool)
    wrong = await thea.submit(form, {"reason": " "})
    await thea.submit(form, {"reason": "Der Support antwortet schnell"})
    await slack.wait_for_message(thea, says("Vielen Dank"))
    clock.move_to(TUESDAY)
    letter = await slack.wait_for_message(thea, says("CloudBackup"))
    await thea.command("/metrics", "our ARR by product last quarter")
    figures = await slack.wait_for_message(thea, says("Stand 30. Sept. 2026"))
    await thea.command("/metrics", "ARR of Acme IT Services")
    foreign = await slack.wait_for_message(thea, says("Eine Rückfrage"))

    assert "Bis zum " in card.text
    assert "Wie wahrscheinlich ist es, dass Sie Cirrus Channel Cloud" in card.text
    assert "Sehr unwahrscheinlich" in asked
    assert "Antwort ändern" in card.text
    assert "Umfragen stummschalten" in card.text
    assert "Was ist der wichtigste Grund" in str(form)
    assert "ein, zwei Worte" in str(wrong.body)
    assert "weil Sie bei Bluepeak Managed IT im Marketing arbeiten" in letter.text
    assert "jeden zweiten Dienstag um 09:00 Uhr Ihrer Zeit" in letter.text
    assert re.search(r"\d{1,3}\.\d{3} USD im Jahr", figures.text)
    assert "Jährlich wiederkehrender Umsatz (ARR) nach Produkt" in figures.text
    assert "Fragen lese ich auf Englisch" in foreign.text
    assert slack.unanswered == []


async def test_a_stranger_s_client_says_what_a_linked_person_reads(slack_house, slack, somebody):
    ada = await somebody(TECHNICAL, locale="de-DE")

    await ada.command("/drumbeat", "help")
    help_in_german = await slack.wait_for_message(ada, says("Was ich für Sie tun kann"))
    await ada.command("/drumbeat", "language english")
    await slack.wait_for_message(ada, says("English it is"))
    await ada.command("/drumbeat", "help")
    await slack.wait_for_message(ada, says("What I can do for you"))

    assert "Partnerprogramms von Cirrus Channel Cloud" in help_in_german.text
