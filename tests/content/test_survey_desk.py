"""A survey written in chat: as a text and back, and its forms on the platforms with limits."""

from dataclasses import replace

import pytest

from adapters.slack.forms import render_form as slack_form
from adapters.teams.forms import render_dialog as teams_form
from bot.action import ActionRef
from bot.beat.rules.texts import WrittenText
from bot.voice.cards import asking_else, survey_form
from bot.voice.rules.wishes import KINDS, LONGEST_QUESTION, MoreWish, SurveyWish
from content.survey_desk import wish_of, written
from content.wording import load_wording

WISH = SurveyWish(title="The portal", question="How is it?", low="Bad", high="Good", reason="Why?")
MORE = (MoreWish(question="Used for?", kind="several", options="Orders\nTickets"),)
WISHES = [
    replace(WISH, more=MORE),
    replace(WISH, kind="csat", by_score=("Bad?", "", "Good?"), more=MORE, whom="sales"),
    replace(WISH, kind="ces", by_score=("Bad?", "So so?", "Good?"), promise="anonymous"),
    replace(WISH, kind="choice", low="", high="", options="Monday\nFriday", more=MORE * 3),
    replace(WISH, kind="choice", low="", high="", options="Monday\nFriday", reason=""),
    replace(WISH, kind="words", low="", high="", reason="", more=MORE * 4, days="3"),
]


@pytest.mark.parametrize("wish", WISHES, ids=range(len(WISHES)))
def test_what_was_wished_is_read_again_out_of_the_text(wish):
    file = written(wish, "chat-1", "surveys")
    text = WrittenText("", file.kind, file.key, 0, file.body)

    assert wish_of(text) == wish


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_form_of_it_is_drawn_on_slack_and_teams(kind, language):
    wording = load_wording().in_language(language)
    longest = "x" * LONGEST_QUESTION
    wish = replace(WISH, kind=kind, question=longest, reason=longest)
    forms = [
        survey_form.form(wording, wish, "chat-0123456789ab"),
        survey_form.more_form(wording, "chat-0123456789ab"),
        asking_else.form(wording, ActionRef("ask_else", {"i": "i" * 24, "k": "k" * 24})),
    ]
    if wish.has_scale:
        asked = replace(wish, by_score=(longest,) * 3)
        forms.append(survey_form.by_score_form(wording, asked, "chat-0123456789ab"))

    for form in forms:
        view = slack_form(form, "{}")
        assert len(view["title"]["text"]) <= 24
        assert len(view["submit"]["text"]) <= 24
        assert teams_form(form, wording).card["body"]
