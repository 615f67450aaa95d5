"""What is written for spreadsheets: a cell is text there, whatever it begins with."""

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text
