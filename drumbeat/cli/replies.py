"""The command about what partners' people said, and nobody answered yet."""

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report


def replies(*, as_json: AsJson = False) -> None:
    """Show who waits for an answer, and for how many business hours; not what they said."""
    from drumbeat.reports.replies import waiting

    report(waiting, as_json=as_json)
