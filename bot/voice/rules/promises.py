"""What holds for everything somebody says under a survey."""

REASON_LIMIT = 3000
"""Characters of a reason; the tightest form field is Slack's."""

NAMED = "named"
"""Who answered what stands beside their name, for those the card names."""
CONFIDENTIAL = "confidential"
"""Only the confidants read who answered what, and whoever is in charge if its author says so."""
CONTACT_ME = "contact_me"
ASK_ELSE = "ask_else"
"""The press, and the form, by which whoever is asked says who else should be."""
"""The press by which somebody says so."""
ANONYMOUS = "anonymous"
"""Nobody ever learns who answered what, whoever runs the programme included."""
LONGEST_SEALED = 14
"""Days that an anonymous wave is open: for so long somebody could still open it."""
