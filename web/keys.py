"""Keys (钥匙): the secret of this installation, and seals that only it can make."""

import os
import secrets
import tempfile
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from itsdangerous import Serializer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

import settings

_KEY_BYTES = 32


class Signer(URLSafeSerializer):
    """Never tries to compress: that costs more than all the rest, and a seal is short."""

    def dump_payload(self, obj: Any) -> bytes:
        return base64_encode(Serializer.dump_payload(self, obj))


def signer(purpose: str) -> Signer:
    """Seals for one purpose; what was sealed for another does not open."""
    options = {"key_derivation": "hmac", "digest_method": sha256}
    return Signer(key(settings.SECRET_FILE()), purpose, signer_kwargs=options)


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
