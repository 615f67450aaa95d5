"""Who was erased stays so, whatever file brings them again."""

from collections.abc import Callable, Mapping

from bot.imports.rules.faults import RowPassedOver

WasErased = Callable[[str, str, object], bool]
"""Says of a table, one of its columns that somebody is known by, and a value."""

OF_ERASED = "they are of people or partners who were erased"
_CONTACT, _PARTNER = "contact", "partner"
_NAME, _IDS = (_PARTNER, "name_key"), ((_PARTNER, "source_id"), (_PARTNER, "id"))
_EMAIL = (_CONTACT, "email_key")
_Known = Mapping[str, tuple[tuple[str, str], ...]]
_ANYWHERE: _Known = {
    "partner": (_NAME, *_IDS),
    "partner_id": _IDS,
    "partner_name": (_NAME,),
    "contact": (_EMAIL,),
}
_IN_KIND: Mapping[str, _Known] = {
    "contacts": {"email": (_EMAIL,), "id": ((_CONTACT, "source_id"),)},
    "partners": {"name": (_NAME,), "id": _IDS},
    "certifications": {"person": (_EMAIL,)},
}
LOOK_AFTER = ("manager", "deputy")
NOT_THERE = "name a manager or deputy who was erased, and name none now"


def nobody(_table: str, _column: str, _value: object) -> bool:
    """Say that nobody was erased."""
    return False


def leave_out(
    kind: str,
    values: Mapping[str, object],
    was_erased: WasErased,
    note: Callable[[str], None],
) -> frozenset[str]:
    """Return the fields to be left empty; a row about somebody erased raises `RowPassedOver`."""
    if was_erased is nobody:
        return frozenset()
    for field, columns in {**_ANYWHERE, **_IN_KIND.get(kind, {})}.items():
        value = values.get(field)
        if value is not None and any(was_erased(*column, value) for column in columns):
            raise RowPassedOver(OF_ERASED)
    gone = frozenset(
        field
        for field in LOOK_AFTER
        if values.get(field) is not None and was_erased(*_EMAIL, values[field])
    )
    if gone:
        note(NOT_THERE)
    return gone
