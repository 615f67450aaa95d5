"""What must not lie in the database in the clear is locked with DRUMBEAT_SECRET_KEY."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import SecretKeyWrong
from bot.store.sessions import AsyncSession
from bot.store.tables import ProgrammeFact

_CHECK = "secret_key_check"


class SecretBox:
    """Locks texts, and derives keys for other uses, from one secret the operator chose."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._fernet = Fernet(base64.urlsafe_b64encode(self.derive("tokens at rest")))

    def derive(self, purpose: str) -> bytes:
        """Return a key of 32 bytes for one purpose; no purpose learns another's."""
        kdf = HKDF(algorithm=SHA256(), length=32, salt=b"drumbeat", info=purpose.encode())
        return kdf.derive(self._secret)

    def lock(self, text: str) -> str:
        """Encrypt a text."""
        return self._fernet.encrypt(text.encode()).decode()

    def unlock(self, locked: str) -> str:
        """Decrypt what `lock` made; another key's text raises `SecretKeyWrong`."""
        try:
            return self._fernet.decrypt(locked.encode()).decode()
        except InvalidToken as problem:
            raise SecretKeyWrong from problem

    def fingerprint(self, text: str) -> str:
        """Return a digest that tells two texts apart and gives neither away."""
        return hashlib.blake2b(text.encode(), key=self.derive("fingerprints")).hexdigest()[:40]


async def check_secret(session: AsyncSession, box: SecretBox) -> None:
    """Leave a locked word in a new database; in an old one, raise unless this key opens it."""
    found = await session.get(ProgrammeFact, _CHECK)
    if found is None:
        session.add(ProgrammeFact(name=_CHECK, value=box.lock("drumbeat")))
    else:
        box.unlock(found.value)
