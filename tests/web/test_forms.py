from hypothesis import given

from adapters.web.forms import Filled, problems, render_form
from tests.fixtures import messages
from tests.fixtures.html import read_piece
from tests.web.rich import REASON


@given(messages.forms, messages.short, messages.short)
def test_a_form_escapes_what_was_asked_answered_and_wrong(form, value, error):
    names = [field.name for field in form.fields]
    filled = Filled(dict.fromkeys(names, value), dict.fromkeys([*names[:1], "no"], error))

    page = read_piece(render_form(form, filled))

    assert page.faults == []
    assert not [name for name in page.attributes if name.startswith("on")]


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
