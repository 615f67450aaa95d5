"""A file is opened by what its bytes say it is; what reads workbooks is loaded for one only."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigurationInvalid
from drumbeat.importing.archives import is_workbook
from drumbeat.importing.sheets import Sheet

if TYPE_CHECKING:
    from drumbeat.importing.workbooks import WorkbookSheet


def opened_file(
    path: Path, delimiter: str | None = None, above: int = 0, sheet: str | None = None
) -> "Sheet | WorkbookSheet":
    """Open a CSV file or a workbook; `above` lines stand above its header."""
    if not is_workbook(path):
        if sheet is not None:
            raise ConfigurationInvalid(f"--sheet {sheet}: {path} is no workbook, so leave it out")
        return Sheet(path, delimiter, above)
    from drumbeat.importing.workbooks import WorkbookSheet  # noqa: PLC0415 - heavy, and rare

    return WorkbookSheet(path, above, sheet)
