"""What `drumbeat doctor` finds about surveys that are anonymous, and the keys they need."""

import os
import stat

from bot.errors import DrumbeatError
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.store import wave_ends
from bot.voice.store.wave_keys import WaveKeys
from drumbeat.database_findings import reading
from drumbeat.findings import Finding
from drumbeat.settings import Settings

SUBJECT = "anonymous surveys"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
APART = "name a folder in DRUMBEAT_WAVE_KEYS that no backup holds and every process reaches"


async def anonymity(settings: Settings) -> Finding:
    """Say whether what is anonymous can be kept so."""
    asked = _asked(settings)
    async with reading(settings) as session:
        waves = await wave_ends.open_anonymous(session) if session is not None else []
    if not asked and not waves and settings.wave_keys is None:
        return Finding(SUBJECT, "none is asked")
    keys = WaveKeys(settings.wave_keys)
    if not keys.are_kept:
        named = ", ".join(asked) or "an open wave"
        return Finding(SUBJECT, f"no key can be kept, so none goes out: {named}", APART)
    if trouble := _trouble(settings):
        return trouble
    lost = [wave_id for wave_id in waves if keys.find(wave_id) is None]
    if lost:
        said = f"the keys of {', '.join(lost)} are not in {settings.wave_keys}"
        return Finding(SUBJECT, said, "bring the folder back, or their answers are lost")
    return Finding(SUBJECT, f"keys of {len(keys.waves())} open waves lie in {settings.wave_keys}")


def _asked(settings: Settings) -> list[str]:
    from drumbeat.opening import read_content  # noqa: PLC0415 - with all the texts

    try:
        _, _, library = read_content(settings)
    except DrumbeatError:
        return []  # what cannot be read is another finding's
    return [key for key, one in library.surveys.items() if one.text.promise == ANONYMOUS]


def _trouble(settings: Settings) -> Finding | None:
    folder = settings.wave_keys
    if folder is None or not folder.exists():
        return None  # it is made with the first key
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        said = f"{folder} cannot be written to by this user"
        return Finding(SUBJECT, said, "give it to the user that runs Drumbeat")
    if folder.stat().st_mode & OTHERS:
        said = f"others on this machine may look into {folder}"
        return Finding(SUBJECT, said, f"run `chmod 700 {folder}`")
    return None
