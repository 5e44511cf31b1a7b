"""Sealing: personal values are ciphertext at rest, bound to their row, found again only through a keyed index.

The key file is JSON: ``{"cipher": "AES-256-GCM" | "SM4-GCM", "current": id, "keys": {id: hex}, "index_key": hex}``.
Old keys stay in ``keys`` until nothing is sealed with them any more.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from django.conf import settings
from django.db.models import Model

from niangjia.values.errors import NiangjiaError

VERSION = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, O, 1, I or L."""
CODE_LENGTH = 12
KEY_BYTES = {"AES-256-GCM": 32, "SM4-GCM": 16}
NOT_OPENED = "这条加密内容打不开：密钥不对，或内容被换过。请联系系统管理员"


class SealBroken(NiangjiaError):
    """A sealed value cannot be opened: another row's, another key's, or changed since."""

    code = "seal_broken"


class KeysMissing(NiangjiaError):
    """There is no key file, or it cannot be used."""

    code = "keys_missing"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of one place.

    What is sealed now is sealed with ``cipher`` under the ``current`` key; an older key opens what it sealed, even if
    the cipher was another then: the length of a key says which it is for.

    Units: ``keys`` maps a one-byte key number to 32 bytes (AES-256) or 16 bytes (SM4).
    Errors: ``ValueError`` when a key has another length or number, or the current one is missing or of another cipher.
    """

    cipher: str
    current: int
    keys: dict[int, bytes]
    index_key: bytes

    def __post_init__(self) -> None:
        usable = all(0 < number < 256 and len(key) in KEY_BYTES.values() for number, key in self.keys.items())
        if not usable or len(self.keys.get(self.current, b"")) != KEY_BYTES.get(self.cipher) or not self.index_key:
            raise ValueError("these are not the keys of a ring")

    def seal(self, plain: bytes, *, bound_to: bytes) -> bytes:
        """Return ``plain`` encrypted under the current key, readable only together with ``bound_to``."""
        nonce = os.urandom(NONCE_BYTES)
        key = self.keys[self.current]
        if len(key) == KEY_BYTES["SM4-GCM"]:
            sealer = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
            sealer.authenticate_additional_data(bound_to)
            body = sealer.update(plain) + sealer.finalize() + sealer.tag
        else:
            body = AESGCM(key).encrypt(nonce, plain, bound_to)
        return VERSION + bytes([self.current]) + nonce + body

    def open(self, sealed: bytes, *, bound_to: bytes) -> bytes:
        """Return what was sealed.

        Errors: ``SealBroken`` when it was sealed for another row, by a key that is gone, or was changed.
        """
        head, body = sealed[: 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :]
        if len(body) < TAG_BYTES or head[:1] != VERSION or head[1] not in self.keys:
            raise SealBroken(NOT_OPENED)
        key, nonce = self.keys[head[1]], head[2:]
        try:
            if len(key) == KEY_BYTES["SM4-GCM"]:
                opener = Cipher(SM4(key), modes.GCM(nonce, body[-TAG_BYTES:])).decryptor()
                opener.authenticate_additional_data(bound_to)
                return opener.update(body[:-TAG_BYTES]) + opener.finalize()
            return AESGCM(key).decrypt(nonce, body, bound_to)
        except InvalidTag as error:
            raise SealBroken(NOT_OPENED) from error


def new_key_file(path: Path, *, cipher: str = "AES-256-GCM") -> None:
    """Write fresh keys into ``path``, readable by its owner alone.

    Errors: ``FileExistsError`` when there is one: keys are never written over.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    ring = {
        "cipher": cipher,
        "current": 1,
        "keys": {"1": secrets.token_hex(KEY_BYTES[cipher])},
        "index_key": secrets.token_hex(32),
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(ring, file)


def keys_from_file(path: Path, *, create: bool) -> KeyRing:
    """Return the key ring kept in ``path``; with ``create`` a missing file is made, for its owner alone.

    Errors: ``KeysMissing`` when there is no file, when others may read it, or when it is not a key file.
    """
    if not path.exists():
        if not create:
            raise KeysMissing(f"没有密钥文件 {path.name}；请按 docs/how-to/production.md 生成")
        new_key_file(path)
    if path.stat().st_mode & 0o077:
        raise KeysMissing(f"密钥文件 {path.name} 别人也能读；请执行 chmod 400")
    try:
        kept = json.loads(path.read_text(encoding="ascii"))
        return KeyRing(
            cipher=kept["cipher"],
            current=int(kept["current"]),
            keys={int(number): bytes.fromhex(key) for number, key in kept["keys"].items()},
            index_key=bytes.fromhex(kept["index_key"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeysMissing(f"密钥文件 {path.name} 读不懂；请从备份恢复") from error


@lru_cache(maxsize=1)
def key_ring() -> KeyRing:
    """Return this site's keys."""
    return keys_from_file(settings.NIANGJIA_KEY_FILE, create=settings.NIANGJIA_CREATE_KEYS)


def bond(row: Model, field: str) -> bytes:
    """Return what ties a sealed value to its place: model, field and the row's own ``uid``."""
    return f"{row._meta.label_lower}|{field}|{row.uid}".encode()  # type: ignore[attr-defined]  # framework-shape: every sealed row has a uid


def seal(row: Model, field: str, text: str | None) -> None:
    """Put ``text`` encrypted into ``row.field``; nothing stays nothing. The row is not saved."""
    setattr(row, field, None if text is None else key_ring().seal(text.encode(), bound_to=bond(row, field)))


def unseal(row: Model, field: str) -> str | None:
    """Return the text sealed in ``row.field``.

    Errors: ``SealBroken`` when the value is not this row's.
    """
    sealed = getattr(row, field)
    return None if sealed is None else key_ring().open(bytes(sealed), bound_to=bond(row, field)).decode()


def seal_bytes(row: Model, field: str, content: bytes) -> None:
    """Put the bytes of a file encrypted into ``row.field``."""
    setattr(row, field, key_ring().seal(content, bound_to=bond(row, field)))


def unseal_bytes(row: Model, field: str) -> bytes:
    """Return the bytes sealed in ``row.field``."""
    return key_ring().open(bytes(getattr(row, field)), bound_to=bond(row, field))


def secret_code(length: int = CODE_LENGTH) -> str:
    """Return a new code of letters and digits that cannot be mixed up when they are read aloud and typed."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(length))


def blind_index(kind: str, text: str) -> str:
    """Return the keyed index of a personal value: equal values meet, nobody without the key can try them out.

    The value is folded first (full-width to ASCII, upper-case X, no spaces or hyphens), so that one number written
    two ways is still one number.
    """
    folded = unicodedata.normalize("NFKC", text).upper().replace(" ", "").replace("-", "")
    return hmac.new(key_ring().index_key, f"{kind}|{folded}".encode(), sha256).hexdigest()
