"""The people of the fake Teams: their gestures, what the bot hears, what they then see."""

import pytest

from tests.stand_ins.teams import CannotDo
from tests.stand_ins_checked.teams_bot import (
    button,
    card,
    dialog,
    score,
    why,
    with_card,
    words,
)

CARD_ANSWER = "application/vnd.microsoft.card.adaptive"
MESSAGE_ANSWER = "application/vnd.microsoft.activity.message"
ERROR_ANSWER = "application/vnd.microsoft.error"
SEARCH_ANSWER = "application/vnd.microsoft.search.searchResponse"


@pytest.fixture
def shown(call, teams, paula):
    async def post(*body, **more):
        answered = await call.send(paula.chat.id, with_card(card(*body, **more)))
        assert answered.status == 201, answered.body
        return paula.inbox[-1]

    return post


async def test_what_is_said_comes_with_zone_and_locale(bot, teams, paula):
    ack = await paula.say("nps")
    info = next(e for e in bot.last["entities"] if e["type"] == "clientInfo")

    assert (ack.status, bot.last["type"], bot.last["text"]) == (200, "message", "nps")
    assert (info["timezone"], info["locale"]) == ("America/Los_Angeles", "en-US")
    assert bot.last["localTimestamp"][-6:] in ("-08:00", "-07:00")
    assert bot.last["conversation"]["conversationType"] == "personal"
    assert bot.last["from"]["aadObjectId"] == paula.aad_id


async def test_a_mention_in_a_channel_comes_with_tag_hard_space_and_line_end(bot, teams, paula):
    team = teams.team("Gold", [paula], ["Launch"])
    await paula.mention_in(team.channel("Launch"), "churn & ARR?")

    assert bot.last["text"] == "<at>Drumbeat</at>&nbsp;churn &amp; ARR?\n"
    assert bot.last["entities"][0]["mentioned"]["id"] == teams.world.bot_id
    assert bot.last["conversation"]["id"].endswith(f";messageid={bot.last['id']}")
    assert bot.last["channelData"]["team"]["id"] == team.id


async def test_a_slash_command_in_a_group_is_meant_for_the_bot_alone(bot, call, teams, paula):
    grace = teams.person("grace")
    group = teams.group("Deal room", [paula, grace])
    await paula.mention_in(group, "nps", private=True)
    assert bot.last["recipient"]["isTargeted"]
    path = f"v3/conversations/{group.id}/activities?isTargetedActivity=true"
    await call("POST", path, words(recipient={"id": paula.id, "isTargeted": True}))

    assert ([p.text for p in paula.inbox], grace.inbox, teams.messages(group)) == (
        ["Hello"],
        [],
        [],
    )


@pytest.mark.parametrize("tells", [False, True])
async def test_a_gesture_names_the_tenant_of_whoever_made_it_only_where_teams_tells(
    bot, teams, paula, *, tells
):
    paula.member.tells_home = tells
    await paula.say("help")

    assert bot.last["from"].get("tenantId") == (teams.tenant.id if tells else None)
    assert bot.last["conversation"]["tenantId"] == teams.tenant.id


async def test_nobody_speaks_where_the_bot_is_not(teams):
    linus = teams.person("linus", installed=False)

    with pytest.raises(CannotDo, match="not in"):
        await linus.say("nps")
    with pytest.raises(CannotDo, match="not in Gold"):
        await linus.mention_in(teams.group("Gold", []), "nps")


async def test_an_execute_sends_data_and_inputs_as_words(bot, shown, paula):
    posted = await shown(score(), why(), actions=[button(verb="nps", data={"wave": 3})])
    bot.will_answer({"statusCode": 200, "type": MESSAGE_ANSWER, "value": "Thanks"})
    reaction = await paula.press(posted, "Go", {"score": "9 points", "Why?": "Fast"})

    assert bot.last["value"]["action"]["data"] == {"wave": 3, "score": "9", "why": "Fast"}
    assert bot.last["value"]["trigger"] == "manual"
    assert (bot.last["name"], bot.last["replyToId"]) == ("adaptiveCard/action", posted.id)
    assert (reaction.message, paula.notices) == ("Thanks", ["Thanks"])


async def test_an_answered_card_is_replaced_for_that_person_only(bot, call, teams, paula):
    grace = teams.person("grace")
    group = teams.group("Deal room", [paula, grace])
    await call.send(group.id, with_card(card(actions=[button(verb="go")])))
    posted = teams.messages(group)[-1]
    thanks = card({"type": "TextBlock", "text": "Thanks"})
    bot.will_answer({"statusCode": 200, "type": CARD_ANSWER, "value": thanks})
    await paula.press(posted, "Go")

    assert paula.card(posted) == thanks
    assert grace.card(posted) == posted.card != thanks
    assert teams.violations == []


@pytest.mark.parametrize(
    "answer",
    [
        {"json": {"statusCode": 200, "type": CARD_ANSWER, "value": {"type": "AdaptiveCard"}}},
        {"json": {"statusCode": 200, "type": "text", "value": "Thanks"}},
        {"json": {"statusCode": 200, "type": MESSAGE_ANSWER, "value": "Thanks"}, "status": 201},
        {"text": "Thanks"},
        {},
    ],
)
async def test_a_bad_answer_to_a_card_is_a_violation_and_an_error_for_the_person(
    bot, shown, teams, paula, answer
):
    posted = await shown(actions=[button(verb="go")])
    bot.answers.append(answer)
    reaction = await paula.press(posted, "Go")

    assert [v.code for v in teams.violations] == ["BadAnswer"]
    assert reaction.error
    assert paula.card(posted) == posted.card


async def test_an_error_answer_is_shown(bot, shown, teams, paula):
    posted = await shown(actions=[button(verb="go")])
    error = {"code": "Closed", "message": "This wave is closed."}
    bot.will_answer({"statusCode": 400, "type": ERROR_ANSWER, "value": error})
    reaction = await paula.press(posted, "Go")

    assert (reaction.error, teams.violations) == ("This wave is closed.", [])


async def test_a_submit_is_a_message_with_a_value_and_no_text(bot, shown, paula):
    posted = await shown(score(), actions=[button(kind="Action.Submit", data={"kind": "nps"})])
    await paula.press(posted, "Go", {"score": "7"})

    assert (bot.last["type"], bot.last["value"]) == ("message", {"kind": "nps", "score": "7"})
    assert "text" not in bot.last
    assert bot.last["replyToId"] == posted.id


async def test_a_button_opens_a_dialog_and_its_form_is_sent(bot, shown, teams, paula):
    data = {"msteams": {"type": "task/fetch"}, "wave": 3}
    posted = await shown(actions=[button("Why", kind="Action.Submit", data=data)])
    form = card(why(isRequired=True, errorMessage="Say why"), actions=[])
    del form["actions"]
    form["actions"] = [button("Send", kind="Action.Submit", data={"step": 1})]
    bot.will_answer(dialog(form))
    opened = (await paula.press(posted, "Why")).dialog
    assert (bot.last["name"], bot.last["value"]["data"]) == ("task/fetch", data)
    with pytest.raises(CannotDo, match="empty"):
        await paula.submit(opened)
    bot.will_answer({"task": {"type": "message", "value": "Thank you"}})
    await paula.submit(opened, {"why": "Slow"})

    assert bot.last["name"] == "task/submit"
    assert bot.last["value"]["data"] == {"step": 1, "why": "Slow"}
    assert (paula.dialog, opened.is_open, paula.notices) == (None, False, ["Thank you"])
    assert teams.violations == []


async def test_a_dialog_may_go_on_or_end_without_a_word(bot, shown, paula):
    data = {"msteams": {"type": "task/fetch"}}
    posted = await shown(actions=[button("Why", kind="Action.Submit", data=data)])
    form = card(why(), actions=[button("Send", kind="Action.Submit", data={})])
    bot.will_answer(dialog(form))
    bot.will_answer(dialog(form, "And then?"))
    first = (await paula.press(posted, "Why")).dialog
    second = (await paula.submit(first)).dialog
    with pytest.raises(CannotDo):
        await paula.submit(first)
    ended = await paula.submit(second)

    assert (second.title, ended.error, paula.dialog) == ("And then?", None, None)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"task": {"type": "continue", "value": {"title": "No card"}}},
        {"task": {"type": "message"}},
        {"task": {"type": "message", "value": "x"}, "more": 1},
    ],
)
async def test_a_bad_answer_opens_no_dialog(bot, shown, teams, paula, answer):
    data = {"msteams": {"type": "task/fetch"}}
    posted = await shown(actions=[button("Why", kind="Action.Submit", data=data)])
    bot.will_answer(answer)
    reaction = await paula.press(posted, "Why")

    assert (reaction.dialog, reaction.error is None) == (None, False)
    assert [v.where for v in teams.violations] == ["task/fetch"]


async def test_typing_into_a_list_asks_the_bot(bot, shown, paula):
    query = {"type": "Data.Query", "dataset": "partners"}
    posted = await shown(
        {"type": "Input.ChoiceSet", "id": "who", "style": "filtered", "choices.data": query}
    )
    found = [{"title": "Nimbus", "value": "p1"}]
    bot.will_answer({"type": SEARCH_ANSWER, "value": {"results": found}})

    assert await paula.look_up(posted, "who", "nim") == found
    assert bot.last["value"]["dataset"] == "partners"
    assert bot.last["value"]["queryText"] == "nim"


async def test_a_card_refreshes_itself_for_those_it_names(bot, call, teams, paula):
    grace = teams.person("grace")
    group = teams.group("Deal room", [paula, grace])
    action = {"type": "Action.Execute", "verb": "look", "data": {}}
    refresh = {"action": action, "userIds": [paula.id]}
    await call.send(group.id, with_card(card(refresh=refresh)))
    posted = teams.messages(group)[-1]
    bot.will_answer({"statusCode": 200, "type": CARD_ANSWER, "value": card()})
    await paula.view(posted)

    assert bot.last["value"]["trigger"] == "automatic"
    assert await grace.view(posted) is None


async def test_a_press_finds_what_stands_deep_and_not_what_is_hidden(bot, shown, paula):
    hidden = {
        "type": "Container",
        "id": "more",
        "isVisible": False,
        "items": [{"type": "ActionSet", "actions": [button("Secret", verb="s")]}],
    }
    inner = {"type": "AdaptiveCard", "body": [why()], "actions": [button("Send", verb="s")]}
    switch = button("More", kind="Action.ToggleVisibility", targetElements=["more"])
    show = button("Show", kind="Action.ShowCard", card=inner)
    posted = await shown(score(), hidden, actions=[switch, show])
    with pytest.raises(CannotDo, match="Secret"):
        await paula.press(posted, "Secret")
    await paula.press(posted, "More")

    assert paula.labels(posted) == ["Secret", "More", "Show", "Send"]
    await paula.press(posted, "Send", {"score": "3", "why": "x"})
    assert bot.last["value"]["action"]["data"] == {"score": "3", "why": "x"}


async def test_suggested_words_are_said_when_pressed(bot, call, paula):
    offered = {"actions": [{"type": "imBack", "title": "NPS", "value": "nps"}]}
    await call.send(paula.chat.id, words(suggestedActions=offered))
    await paula.press(paula.inbox[-1], "NPS")

    assert bot.last["text"] == "nps"


async def test_a_link_is_followed_without_the_bots_hearing_of_it(bot, shown, paula):
    link = button("Read", kind="Action.OpenUrl", url="https://example.com/a")
    await paula.press(await shown(actions=[link]), "Read")

    assert (paula.opened, bot.incoming) == (["https://example.com/a"], [])


async def test_installing_tells_the_bot_twice_and_removing_once(bot, paula):
    await paula.install()
    await paula.uninstall()
    told = [(one.activity["type"], one.activity.get("action")) for one in bot.incoming]

    assert told == [
        ("installationUpdate", "add"),
        ("conversationUpdate", None),
        ("installationUpdate", "remove"),
    ]
    assert len(bot.incoming[1].activity["membersAdded"]) == 2


async def test_a_teams_news_reach_the_bot(bot, teams, paula):
    grace = teams.person("grace")
    team = teams.team("Gold", [paula])
    await teams.install(team, paula)
    await teams.rename_team(team, "Platinum", paula)
    await teams.add_member(team, grace, paula)
    await teams.remove_member(team, grace, paula)
    launch = await teams.add_channel(team, "Launch", paula)
    await teams.rename_channel(launch, "Lift-off", paula)
    await teams.delete_channel(launch, paula)
    await teams.uninstall(team, paula)
    news = [one.activity["channelData"].get("eventType") for one in bot.incoming]

    assert news == [
        None,
        "teamMemberAdded",
        "teamRenamed",
        "teamMemberAdded",
        "teamMemberRemoved",
        "channelCreated",
        "channelRenamed",
        "channelDeleted",
        None,
        "teamMemberRemoved",
    ]


async def test_a_reaction_names_the_message(bot, shown, paula):
    posted = await shown()
    await paula.react(posted)

    assert bot.last["reactionsAdded"] == [{"type": "like"}]
    assert bot.last["replyToId"] == posted.id
