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
    """Draw a table that scrolls by itself on a narrow page; a row's first cell heads it.

    A cell that is markup already stays what it is.
    """
    grid = tuple(rows)
    body = join(Markup("<tr>{}</tr>").format(_cells(row, numeric)) for row in grid)
    named = Markup("<caption>{}</caption>").format(caption) if caption else ""
    # A region that scrolls must be reachable by keyboard, and have a name. The caption says from
    # which side the columns begin, and each cell for itself.
    return Markup(
        '<div class="wide" role="region" tabindex="0" aria-label="{}">'
        '<table dir="auto">{}{}<tbody>{}</tbody></table></div>'
    ).format(_name(caption, heads, grid), named, _head(heads, numeric, grid), body)


def _name(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    titles = ", ".join(title for title in heads if title.strip())
    firsts = (Markup("{}").format(row[0]).striptags() for row in rows if row)
    return caption or titles or ", ".join(filter(str.strip, firsts))


def _head(heads: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]]) -> Markup:
    if rows and not any(map(str.strip, heads)):
        return Markup("")
    head = join(
        Markup('<th scope="col"{}>{}</th>').format(_side(numeric, place), title)
        for place, title in enumerate(heads)
    )
    return Markup("<thead><tr>{}</tr></thead>").format(head)


def _cells(row: Sequence[str], numeric: Sequence[bool]) -> Markup:
    return join(
        (CELL if place else HEAD).format(_side(numeric, place), cell)
        for place, cell in enumerate(row)
    )


def _side(numeric: Sequence[bool], place: int) -> Markup:
    is_number = place < len(numeric) and numeric[place]
    return Markup(' class="number"') if is_number else Markup(' dir="auto"')
