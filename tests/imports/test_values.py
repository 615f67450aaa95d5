"""Their words become ours, their columns our fields: as somebody says, never by guessing."""

import pytest

from tests.imports.conftest import Operator

PEOPLE = (
    "email,First,Last,Job,partner\n"
    "ada@acme.example,Ada,Byte,IT Director,Acme\n"
    "bo@acme.example,Bo,,  it  DIRECTOR ,Acme\n"
    "cy@acme.example,,Quist,,Acme\n"
)
JOINED = ("--join", "First,Last=name", "--map", "Job=role")
MAPPED = ("--map-value", "role:IT Director=technical", "--map-value", "role:=sales")


def people(operator: Operator) -> dict[str, tuple[str, str]]:
    rows = operator.rows("contact", "email", "name", "role")
    return {email: (name, role) for email, name, role in rows}


@pytest.mark.both_databases
def test_columns_are_joined_and_values_are_mapped(programme: Operator):
    told = programme.brought("contacts", PEOPLE, *JOINED, *MAPPED)

    assert people(programme) == {
        "ada@acme.example": ("Ada Byte", "technical"),
        "bo@acme.example": ("Bo", "technical"),
        "cy@acme.example": ("Quist", "sales"),
    }
    assert told["unused_values"] == []


def test_every_other_value_is_what_the_field_would_refuse(small_programme: Operator):
    text = PEOPLE.replace("  it  DIRECTOR ", "Marketing")
    small_programme.brought(
        *("contacts", text, *JOINED, "--map-value", "role:*=executive"),
        *("--map-value", "role:=sales"),
    )

    roles = dict(people(small_programme).values())
    assert roles == {"Ada Byte": "executive", "Bo": "marketing", "Quist": "sales"}


def test_values_come_from_a_file_and_the_command_line_goes_before_it(small_programme: Operator):
    values = small_programme.file(
        "field;theirs;ours\nrole;IT Director;executive\nrole;;sales\nrole;CEO;executive\n",
        "values.csv",
    )
    told = small_programme.brought(
        *("contacts", PEOPLE, *JOINED, "--map-values", values),
        *("--map-value", "role:it director=technical"),
    )

    assert people(small_programme)["ada@acme.example"] == ("Ada Byte", "technical")
    assert told["unused_values"] == ["role:CEO"]


def test_a_value_that_no_row_has_is_told(small_programme: Operator):
    path = small_programme.file(PEOPLE)
    said = small_programme.run(
        *("import", "contacts", path, *JOINED, *MAPPED, "--map-value", "role:CEO=executive")
    )

    assert said.code == 0
    assert "No row has what was mapped: role:CEO." in said.out


WRONG = {
    "a value the field refuses": (
        ("--map-value", "role:IT Director=techie"),
        "--map-value role",
        "write one of sales",
    ),
    "a field there is none of": (
        ("--map-value", "rolle:IT Director=technical"),
        "--map-value rolle",
        "did you mean role?",
    ),
    "a field no column says": (
        ("--map-value", "country:Germany=DE"),
        "--map-value country",
        "no column of the file says this",
    ),
    "a join of a column that is not there": (
        ("--join", "Street,Town=zone"),
        "--join Street",
        "the file has no such column",
    ),
    "a join into no field": (("--join", "First,Job=nam"), "--join nam", "did you mean name?"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_option_about_values_that_does_not_fit_is_named(small_programme: Operator, case: str):
    options, column, reason = WRONG[case]
    said = small_programme.bring("contacts", PEOPLE, *JOINED, *options)
    faults = {fault["column"]: fault["reason"] for fault in said.json["first_faults"]}

    assert said.code == 1
    assert reason in faults[column]
    assert people(small_programme) == {}


SENTENCES = {
    "no sign": ("--map-value", "role:IT Director"),
    "no field": ("--map-value", "IT Director=technical"),
    "one column is no join": ("--join", "First=name"),
    "a join without a field": ("--join", "First,Last"),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_an_option_that_cannot_be_read_is_refused_in_a_sentence(
    small_programme: Operator, case: str
):
    said = small_programme.bring("contacts", PEOPLE, *SENTENCES[case])

    assert said.code == 1
    assert " ".join(SENTENCES[case]) in said.err


def test_all_that_is_wrong_in_a_file_of_values_is_told_with_its_line(small_programme: Operator):
    text = "field,theirs,ours\nrole,CEO,executive\nrole,ceo,sales\nrole,CTO\n"
    values = small_programme.file(text, "values.csv")
    said = small_programme.bring("contacts", PEOPLE, *JOINED, "--map-values", values)

    assert said.code == 1
    assert "values.csv:3: 'ceo' of 'role' stands here twice" in said.err
    assert "values.csv:4: three cells are wanted" in said.err


NAMES = {
    "Byte, Ada": "Ada Byte",
    "Byte, Dr. Ada": "Dr. Ada Byte",
    "Ada Byte, PhD": "Ada Byte, PhD",
    "Byte, Ada, Ph.D.": "Ada Byte, Ph.D.",
    "Ada Byte": "Ada Byte",
}


@pytest.mark.parametrize("written", NAMES)
def test_last_and_first_name_are_turned_where_that_is_said(small_programme: Operator, written):
    text = f'email,name,partner,role\nada@acme.example,"{written}",Acme,sales\n'
    asked = small_programme.brought("contacts", text)
    kept = people(small_programme)["ada@acme.example"][0]
    small_programme.brought("contacts", text, "--name-order", "last-first")

    assert kept == written
    has_asked = any("have a name with a comma" in note for note in asked["notes"])
    assert has_asked == (NAMES[written] != written)
    assert people(small_programme)["ada@acme.example"][0] == NAMES[written]


def test_a_name_with_more_commas_is_not_guessed_at(small_programme: Operator):
    text = 'email,name,partner,role\na@acme.example,"Byte, Ada, Acme Ltd",Acme,sales\n'
    said = small_programme.bring("contacts", text, "--name-order", "last-first")

    assert "more than one comma" in said.json["first_faults"][0]["reason"]


REPORT = (
    '"Contacts of ""Acme",\nmade; on; 2026-11-01\n\n'
    "email,name,partner,role,Shoe size,\nada@acme.example,Ada,Acme,sales,38,x\n"
)


def test_lines_above_the_header_and_columns_nobody_spoke_of_are_passed_over(
    small_programme: Operator,
):
    told = small_programme.brought("contacts", REPORT, "--skip-rows", "3", "--only-columns")

    assert told["new"] == 1


def test_faults_below_the_lines_above_are_on_their_own_line(small_programme: Operator):
    header = small_programme.bring("contacts", REPORT, "--skip-rows", "3")
    row = small_programme.bring(
        *("contacts", REPORT.replace(",sales,", ",boss,"), "--skip-rows", "3", "--only-columns")
    )
    beyond = small_programme.bring("contacts", REPORT, "--skip-rows", "30")

    assert {fault["line"] for fault in header.json["first_faults"]} == {4}
    assert [fault["line"] for fault in row.json["first_faults"]] == [5]
    assert "no header comes after --skip-rows 30" in beyond.err


def test_only_columns_passes_over_no_column_that_changes_an_amount(small_programme: Operator):
    text = (
        "subscription,customer,product,start,amount,period,Colour,Quantity\n"
        "s1,c1,Mail,2025-01-01,10,monthly,red,5\n"
    )
    said = small_programme.bring("subscriptions", text, "--only-columns")

    assert [fault["column"] for fault in said.json["first_faults"]] == ["Quantity"]


def test_a_column_that_was_named_goes_before_one_called_like_its_field(small_programme: Operator):
    text = PEOPLE.replace("email,First", "email,First,name").replace("example,", "example,x,")
    small_programme.brought("contacts", text, *JOINED, *MAPPED, "--only-columns")

    assert people(small_programme)["cy@acme.example"] == ("x Quist", "sales")


def test_a_row_of_another_width_is_named_in_a_joined_file_too(small_programme: Operator):
    text = PEOPLE + "di@acme.example,Di,Moe,CEO,Acme,one too many\n"
    said = small_programme.bring("contacts", text, *JOINED, *MAPPED)

    assert said.json["first_faults"][0]["reason"] == (
        "this line has 6 cells, and the header has 5: a cell with the dividing mark in it "
        "stands in quotation marks"
    )


def test_rows_that_say_something_are_left_out_and_counted(small_programme: Operator):
    told = small_programme.brought(
        *("contacts", PEOPLE, *JOINED, "--leave-out", "role:it director"),
        *("--map-value", "role:=sales"),
    )
    refused = small_programme.bring("contacts", PEOPLE, *JOINED, "--leave-out", "it director")

    assert told["passed_over"] == {"Job says it director": 2}
    assert people(small_programme) == {"cy@acme.example": ("Quist", "sales")}
    assert "--leave-out it director: write FIELD:THEIRS" in refused.err
