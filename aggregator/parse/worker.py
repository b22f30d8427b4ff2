"""The child's side of the pool: pure functions from bytes to values, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

from aggregator.errors import ParseError
from aggregator.model import Article, ContentOptions, FeedLink, ParsedFeed, ParseRequest, Recleaned, RecleanItem
from aggregator.parse import cage, discover, document, finish

_Result = TypeVar("_Result")
_settings = {"deadline": 5.0}


def start(memory: int, deadline: float) -> None:
    """Called once in a new child, before any document."""
    document.warm()
    _settings["deadline"] = deadline
    cage.enter(memory)


def run(job: Callable[..., _Result], *arguments: object) -> _Result:
    """One job. Whatever goes wrong in it comes out as ParseError; a child out of memory ends."""
    cage.allow_seconds(_settings["deadline"])
    try:
        return job(*arguments)
    except ParseError:
        raise
    except MemoryError:
        os._exit(cage.MEMORY_EXIT)
    except RecursionError:
        raise ParseError("too-deep", "the document nests too deep for its parser") from None
    except Exception as error:  # noqa: BLE001 - the last line of defence: one bad document never ends a child
        raise ParseError(
            "unreadable",
            f"the document breaks its parser ({type(error).__name__}: {str(error)[:120]})",
            hint="look at the address in a feed validator",
        ) from None


def parse(request: ParseRequest) -> ParsedFeed:
    """A document as values."""
    return document.parse(request)


def find(body: bytes, url: str, content_type: str) -> tuple[FeedLink, ...]:
    """The feeds that a page names."""
    return discover.feed_links(body, url, content_type)


def article(body: bytes, url: str, content_type: str, options: ContentOptions) -> Article:
    """The article on a page."""
    from aggregator.parse import fulltext  # noqa: PLC0415 - its library is an optional extra, and slow to load

    cage.allow_seconds(4 * _settings["deadline"])
    fulltext.load()
    cage.allow_seconds(_settings["deadline"])  # from now: loading is no fault of the page
    return fulltext.extract(body, url, content_type, options)


def reclean(items: Sequence[RecleanItem]) -> list[Recleaned | None]:
    """Stored entries through today's cleaner, in order; None where a sealed copy cannot be opened."""
    return [_recleaned(item) for item in items]


def _recleaned(item: RecleanItem) -> Recleaned | None:
    try:
        return finish.reclean(item)
    except ValueError:
        return None
