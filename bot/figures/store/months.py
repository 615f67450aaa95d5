"""The month that a day lies in, as either database can keep it in an index."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class month_of(GenericFunction[Any]):  # noqa: N801 - a function of SQL
    """What is the same of two days if they lie in one month, and only then."""

    inherit_cache = True
    name = "month_of"


@compiles(month_of, "sqlite")
def _of_text(element: month_of, compiler: SQLCompiler, **kept: object) -> str:
    return f"substr({compiler.process(element.clauses, **kept)}, 1, 7)"


@compiles(month_of, "postgresql")
def _of_date(element: month_of, compiler: SQLCompiler, **kept: object) -> str:
    return f"date_trunc('month', CAST({compiler.process(element.clauses, **kept)} AS TIMESTAMP))"
