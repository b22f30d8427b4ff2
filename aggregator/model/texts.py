"""What every step speaks of: text that is known to be plain or clean, and the ids of the store."""

from __future__ import annotations

from typing import NewType, TypeAlias

PlainText = NewType("PlainText", str)
"""Text without markup, clean for XML 1.0; escape it where it is printed."""

SafeHtml = NewType("SafeHtml", str)
"""HTML that went through `aggregator.content.clean`, the only maker of it."""

SourceId: TypeAlias = str
EntryId: TypeAlias = int
StoryId: TypeAlias = int
Slug: TypeAlias = str
