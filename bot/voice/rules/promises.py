"""What holds for everything somebody says under a survey."""

REASON_LIMIT = 3000
"""Characters of a reason; the tightest form field is Slack's."""

NAMED = "named"
"""The promise under which those in charge read who said what."""
