"""Conditional requests, as an origin must answer them (RFC 9110 sections 8.8 and 13). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from aggregator.clock import http_date

# RFC 9110 8.8.3; obs-text arrives as latin-1.
_TAG = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)')


@dataclass(frozen=True, slots=True)
class EntityTag:
    """An entity tag: `opaque` without its quotes."""

    opaque: str
    weak: bool = False

    def __str__(self) -> str:
        return f'{"W/" if self.weak else ""}"{self.opaque}"'

    def matches_weakly(self, other: EntityTag) -> bool:
        """Equal where weakness does not matter (RFC 9110 8.8.3.2): for If-None-Match."""
        return self.opaque == other.opaque

    def matches_strongly(self, other: EntityTag) -> bool:
        """Equal and both strong: for If-Match."""
        return self.opaque == other.opaque and not self.weak and not other.weak


class Answer(Enum):
    """What the preconditions of a request ask for."""

    SEND = 200
    NOT_MODIFIED = 304
    FAILED = 412


def tags(field: str) -> tuple[EntityTag, ...]:
    """The entity tags of a list; whatever is not one is passed over, so a broken member matches nothing."""
    found = []
    at = 0
    while at < len(field):
        match = _TAG.match(field, at)
        if match:
            found.append(EntityTag(match[2], weak=match[1] is not None))
            at = match.end()
        else:
            comma = field.find(",", at)
            at = comma + 1 if comma >= 0 else len(field)
    return tuple(found)


def evaluate(
    method: str, fields: Mapping[str, str], tag: EntityTag | None, modified: datetime | None, *, exists: bool = True
) -> Answer:
    """What to answer, by the order of RFC 9110 13.2.2: a date is not even looked at beside a tag.

    `fields` has lower-case names and one value each (several lines joined by commas). `tag` and `modified` are those of
    the representation that would be sent. Raises nothing: what cannot be read is no condition.
    """
    reading = method in {"GET", "HEAD"}
    if not _may_proceed(fields, tag, modified, exists=exists):
        return Answer.FAILED
    unchanged = _is_unchanged(fields, tag, modified, exists=exists, by_date=reading)
    if unchanged:
        return Answer.NOT_MODIFIED if reading else Answer.FAILED
    return Answer.SEND


def _may_proceed(fields: Mapping[str, str], tag: EntityTag | None, modified: datetime | None, *, exists: bool) -> bool:
    """If-Match, else If-Unmodified-Since."""
    if "if-match" in fields:
        wanted = fields["if-match"].strip()
        if wanted == "*":
            return exists
        return tag is not None and any(tag.matches_strongly(other) for other in tags(wanted))
    since = http_date(fields["if-unmodified-since"]) if "if-unmodified-since" in fields else None
    return since is None or modified is None or modified.replace(microsecond=0) <= since


def _is_unchanged(
    fields: Mapping[str, str], tag: EntityTag | None, modified: datetime | None, *, exists: bool, by_date: bool
) -> bool:
    """If-None-Match, else If-Modified-Since (which means something for GET and HEAD alone)."""
    if "if-none-match" in fields:
        known = fields["if-none-match"].strip()
        if known == "*":
            return exists
        return tag is not None and any(tag.matches_weakly(other) for other in tags(known))
    if not by_date or "if-modified-since" not in fields or modified is None:
        return False
    since = http_date(fields["if-modified-since"])
    return since is not None and modified.replace(microsecond=0) <= since


def prefers_gzip(field: str | None) -> bool:
    """Whether Accept-Encoding ranks gzip at least as high as the plain bytes (RFC 9110 12.5.3)."""
    if not field:
        return False
    ranks: dict[str, float] = {}
    for member in field.lower().split(","):
        coding, _, parameter = member.partition(";")
        name, _, value = parameter.partition("=")
        try:
            ranks[coding.strip()] = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            ranks[coding.strip()] = 0.0
    gzip = ranks.get("gzip", ranks.get("x-gzip", ranks.get("*", 0.0)))
    return gzip > 0 and gzip >= ranks.get("identity", 0.0)
