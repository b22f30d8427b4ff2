"""Capability tokens for private outputs: who has the address may read.

A token is 256 random bits, so one round of SHA-256 is enough to keep it from whoever reads the store; only the digest
is kept there. Comparing takes the same time whichever token is shown, and goes through all of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_PREFIX = "agg_"  # so that a token is recognised where it should not be


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token that was not revoked opens: the private output with this slug, all of them where it is empty."""

    digest: bytes
    slug: str = ""


Grants: TypeAlias = Callable[[], Awaitable[Sequence[Grant]]]
"""The grants of the moment; asked at each request for something private, so revoking works at once."""


def mint(entropy: bytes) -> str:
    """A token from 32 random bytes; hand it out once and keep its `digest`."""
    if len(entropy) != 32:
        raise ValueError("a token is made of 32 random bytes")
    return _PREFIX + base64.urlsafe_b64encode(entropy).decode("ascii").rstrip("=")


def digest(token: str) -> bytes:
    """What is kept of a token: 32 bytes."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def opens(grants: Sequence[Grant], token: str, slug: str | None) -> bool:
    """Whether the token opens the output with this slug; with None, whether it opens anything at all."""
    presented = digest(token)
    found = False
    for grant in grants:
        found |= hmac.compare_digest(grant.digest, presented) and slug in {None, grant.slug or slug}
    return found
