"""Keys (钥匙): the secret of this installation, and seals that only it can make."""

import os
import secrets
import tempfile
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from itsdangerous import URLSafeSerializer

import settings

_KEY_BYTES = 32


def signer(purpose: str) -> URLSafeSerializer:
    """Seals for one purpose; what was sealed for another does not open."""
    options = {"key_derivation": "hmac", "digest_method": sha256}
    return URLSafeSerializer(key(settings.SECRET_FILE()), purpose, signer_kwargs=options)


@cache
def key(path: str) -> bytes:
    """The secret of this installation, made at the first call ever."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        _make_key(file)
    return file.read_bytes()


def _make_key(file: Path) -> None:
    # Written aside and linked: of several processes starting at once, all read the same whole key.
    handle, aside = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as writing:
        writing.write(secrets.token_bytes(_KEY_BYTES))
    with suppress(FileExistsError):
        os.link(aside, file)
    Path(aside).unlink()
