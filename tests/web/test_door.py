import pytest

from bot.action import UNREADABLE, ActionRef
from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.message import notice
from tests.web.doubles import MARTA, OKAFOR
from tests.web.rich import NEWS, QUESTIONS, REASON, survey

WHO = MARTA.contact_id
FROM_MARTA = Origin("web", "web", WHO, WHO, private=True)


async def test_the_chooser_shows_the_telling_people_first_and_everybody_else_behind(stranger):
    async with stranger.get("/") as answer:
        html = await answer.text()

    assert html.index(MARTA.name) < html.index(OKAFOR.name) < html.index("Everybody else (36)")
    assert html.count('name="contact"') == 42


async def test_somebody_who_chose_sees_whose_chat_it_is_and_their_own_time(marta):
    html = await marta.look()

    assert "Marta Kowalska</h1>" in html
    assert "It is Tue 24 Nov 2026, 09:00 in Berlin" in html
    assert "Nothing has been said yet." in html


async def test_nobody_is_sent_to_choose_first(stranger):
    async with stranger.get("/chat", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/")


async def test_a_person_who_does_not_exist_cannot_be_chosen(stranger):
    async with stranger.post("/be", data={"contact": "c-nobody"}) as answer:
        assert answer.status == 400
        assert "There is no such person to be." in await answer.text()


async def test_the_cookie_cannot_be_read_by_scripts_nor_sent_from_other_sites(stranger):
    async with stranger.post("/be", data={"contact": WHO}, allow_redirects=False) as answer:
        cookie = answer.headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_what_is_said_is_written_down_handed_on_and_answered(marta, house):
    house.dispatch.reply = Reply(messages=(notice("Help", "Say nps."),))

    await marta.say("  help <me> ")

    assert house.dispatch.events == [Said(FROM_MARTA, "help <me>", "in-1")]
    assert house.chat_log.said(WHO) == ["help <me>"]
    assert house.chat_log.messages(WHO) == [notice("Help", "Say nps.")]
    assert house.inbox.closed == ["in-1"]
    assert "help &lt;me&gt;" in marta.html
    assert '<h2 dir="auto">Help</h2>' in marta.html


async def test_a_press_is_told_by_its_label_and_its_line_changes(marta, house):
    await house.chat_log.append(WHO, message=survey(), line_id="card")
    house.dispatch.reply = Reply(update=survey(9))
    await marta.look()

    await marta.press("answer_survey?invitation=i-1&value=9")

    action = ActionRef("answer_survey", {"invitation": "i-1", "value": "9"})
    assert house.dispatch.events == [ActionPressed(FROM_MARTA, action, "in-1", "card")]
    assert house.chat_log.said(WHO) == ["9"]
    assert house.chat_log.messages(WHO) == [survey(9)]


async def test_a_changed_line_stays_where_it_was(marta, house):
    await house.chat_log.append(WHO, message=survey(), line_id="card")
    await house.stage.next_beat(WHO)
    await house.chat_log.append(WHO, message=NEWS, line_id="news")
    await house.chat_log.replace(WHO, "card", survey(9))

    html = await marta.look()

    assert html.index("line-card") < html.index("line-news")


async def test_an_update_without_its_line_is_said_anew(marta, house):
    house.dispatch.reply = Reply(update=survey(9), messages=(NEWS,))
    fields = {**marta.form("/chat/say").fields, "line": "gone", "action": "press?value=9"}

    await marta.post("/chat/press", fields)

    assert house.chat_log.messages(WHO) == [survey(9), NEWS]
    assert house.chat_log.said(WHO) == ["9"]


async def test_a_pick_from_a_list_is_a_press(marta, house):
    await house.chat_log.append(WHO, message=QUESTIONS, line_id="q")
    await marta.look()
    form = marta.form("/chat/press")

    await marta.post(form.action, {**form.fields, "pick": "0", "picked-0": "set_topic?value=t3"})

    assert house.dispatch.events[0].action == ActionRef("set_topic", {"value": "t3"})
    assert house.chat_log.said(WHO) == ["Topic number 3"]


@pytest.mark.parametrize("packed", ["", "no way!", "x" * 151, "a?b", "a?b=1&b=2", "a?b=%ff"])
async def test_a_forged_action_is_told_as_one_we_never_made(packed, marta, house):
    fields = {**marta.form("/chat/say").fields, "action": packed}

    await marta.post("/chat/press", fields)

    assert [event.action for event in house.dispatch.events] == [UNREADABLE]


async def test_a_press_can_open_a_form_which_is_filled_in_and_sent(marta, house):
    await _open_form(marta, house)
    house.dispatch.reply = Reply(messages=(notice("Thank you"),))

    await marta.submit(reason="Quick\r\nanswers", contact="yes")

    action = ActionRef("give_reason", {"invitation": "i-1"})
    values = {"reason": "Quick\nanswers", "contact": "yes"}
    assert house.dispatch.events[-1] == FormSubmitted(FROM_MARTA, action, values, "in-2")
    assert "Thank you" in marta.html
    assert "/chat/submit" not in marta.html


async def test_an_answer_in_a_form_is_not_copied_into_the_conversation(marta, house):
    await _open_form(marta, house)

    await marta.submit(reason="In confidence", contact="yes")

    assert house.chat_log.said(WHO) == ["give reason"]


async def test_errors_come_back_beside_their_fields_with_nothing_lost(marta, house):
    await _open_form(marta, house)
    house.dispatch.reply = Reply(errors={"phone": "That is no number."})

    await marta.submit(reason="Quick <answers>", contact="yes", phone="x")

    assert (
        '<p class="error" id="field-phone-error" dir="auto">That is no number.</p>' in marta.html
    )
    assert "Quick &lt;answers&gt;</textarea>" in marta.html
    assert 'value="yes" checked' in marta.html


async def test_a_form_with_something_missing_bothers_nobody_else(marta, house):
    await _open_form(marta, house)

    await marta.submit(reason=" ", contact="yes")

    assert "Please answer this one." in marta.html
    assert len(house.dispatch.events) == 1


async def test_a_form_can_be_put_away(marta, house):
    await _open_form(marta, house)
    form = marta.form("/chat/submit")

    await marta.post(form.action, {**form.fields, "cancel": "1"})

    assert "/chat/submit" not in marta.html
    assert len(house.dispatch.events) == 1


async def test_errors_for_a_form_that_is_gone_are_told_in_the_conversation(marta, house):
    fields = {**marta.form("/chat/say").fields, "action": "give_reason", "field-phone": "x"}
    house.dispatch.reply = Reply(errors={"phone": "That is no number."})

    await marta.post("/chat/submit", fields)

    assert house.chat_log.messages(WHO) == [notice("", "That is no number.")]


async def test_the_next_beat_moves_the_clock_and_says_what_happened(marta, house):
    form = marta.form("/chat/next-beat")

    await marta.post(form.action, form.fields)

    assert house.stage.beats == [WHO]
    assert "One newsletter went out." in marta.html
    assert "It is Wed 25 Nov 2026, 09:00 in Berlin" in marta.html


async def test_each_person_sees_their_own_conversation_only(marta, house):
    await house.chat_log.append(OKAFOR.contact_id, said="for Ada alone")

    assert "for Ada alone" not in await marta.look()


async def _open_form(marta, house):
    await marta.look()
    house.dispatch.reply = Reply(form=REASON)
    fields = {**marta.form("/chat/say").fields, "action": "give_reason"}
    await marta.post("/chat/press", fields)
    assert "What is the main reason for your 9?" in marta.html
