from hypothesis import given, settings

from adapters.web.forms import Filled, problems, render_form
from bot.message import (
    Button,
    ChoiceField,
    Form,
    Option,
    TextField,
)
from tests.web.balanced import read
from tests.web.hostile import PRESS, hostile
from tests.web.rich import REASON


@settings(deadline=None)
@given(hostile, hostile, hostile, hostile)
def test_a_form_escapes_what_was_asked_answered_and_wrong(label, hint, value, error):
    form = Form(
        PRESS,
        label,
        label,
        (
            TextField("text", label, 10, hint=hint),
            TextField("line", label, 10, multiline=False, initial=value),
            ChoiceField("few", label, (Option(label, "a"),), required=True),
            ChoiceField("many", label, tuple(Option(label, str(n)) for n in range(9))),
        ),
        Button(label, PRESS),
    )

    html = render_form(form, Filled({"text": value}, {"text": error, "few": error, "no": error}))

    read(html.replace(" autofocus", "").replace(" required", ""))


def test_errors_stand_beside_their_field_and_the_first_one_gets_the_focus():
    html = render_form(REASON, Filled({"phone": "x"}, {"phone": "That is no number."}))

    assert '<p class="error" id="field-phone-error">That is no number.</p>' in html
    assert 'aria-describedby="field-phone-error" aria-invalid="true" autofocus value="x"' in html
    assert html.count("autofocus") == 1


def test_an_untouched_form_starts_at_its_first_field():
    html = render_form(REASON)

    assert 'aria-describedby="field-reason-hint" required autofocus' in html


def test_a_form_knows_what_is_missing_too_long_or_not_offered():
    long = "x" * 501

    found = problems(REASON, {"reason": long, "product": "p99", "phone": "1" * 31})

    assert found == {
        "reason": "Too long by 1: 500 characters fit.",
        "contact": "Please answer this one.",
        "product": "Please pick one of the list.",
        "phone": "Too long by 1: 30 characters fit.",
    }


def test_a_well_filled_form_has_no_problems():
    assert problems(REASON, {"reason": "Quick answers", "contact": "yes"}) == {}
