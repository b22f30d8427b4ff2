"""Enclosures as readers want them: always with a media type, chosen by our own table and not by the machine's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from aggregator.model import Enclosure
from aggregator.publish import addresses
from aggregator.publish.pictures import Pictures
from aggregator.text import one_line

_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".zip": "application/zip",
    ".torrent": "application/x-bittorrent",
}
_BY_MEDIUM = {"image": "image/jpeg", "audio": "audio/mpeg", "video": "video/mp4"}
UNKNOWN = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")  # RFC 6838 4.2
_IN_RSS = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9][a-z0-9-]*(?::\d+)?/", re.IGNORECASE)
_MEDIUMS = frozenset({"image", "audio", "video", "document", "executable"})


@dataclass(frozen=True, slots=True)
class File:
    """One enclosure. `length` in bytes and `duration` in seconds are None where unknown."""

    url: str
    type: str
    length: int | None
    duration: int | None
    title: str
    medium: str


def files(enclosures: Iterable[Enclosure], pictures: Pictures) -> tuple[File, ...]:
    """The enclosures whose address may be published, each address once, in their order."""
    found: dict[str, File] = {}
    for enclosure in enclosures:
        url = addresses.with_path(addresses.web(enclosure.url))
        if not url or url in found:
            continue
        kind = media_type(enclosure)
        found[url] = File(
            url=pictures.address(url) if kind.startswith("image/") else url,
            type=kind,
            length=enclosure.length if enclosure.length and enclosure.length > 0 else None,
            duration=enclosure.duration if enclosure.duration and enclosure.duration > 0 else None,
            title=one_line(enclosure.title),
            medium=_medium(enclosure.medium, kind),
        )
    return tuple(found.values())


def in_rss(found: Iterable[File]) -> File | None:
    """The file that stands in RSS's one enclosure: the first whose host is a plain name. Others are `media:content`."""
    return next((file for file in found if _IN_RSS.match(file.url)), None)


def media_type(enclosure: Enclosure) -> str:
    """The type the feed gave where it is one, else by the ending of the address, else by the medium."""
    given = enclosure.type.partition(";")[0].strip().lower()
    if _TYPE.fullmatch(given):
        return given
    suffix = PurePosixPath(urlsplit(enclosure.url).path).suffix.lower()
    return _TYPES.get(suffix) or _BY_MEDIUM.get(enclosure.medium, UNKNOWN)


def _medium(given: str, kind: str) -> str:
    if given in _MEDIUMS:
        return given
    major = kind.partition("/")[0]
    return major if major in {"image", "audio", "video"} else ""
