"""Small pieces of HTML that more than one drawing needs."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

HEAD = Markup('<th scope="row"{}>{}</th>')
CELL = Markup("<td{}>{}</td>")


def join(pieces: Iterable[Markup]) -> Markup:
    """Put pieces one after another."""
    return Markup("").join(pieces)


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[bool]
) -> Markup:
    """Draw a table that scrolls by itself on a narrow page; a row's first cell heads it."""
    head = join(
        Markup('<th scope="col"{}>{}</th>').format(_side(numeric, place), title)
        for place, title in enumerate(heads)
    )
    body = join(Markup("<tr>{}</tr>").format(_cells(row, numeric)) for row in rows)
    # A region that scrolls must be reachable by keyboard. The caption says from which side the
    # columns begin, and each cell for itself.
    return Markup(
        '<div class="wide" role="region" tabindex="0" aria-label="{0}">'
        '<table dir="auto"><caption>{0}'
        "</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    ).format(caption, head, body)


def _cells(row: Sequence[str], numeric: Sequence[bool]) -> Markup:
    return join(
        (CELL if place else HEAD).format(_side(numeric, place), cell)
        for place, cell in enumerate(row)
    )


def _side(numeric: Sequence[bool], place: int) -> Markup:
    is_number = place < len(numeric) and numeric[place]
    return Markup(' class="number"') if is_number else Markup(' dir="auto"')
