"""What must not lie in the database in the clear is locked with DRUMBEAT_SECRET_KEY."""

import base64
import hashlib
from contextlib import suppress

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import SecretKeyWrong
from bot.store.inserts import insert_new
from bot.store.programme import SECRET_KEY_CHECK
from bot.store.sessions import AsyncSession
from bot.store.tables import ProgrammeFact

PRINT_KEY = "fingerprint_key"
_AT_REST, _FINGERPRINTS = "tokens at rest", "fingerprints"


class SecretBox:
    """Locks texts, and derives keys for other uses, from one secret the operator chose.

    While a key is being changed, `old` is the one before: what it locked is opened still.
    """

    def __init__(self, secret: str, old: str = "") -> None:
        self._secrets = [each.encode() for each in (secret, old) if each]
        self._fernets = [Fernet(base64.urlsafe_b64encode(key)) for key in self.keys(_AT_REST)]
        self._print_key = self.derive(_FINGERPRINTS)

    @property
    def has_old(self) -> bool:
        """Whether there is a key before this one."""
        return len(self._secrets) > 1

    def derive(self, purpose: str) -> bytes:
        """Return a key of 32 bytes for one purpose; no purpose learns another's."""
        return self.keys(purpose)[0]

    def keys(self, purpose: str) -> list[bytes]:
        """Return the key for a purpose, and after it the one that is being changed."""
        return [_derived(secret, purpose) for secret in self._secrets]

    def lock(self, text: str) -> str:
        """Encrypt a text."""
        return self._fernets[0].encrypt(text.encode()).decode()

    def unlock(self, locked: str) -> str:
        """Decrypt what `lock` made; another key's text raises `SecretKeyWrong`."""
        for fernet in self._fernets:
            with suppress(InvalidToken):
                return fernet.decrypt(locked.encode()).decode()
        raise SecretKeyWrong

    def is_of_old(self, locked: str) -> bool:
        """Whether only the key before opens this."""
        with suppress(InvalidToken):
            self._fernets[0].decrypt(locked.encode())
            return False
        with suppress(SecretKeyWrong):
            self.unlock(locked)
            return True
        return False

    def fingerprint(self, text: str) -> str:
        """Return a digest that tells two texts apart and gives neither away."""
        return hashlib.blake2b(text.encode(), key=self._print_key).hexdigest()[:40]

    def lock_print_key(self, *, of_old: bool) -> str:
        """Return the key of fingerprints, locked: it outlives the secret it came from.

        What was digested cannot be digested anew, for the texts are gone.
        """
        self._print_key = self.keys(_FINGERPRINTS)[-1 if of_old else 0]
        return self.lock(base64.b64encode(self._print_key).decode())

    def adopt_print_key(self, locked: str) -> None:
        """Make fingerprints with a key that was locked before."""
        self._print_key = base64.b64decode(self.unlock(locked))


def _derived(secret: bytes, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=b"drumbeat", info=purpose.encode())
    return kdf.derive(secret)


async def check_secret(session: AsyncSession, box: SecretBox) -> None:
    """Leave a locked word in a new database; in an old one, raise unless this key opens it.

    The box makes the fingerprints of this database from then on, whatever its key is by now.
    """
    found = await session.get(ProgrammeFact, SECRET_KEY_CHECK)
    if found is None:
        word = {"name": SECRET_KEY_CHECK, "value": box.lock("drumbeat")}
        if await insert_new(session, ProgrammeFact, [word]):
            return
        found = await session.get_one(ProgrammeFact, SECRET_KEY_CHECK)  # another process was first
    box.unlock(found.value)
    kept = await session.get(ProgrammeFact, PRINT_KEY)
    if kept is not None:
        box.adopt_print_key(kept.value)
    elif box.has_old:
        locked = box.lock_print_key(of_old=box.is_of_old(found.value))
        # Whoever else starts meanwhile locks the same key.
        await insert_new(session, ProgrammeFact, [{"name": PRINT_KEY, "value": locked}])
