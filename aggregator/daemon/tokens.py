"""Tokens to private outputs: minted here, kept as digests, told once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from aggregator.clock import rfc3339
from aggregator.errors import UsageError
from aggregator.pipeline import Pipeline
from aggregator.serve import digest, mint
from aggregator.store import Store


async def tokens(pipeline: Pipeline, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Add, list or revoke tokens, as `arguments["action"]` says. Raises UsageError."""
    match arguments.get("action"):
        case "add":
            return await _add(pipeline, str(arguments["name"]), tuple(arguments.get("categories") or ()))
        case "list":
            every = await pipeline.rooms.store.call(Store.tokens)
            return {
                "tokens": [
                    {
                        "name": one.name,
                        "categories": one.slug,
                        "created_at": rfc3339(one.created_at),
                        "revoked_at": None if one.revoked_at is None else rfc3339(one.revoked_at),
                    }
                    for one in every
                ]
            }
        case "revoke":
            return {"revoked": await pipeline.rooms.store.call(Store.revoke_token, str(arguments["name"]))}
    raise UsageError("unknown-action", f"tokens cannot be {arguments.get('action')!r}")


async def _add(pipeline: Pipeline, name: str, slugs: tuple[str, ...]) -> dict[str, Any]:
    private = [category for category in pipeline.settings.categories if category.private]
    known = {category.slug for category in private}
    for slug in slugs:
        if slug not in known:
            raise UsageError(
                "unknown-category",
                f"no private category has the slug {slug!r}",
                hint="the private ones are: " + (", ".join(sorted(known)) or "none; set `private = true` first"),
            )
    token = mint(secrets.token_bytes(32))
    for slug in slugs or ("",):
        await pipeline.rooms.store.call(Store.add_token, name, digest(token), slug)
    base = f"{pipeline.settings.site.url}private/{token}/"
    opened = [category for category in private if not slugs or category.slug in slugs]
    return {
        "name": name,
        "urls": [f"{base}{category.slug}.{form}" for category in opened for form in category.formats],
    }
