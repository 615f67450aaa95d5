"""What `drumbeat doctor` finds about who reads what is answered in confidence."""

from bot.errors import DrumbeatError
from bot.voice.rules.promises import CONFIDENTIAL
from bot.voice.store.confidants import confidants
from content.confidential import NAME
from drumbeat.database_findings import reading
from drumbeat.findings import Finding
from drumbeat.settings import Settings

SUBJECT = "confidential surveys"


async def confidence(settings: Settings) -> Finding:
    """Say who reads what is answered in confidence, and whether they can."""
    from drumbeat.opening import read_content  # noqa: PLC0415 - with all the texts

    try:
        _, _, library = read_content(settings)
    except DrumbeatError:
        return Finding(SUBJECT, "not looked at: the content cannot be read")  # another's finding
    surveys = [key for key, one in library.surveys.items() if one.text.promise == CONFIDENTIAL]
    named = library.confidants
    if not named:
        if not surveys:
            return Finding(SUBJECT, "none is asked")
        said = f"nobody reads who said what in {', '.join(surveys)}: answers are only counted"
        return Finding(SUBJECT, said, next_step=f"name administrators in {NAME}, if some shall")
    async with reading(settings) as session:
        found = await confidants(session, named) if session is not None else {}
    if lost := [address for address in named if address not in found]:
        said = f"{NAME} names who is no active administrator: {', '.join(lost)}"
        return Finding(SUBJECT, said, "the cards count them: put the list right")
    return Finding(SUBJECT, f"read by {', '.join(found)}")
