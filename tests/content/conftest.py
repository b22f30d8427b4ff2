"""Real content, where the corpus lies beside the project."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

_BODY = re.compile(r"(?s)<(?:description|content:encoded|content|summary)(?:\s[^>]*)?>(.*?)</(?:description|content)")


@pytest.fixture(scope="session")
def bodies(corpus: Path) -> list[str]:
    """Some hundreds of bodies of real feeds, as they stand in their documents (read crudely on purpose)."""
    found: dict[str, None] = {}
    for file in sorted(corpus.rglob("*.xml")):
        if file.stat().st_size > 200_000:
            continue
        document = file.read_text(encoding="utf-8", errors="replace")
        for match in list(_BODY.finditer(document))[:4]:
            body = match[1].strip()
            body = body[9:-3] if body.startswith("<![CDATA[") else unescape(body)
            if "<" in body and len(body) > 120:
                found[body] = None
    return list(found)[:600]
