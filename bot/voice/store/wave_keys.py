"""The keys of anonymous waves: a file each, in a folder that no backup of the database holds.

While its wave is open a key opens the answers to it; at the close it is destroyed, and whatever
was sealed under it is noise from then on, in every backup.
"""

import base64
import hashlib
import json
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import WaveKeyMissing
from bot.ports import Seals

SUFFIX = ".key"
_NAMES_ONE = re.compile(r"[A-Za-z0-9_-]{1,60}")
_LENGTH, _NONCE = 32, 12
_STEP = 16 * 1024
"""Bytes to whose multiples a text is filled up: its length would tell whose words it holds."""


class WaveKey:
    """Seals under one wave's key; of each use the key is derived apart."""

    def __init__(self, secret: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import (  # noqa: PLC0415 - rarely wanted
            ChaCha20Poly1305,
        )

        self._texts = ChaCha20Poly1305(_derived(secret, "texts"))
        self._people = _derived(secret, "people")

    def seal(self, text: str) -> str:
        """Encrypt a text; neither its length nor the moment can be read from what comes out."""
        data = json.dumps(text).encode()
        padded = data.ljust(-(-len(data) // _STEP) * _STEP)
        nonce = secrets.token_bytes(_NONCE)
        return base64.b64encode(nonce + self._texts.encrypt(nonce, padded, None)).decode()

    def open(self, sealed: str) -> str | None:
        """Decrypt what `seal` made; None of what was sealed under another key."""
        data = base64.b64decode(sealed)
        try:
            padded = self._texts.decrypt(data[:_NONCE], data[_NONCE:], None)
        except InvalidTag:
            return None
        return str(json.loads(padded))

    def who(self, contact_id: str) -> str:
        """Return by what a person's answer is found again, by whoever has the key."""
        return hashlib.blake2b(contact_id.encode(), key=self._people, digest_size=20).hexdigest()


class WaveKeys:
    """The folder of keys; every process reaches it, and without one no wave is anonymous."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def are_kept(self) -> bool:
        """Whether there is a folder for keys."""
        return self._folder is not None

    @property
    def can_be_read(self) -> bool:
        """Whether the folder of keys is there to be looked into."""
        return self._folder is not None and self._folder.is_dir()

    def make(self, wave_id: str) -> WaveKey:
        """Return the wave's key, made if there is none; else `WaveKeyMissing`."""
        path = self._path(wave_id)
        new = path.with_name(f"{wave_id}.{secrets.token_hex(4)}.new")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(new, secrets.token_bytes(_LENGTH))
            with suppress(FileExistsError):
                # Whoever makes it meanwhile is not replaced: what they sealed would be lost.
                os.link(new, path)
            new.unlink()
            _settle(path.parent)
        except OSError as problem:
            raise WaveKeyMissing(f"the key of wave {wave_id} cannot be written") from problem
        return self.get(wave_id)

    def find(self, wave_id: str) -> WaveKey | None:
        """Return the wave's key; None once it was destroyed."""
        if not self.are_kept or not _NAMES_ONE.fullmatch(wave_id):
            # What came from outside must not name another file.
            return None
        try:
            secret = self._path(wave_id).read_bytes()
        except FileNotFoundError:
            return None
        return WaveKey(secret) if len(secret) == _LENGTH else None

    def get(self, wave_id: str) -> WaveKey:
        """Return the wave's key; `WaveKeyMissing` where there is none."""
        key = self.find(wave_id)
        if key is None:
            raise WaveKeyMissing(f"there is no key of wave {wave_id} in DRUMBEAT_WAVE_KEYS")
        return key

    def destroy(self, wave_id: str) -> None:
        """Destroy a key for good; one that is gone already is no fault."""
        path = self._path(wave_id)
        with suppress(FileNotFoundError):
            with path.open("r+b") as file:
                file.write(bytes(_LENGTH))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            _settle(path.parent)

    def waves(self) -> frozenset[str]:
        """Return the waves of which there is a key."""
        if self._folder is None or not self.can_be_read:
            return frozenset()
        return frozenset(path.stem for path in self._folder.glob(f"*{SUFFIX}"))

    def _path(self, wave_id: str) -> Path:
        if self._folder is None:
            raise WaveKeyMissing("DRUMBEAT_WAVE_KEYS names no folder")
        return self._folder / f"{wave_id}{SUFFIX}"


def _derived(secret: bytes, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=_LENGTH, salt=b"drumbeat wave", info=purpose.encode())
    return kdf.derive(secret)


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Bring what was made or taken out of a folder onto the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class WaveSeals(Seals):
    """Seals the requests that answer an anonymous wave, for the time until they are forgotten."""

    _MARK = "wave"

    def __init__(self, keys: WaveKeys) -> None:
        self._keys = keys

    def seal(self, wave_id: str, text: str) -> str:
        key = self._keys.find(wave_id)
        return f"{self._MARK} {wave_id} {key.seal(text)}" if key is not None else ""

    def is_sealed(self, text: str) -> bool:
        return text.startswith(f"{self._MARK} ")

    def open(self, sealed: str) -> str:
        _, wave_id, held = sealed.split(" ")
        key = self._keys.find(wave_id)
        return (key.open(held) or "") if key is not None else ""

    def fingerprint(self, wave_id: str, text: str) -> str:
        key = self._keys.find(wave_id)
        # Who comes after the close is told so, each time anew.
        return key.who(text) if key is not None else secrets.token_hex(20)
