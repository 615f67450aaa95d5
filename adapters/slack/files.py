"""How a message names a picture that lies in a workspace, and nowhere else."""

_PREFIX = "slack-file:"


def file_address(file_id: str) -> str:
    """Return the address under which an `Image` shows a file of the workspace."""
    return f"{_PREFIX}{file_id}"


def file_of(url: str) -> str:
    """Return the id of the file behind such an address; nothing for any other address."""
    file_id = url.removeprefix(_PREFIX)
    return file_id if file_id != url and file_id.isascii() and file_id.isalnum() else ""
