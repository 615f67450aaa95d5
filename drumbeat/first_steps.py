"""What the doctor says of the way to a first message: the steps that are left, in their order."""

from bot.beat.store.counts import has_spoken, is_empty
from drumbeat.database_findings import reading
from drumbeat.findings import Finding
from drumbeat.rooms import open_platforms
from drumbeat.settings import Settings

UNREAD = "unknown until the database is ready"
HOW_TO_OPEN = (
    "set up Slack, Teams or email (.env.example says how). Without a public address: make a "
    "Slack app from what `drumbeat slack-manifest --socket` prints, and put DRUMBEAT_SLACK_"
    "BOT_TOKEN and DRUMBEAT_SLACK_APP_TOKEN into .env"
)


async def doors(settings: Settings) -> Finding:
    """Name the platforms that are configured; none is a fault once there is somebody to reach."""
    opened = open_platforms(settings)
    if opened:
        return Finding("doors", ", ".join(sorted(opened)))
    async with reading(settings) as session:
        nobody = session is not None and await is_empty(session)
    if nobody:
        return Finding("doors", "none is open yet", next_step=HOW_TO_OPEN)
    return Finding("doors", "none is open, so nobody is reached", HOW_TO_OPEN)


async def people(settings: Settings) -> Finding:
    """Say whether there is anybody to be reached."""
    async with reading(settings) as session:
        if session is None:
            return Finding("people", UNREAD)
        nobody = await is_empty(session)
    if nobody:
        step = "`drumbeat import contacts FILE`: begin with yourself, as an administrator"
        return Finding("people", "nobody is here yet to be reached", next_step=step)
    return Finding("people", "there is somebody to reach")


async def first_message(settings: Settings) -> Finding:
    """Say whether anybody was written to, or answered, yet."""
    subject = "first message"
    async with reading(settings) as session:
        if session is None:
            return Finding(subject, UNREAD)
        if await has_spoken(session):
            return Finding(subject, "somebody was answered, or written to")
        nobody = await is_empty(session)
    if nobody or not open_platforms(settings):
        return Finding(subject, "comes after the steps above")
    step = "start `drumbeat serve`, and write `help` to the app from your own account"
    return Finding(subject, "nobody was answered or written to yet", next_step=step)
