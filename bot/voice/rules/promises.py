"""What holds for everything somebody says under a survey."""

REASON_LIMIT = 3000
"""Characters of a reason; the tightest form field is Slack's."""

NAMED = "named"
"""The promise of an answer that carries its author's name, and may stand where it was given."""
