"""`file:` sources: sample feeds below the configuration's folder, read as if an origin had answered."""

from __future__ import annotations

import hashlib
import stat
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from aggregator.errors import FetchError
from aggregator.fetch.decode import too_big
from aggregator.model import FetchRequest, FetchResult, FetchStatus, Validators

_TYPES = {
    ".json": "application/feed+json",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".rdf": "application/rdf+xml",
    ".xml": "application/xml",
}


def read_file(request: FetchRequest, path: Path, *, now: datetime, max_body: int = 10 * 1024 * 1024) -> FetchResult:
    """The file as a FetchResult: its time and size stand for the validators, its hash for "the same".

    Only the request's first address is used. Raises FetchError (`file-missing`, `file-unreadable`, `too-big`, `empty`).
    """
    address = request.addresses[0]
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise _unreadable(path, "it is no regular file")
        modified = format_datetime(datetime.fromtimestamp(int(facts.st_mtime), UTC), usegmt=True)
        validators = Validators(f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"', modified, address.url)
        known = request.validators.get(address.key)
        unchanged = known is not None and known.etag == validators.etag
        if facts.st_size > max_body:
            raise too_big(max_body)
        body = b"" if unchanged else path.read_bytes()[: max_body + 1]
    except FileNotFoundError:
        raise FetchError(
            "file-missing", "there is no such file", where=str(path), hint="check `url` of this source", transient=False
        ) from None
    except OSError as error:
        raise _unreadable(path, error.strerror or "it cannot be read") from error
    digest = request.body_hashes.get(address.key, b"")
    status = FetchStatus.NOT_MODIFIED
    if not unchanged:
        if not body.strip():
            raise FetchError("empty", "the file is empty", where=str(path), hint="is it still being written?")
        old, digest = digest, hashlib.blake2b(body, digest_size=16).digest()
        status = FetchStatus.SAME if old == digest else FetchStatus.NEW
    return FetchResult(
        source=request.source,
        status=status,
        http_status=304 if unchanged else 200,
        address=address,
        url=address.url,
        fetched_at=now,
        elapsed=0.0,
        headers={"content-type": _TYPES.get(path.suffix.lower(), ""), "last-modified": modified},
        body=body if status is FetchStatus.NEW else b"",
        body_hash=digest,
        validators=validators,
    )


def _unreadable(path: Path, why: str) -> FetchError:
    return FetchError(
        "file-unreadable",
        f"the file cannot be read: {why}",
        where=str(path),
        hint="check its owner and mode: the daemon's user must be able to read it",
        transient=False,
    )
