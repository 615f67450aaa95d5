import json

from bot.event import Reply
from bot.message import notice
from tests.stand_ins.teams import payloads

ANSWER = notice("ARR", "41,200 USD")


async def test_in_a_group_the_asker_alone_sees_the_answer_where_they_asked(teams, house, ada):
    grace = teams.person("grace")
    house.router.reply = Reply((ANSWER, ANSWER))
    room = teams.group("Plans", [ada, grace])
    await ada.mention_in(room, "our ARR")
    await house.workers.rest()

    assert [post.activity["summary"] for post in ada.inbox] == ["ARR", "ARR"]
    assert {post.conversation for post in ada.inbox} == {room}
    assert (teams.messages(room), grace.inbox, ada.chat.posts) == ([], [], [])


async def test_in_a_team_the_answer_stands_in_the_thread_of_the_question(teams, house, ada):
    house.router.reply = Reply((ANSWER,))
    team = teams.team("Partners", [ada])
    await ada.mention_in(team.general, "our ARR")
    await house.workers.rest()

    question, answer = team.general.posts
    assert (answer.thread, answer.seen_only_by) == (question.id, ada.id)


async def test_where_an_older_app_is_installed_the_answer_is_in_a_chat_of_two_and_a_line_says_so(
    teams, house, ada
):
    house.router.reply = Reply((ANSWER, ANSWER))
    room = teams.group("Plans", [ada, teams.person("grace")])
    room.app_is_old = True
    await ada.mention_in(room, "our ARR")
    await house.workers.rest()

    assert [post.activity["summary"] for post in ada.inbox] == ["ARR", "ARR"]
    assert {post.conversation for post in ada.inbox} == {ada.chat}
    (line,) = teams.messages(room)
    assert (line.text[:27], line.card) == ("I have answered in our own ", None)


async def test_a_targeted_answer_met_by_a_limit_is_given_where_it_was_asked(teams, house, ada):
    house.router.reply = Reply((ANSWER,))
    room = teams.group("Plans", [ada])
    teams.throttle(call="send")
    await ada.mention_in(room, "our ARR")
    await house.workers.rest()
    house.workers.try_again()
    await house.workers.rest()

    assert [post.conversation for post in ada.inbox] == [room]


async def test_what_is_for_one_person_never_takes_the_place_of_what_all_see(teams, house, ada):
    house.router.reply = Reply(update=notice("Your score is 9", "Thank you"))
    room = teams.group("Plans", [ada, teams.person("grace")])
    shown = teams.world.put(room, teams.world.bot_id, {"type": "message", "text": "NPS"})
    await teams.send_activity(payloads.submit(teams.world, ada.member, shown, {"do": "nps"}))
    await house.workers.rest()

    assert [post.text for post in teams.messages(room)] == ["NPS"]
    assert [post.activity["summary"] for post in ada.inbox] == ["Your score is 9"]


async def test_an_answer_for_all_stands_where_it_was_asked(teams, house, ada):
    house.router.reply = Reply((ANSWER,), only_asker=False)
    room = teams.group("Plans", [ada])
    await ada.mention_in(room, "our ARR")
    await house.workers.rest()

    assert [post.activity["summary"] for post in teams.messages(room)] == ["ARR"]
    assert ada.inbox == []


async def test_whoever_has_no_chat_with_us_is_told_how_to_open_one(teams, house):
    bob = teams.person("bob", installed=False)
    house.router.reply = Reply((ANSWER,))
    room = teams.group("Plans", [bob])
    room.app_is_old = True
    await bob.mention_in(room, "our ARR")
    await house.workers.rest()

    (line,) = teams.messages(room)
    assert "open a chat with me" in line.text
    assert "41,200" not in json.dumps(line.activity)


async def test_a_private_question_leaves_no_trace_for_others(teams, house, ada):
    house.router.reply = Reply((ANSWER,))
    room = teams.group("Plans", [ada, teams.person("grace")])
    await ada.mention_in(room, "our ARR", private=True)
    await house.workers.rest()

    assert teams.messages(room) == []
    assert [post.activity["summary"] for post in ada.inbox] == ["ARR"]


async def test_a_home_page_is_a_message_here(teams, house, ada):
    house.router.reply = Reply(home=notice("Your place", "Hello"))
    await ada.say("home")
    await house.workers.rest()

    assert [post.activity["summary"] for post in teams.messages(ada)] == ["Your place"]


async def test_an_answer_that_does_not_fit_says_so(teams, house, ada):
    house.router.reply = Reply((notice("", ""),))
    await ada.say("nothing")
    await house.workers.rest()

    (post,) = teams.messages(ada)
    assert post.activity["summary"] == "The answer does not fit into a message"


async def test_an_answer_whose_outcome_is_unknown_is_given_again_after_a_pause(teams, house, ada):
    house.router.reply = Reply((ANSWER, ANSWER))
    teams.drop_after_accepting(call="send")
    await ada.say("our ARR")
    await house.workers.rest()

    assert len(teams.messages(ada)) == 1
    assert house.inbox.closed == []
    house.workers.try_again()
    await house.workers.rest()
    assert len(teams.messages(ada)) == 3
    assert house.inbox.closed == ["in-1"]
