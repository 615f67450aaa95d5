import json

from bot.event import Reply
from bot.message import notice

ANSWER = notice("ARR", "41,200 USD")


async def test_in_a_group_the_answer_goes_to_the_asker_alone_and_a_line_says_so(teams, house, ada):
    house.router.reply = Reply((ANSWER, ANSWER))
    room = teams.group("Plans", [ada, teams.person("grace")])
    await ada.mention_in(room, "our ARR")
    await house.workers.rest()

    assert [post.activity["summary"] for post in ada.inbox] == ["ARR", "ARR"]
    (line,) = teams.messages(room)
    assert (line.text[:27], line.card) == ("I have answered in our own ", None)


async def test_in_a_team_the_line_stands_in_the_thread_of_the_question(teams, house, ada):
    house.router.reply = Reply((ANSWER,))
    team = teams.team("Partners", [ada])
    await ada.mention_in(team.general, "our ARR")
    await house.workers.rest()

    question, line = team.general.posts
    assert (line.thread, line.own) == (question.id, True)
    assert "41,200" not in json.dumps(line.activity)


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
    assert [post.text[:22] for post in ada.inbox] == ["I have answered in our", ""]


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


async def test_an_answer_that_cannot_be_posted_is_not_posted_twice(teams, house, ada):
    house.router.reply = Reply((ANSWER, ANSWER))
    teams.drop_after_accepting(call="send")
    await ada.say("our ARR")
    await house.workers.rest()

    assert len(teams.messages(ada)) == 1
    assert house.inbox.closed == ["in-1"]
