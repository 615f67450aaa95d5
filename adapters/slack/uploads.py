"""Gives pictures to a workspace, where our messages show them and nobody else can fetch them."""

from adapters.slack.api import SlackApi
from adapters.slack.files import file_address
from bot.errors import NotSent
from bot.pictures import Picture

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}


async def upload_picture(api: SlackApi, token: str, picture: Picture) -> str:
    """Hand a picture over; return the address by which messages there show it.

    The file is shared with no conversation: what shows it is the message.
    """
    name = f"picture.{_ENDINGS[picture.kind]}"
    length = str(len(picture.data))
    place = await api.read(token, "files.getUploadURLExternal", filename=name, length=length)
    url, file_id = place.get("upload_url"), place.get("file_id")
    if not isinstance(url, str) or not isinstance(file_id, str) or not file_id:
        raise NotSent("Slack named no place for a picture")
    await api.hand_over(url, picture.data)
    await api.write(token, "files.completeUploadExternal", files=[{"id": file_id, "title": name}])
    return file_address(file_id)
