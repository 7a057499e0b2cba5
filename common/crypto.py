"""Secrets at rest: encrypted values, keyed indexes for exact search, query codes, the audit chain's digests.

Every key has an id. The first key of a ring makes new values; all of them read, so keys can be changed while work goes on.
"""

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12  # bytes, as AES-GCM wants them
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31: without 0 O 1 I L
CODE_LENGTH = 12
INDEX_LENGTH = 32  # hex characters: 128 bits


class CryptoError(ValueError):
    """A value cannot be read; the sentence is for the administrator and holds nothing of the value."""


def encrypt(text: str, context: str) -> str:
    """«key id:base64url(nonce + ciphertext + tag)», bound to context: the value opens nowhere else."""
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise CryptoError("文字中有残缺的字符，不能加密保存。") from error
    key_id, body = _seal(data, context)
    return f"{key_id}:{base64.urlsafe_b64encode(body).decode()}"


def decrypt(token: str, context: str) -> str:
    """The text that encrypt was given. Raises CryptoError for an unknown key id or a value that was changed or moved."""
    key_id, mark, body = token.partition(":")
    try:
        raw = base64.b64decode(body.encode("ascii"), altchars=b"-_", validate=True) if mark else b""
    except (binascii.Error, UnicodeEncodeError):
        raw = b""
    return _open(key_id, raw, context).decode()


def encrypt_bytes(data: bytes, context: str) -> bytes:
    """As encrypt, for a file: «key id:» followed by nonce, ciphertext and tag as they are."""
    key_id, body = _seal(data, context)
    return key_id.encode() + b":" + body


def decrypt_bytes(token: bytes, context: str) -> bytes:
    """The bytes that encrypt_bytes was given; raises CryptoError as decrypt does."""
    key_id, _, body = token.partition(b":")
    return _open(key_id.decode("utf-8", "replace"), body, context)


def _seal(data: bytes, context: str) -> tuple[str, bytes]:
    key_id, key = _first(settings.FIELD_KEYS)
    nonce = os.urandom(NONCE)
    return key_id, nonce + _cipher(key).encrypt(nonce, data, context.encode())


def _open(key_id: str, body: bytes, context: str) -> bytes:
    if key_id not in settings.FIELD_KEYS:
        raise CryptoError(f"找不到编号为「{key_id[:20]}」的密钥，请在 FIELD_KEYS 中补上这把密钥。")
    try:
        return _cipher(settings.FIELD_KEYS[key_id]).decrypt(body[:NONCE], body[NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise CryptoError(f"{context} 的密文已损坏，或被挪到了别处，请从备份恢复这一条。") from error


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _first(ring: dict[str, bytes]) -> tuple[str, bytes]:
    return next(iter(ring.items()))


def _hmac(key: bytes, *parts: str) -> bytes:
    # Each part carries its length, so that ("ab", "c") and ("a", "bc") differ.
    message = b"".join(len(raw).to_bytes(8, "big") + raw for raw in (part.encode("utf-8", "surrogatepass") for part in parts))
    return hmac.digest(key, message, hashlib.sha256)


def keyed_index(value: str, purpose: str) -> str:
    """What is stored beside an encrypted value for exact search: 32 hex characters, made with the newest index key."""
    return _hmac(_first(settings.INDEX_KEY)[1], purpose, value).hex()[:INDEX_LENGTH]


def keyed_indexes(value: str, purpose: str) -> list[str]:
    """The index under every key, newest first: what a search asks for while keys are being changed (`__in=`)."""
    return [_hmac(key, purpose, value).hex()[:INDEX_LENGTH] for key in settings.INDEX_KEY.values()]


def query_code(case_uuid: UUID | str, issue: int) -> str:
    """The 12-character code of a case's slip; a new issue number makes a new code. Recomputed when needed, never stored."""
    return _code(_first(settings.CODE_KEY)[1], case_uuid, issue)


def query_codes(case_uuid: UUID | str, issue: int) -> list[str]:
    """The code under every key: slips printed before a change of keys stay good."""
    return [_code(key, case_uuid, issue) for key in settings.CODE_KEY.values()]


def _code(key: bytes, case_uuid: UUID | str, issue: int) -> str:
    number = int.from_bytes(_hmac(key, UUID(str(case_uuid)).hex, str(issue)), "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[rest])
    return "".join(letters)


def same_code(typed: str, expected: str) -> bool:
    """Compare in constant time, ignoring case, full width, spaces and hyphens."""
    kept = "".join(letter for letter in unicodedata.normalize("NFKC", typed[:100]).upper() if letter not in " -\t\r\n‐‑–—−")
    return hmac.compare_digest(kept.encode("utf-8", "replace"), expected.encode())


def chain_digest(previous: str, body: str) -> str:
    """«key id:hex» of an audit entry's body tied to the digest of the entry before it ("" for the first)."""
    key_id, key = _first(settings.AUDIT_KEY)
    return f"{key_id}:{_hmac(key, previous, body).hex()}"


def chain_verify(digest: str, previous: str, body: str) -> bool:
    """Whether digest is what chain_digest gave for these; False also for a key id that is not in AUDIT_KEY."""
    key_id, _, value = digest.partition(":")
    if key_id not in settings.AUDIT_KEY:
        return False
    return hmac.compare_digest(value.encode("utf-8", "replace"), _hmac(settings.AUDIT_KEY[key_id], previous, body).hex().encode())
