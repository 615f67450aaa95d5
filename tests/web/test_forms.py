from hypothesis import given

from adapters.web.forms import Filled, problems, render_form
from bot.errors import MessageRejected
from content.wording import load_wording
from tests.contract.forms_filled import form as planning_form
from tests.fixtures import messages
from tests.fixtures.html import read_piece
from tests.web.rich import REASON

WORDING = load_wording()


@given(messages.forms, messages.short, messages.short)
def test_a_form_escapes_what_was_asked_answered_and_wrong(form, value, error):
    names = [field.name for field in form.fields]
    filled = Filled(dict.fromkeys(names, value), dict.fromkeys([*names[:1], "no"], error))

    try:
        page = read_piece(render_form(form, WORDING, filled))
    except MessageRejected:
        return

    assert page.faults == []
    assert not [name for name in page.attributes if name.startswith("on")]


def test_errors_stand_beside_their_field_and_the_first_one_gets_the_focus():
    html = render_form(REASON, WORDING, Filled({"phone": "x"}, {"phone": "That is no number."}))

    assert '<p class="error" id="field-phone-error" dir="auto">That is no number.</p>' in html
    assert 'aria-describedby="field-phone-error" aria-invalid="true" autofocus value="x"' in html
    assert html.count("autofocus") == 1


def test_an_untouched_form_starts_at_its_first_field():
    html = render_form(REASON, WORDING)

    assert 'aria-describedby="field-reason-hint" required autofocus' in html


def test_a_form_knows_what_is_missing_too_long_or_not_offered():
    long = "x" * 501

    found = problems(REASON, WORDING, {"reason": long, "product": "p99", "phone": "1" * 31})

    assert found == {
        "reason": "Too long by 1: 500 characters fit.",
        "contact": "Please answer this one.",
        "product": "Please pick one of the list.",
        "phone": "Too long by 1: 30 characters fit.",
    }


def test_a_well_filled_form_has_no_problems():
    assert problems(REASON, WORDING, {"reason": "Quick answers", "contact": "yes"}) == {}


def test_every_kind_of_field_says_what_is_wrong_with_its_answer():
    wrong = {"day": "24.12.2026", "at": "9:30", "roles": "sales\nking", "partners": "p41"}

    assert problems(planning_form(), WORDING, wrong) == {
        "day": "Please give a day, such as 2026-12-31.",
        "at": "Please give a time, such as 09:30.",
        "roles": "Please pick from the list.",
        "partners": "Please pick from the list.",
    }
    assert (
        problems(planning_form(), WORDING, {"day": "2026-12-24", "at": "09:30", "roles": "sales"})
        == {}
    )


def test_what_was_ticked_stays_ticked_beside_its_error():
    filled = Filled({"roles": "sales"}, {"roles": "Too few."})
    html = render_form(planning_form(filled=True), WORDING, filled)

    assert 'value="sales" checked' in html
    assert html.count("checked") == 2
    assert 'role="group" aria-describedby="field-roles-error" aria-invalid="true"' in html
