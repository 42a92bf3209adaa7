"""Keys (钥匙): the secret of this installation, and seals that only it can make."""

import os
import secrets
import tempfile
from base64 import urlsafe_b64encode
from contextlib import suppress
from functools import cache
from hashlib import sha256
from hmac import compare_digest, digest
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, Serializer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

import settings

_KEY_BYTES = 32
_MARK_BYTES = 18


class Signer(URLSafeSerializer):
    """Never tries to compress: that costs more than all the rest, and a seal is short."""

    def dump_payload(self, obj: Any) -> bytes:
        return base64_encode(Serializer.dump_payload(self, obj))


def signer(purpose: str) -> Signer:
    """Seals for one purpose; what was sealed for another does not open."""
    options = {"key_derivation": "hmac", "digest_method": sha256}
    return Signer(key(settings.SECRET_FILE()), purpose, signer_kwargs=options)


def seal(purpose: str, words: str) -> str:
    """Words with a mark behind them; a tenth of a signer's work, for what every visit needs."""
    return f"{words}.{_mark(purpose, words)}"


def unseal(purpose: str, sealed: str) -> str:
    """The words. Raises BadData when they were not sealed here, for this purpose."""
    words, _, mark = sealed.rpartition(".")
    if not compare_digest(_mark(purpose, words).encode(), mark.encode("utf-8", "replace")):
        raise BadSignature("not sealed here for this")
    return words


def _mark(purpose: str, words: str) -> str:
    # One line says for what, so neither can be taken for a part of the other.
    said = f"seal {' '.join(purpose.split())}\n{words}".encode("utf-8", "replace")
    made = digest(key(settings.SECRET_FILE()), said, "sha256")
    return urlsafe_b64encode(made[:_MARK_BYTES]).decode()


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
        writing.flush()
        # A name without its content is what a power cut would leave.
        os.fsync(handle)
    with suppress(FileExistsError):
        os.link(aside, file)
    Path(aside).unlink()
