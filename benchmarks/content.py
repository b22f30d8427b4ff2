"""What cleaning an entry costs, against bare nh3 and other sanitisers over the same bodies in the same run.

`python benchmarks/content.py [FOLDER]`: bodies of the feeds in FOLDER (the shared corpus by default), CPU time, the
best of several rounds taken by turns. Read the ratios. Peers that are not installed are left out: the cleaner also
resolves addresses, looks for junk, turns embeds into links and writes plain text, which none of them does.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path

import nh3
from aggregator.content import clean

ROUNDS = 7
LONGEST = 20_000  # characters of a body
BASE = "https://news.example/a/"
_BODY = re.compile(r"(?s)<(?:description|content:encoded|content|summary)(?:\s[^>]*)?>(.*?)</(?:description|content)")


def bodies(folder: Path) -> list[str]:
    """Bodies of real feeds, as they stand in their documents (read crudely on purpose)."""
    found: dict[str, None] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix not in {".xml", ".rss", ".atom", ".rdf"} or file.stat().st_size > 1_000_000:
            continue
        for match in list(_BODY.finditer(file.read_text(encoding="utf-8", errors="replace")))[:8]:
            body = match[1].strip()
            body = body[9:-3] if body.startswith("<![CDATA[") else unescape(body)
            if "<" in body and 120 < len(body) < LONGEST:
                found[body] = None
    return list(found)


def peers() -> dict[str, Callable[[str], object]]:
    """Bare nh3, ourselves, and the others that are here."""
    found: dict[str, Callable[[str], object]] = {"nh3": nh3.clean, "content.clean": lambda body: clean(body, BASE)}
    for name, module, call in (
        ("lxml-html-clean", "lxml_html_clean", "clean_html"),
        ("bleach", "bleach", "clean"),
    ):
        try:
            found[name] = getattr(importlib.import_module(module), call)
        except ImportError:
            print(f"{name}: not installed")
    sanitizer = importlib.import_module("feedparser.sanitizer")
    found["feedparser"] = lambda body: sanitizer._sanitize_html(body, "utf-8", "text/html")  # noqa: SLF001 - its only way in
    return found


def main() -> None:
    """Print a line for each."""
    shared = os.environ.get("AGGREGATOR_SHARED", Path(__file__).resolve().parents[2] / "shared")
    texts = bodies(Path(sys.argv[1] if len(sys.argv) > 1 else Path(shared) / "corpus"))
    print(f"{len(texts)} bodies, {sum(map(len, texts)) / len(texts):.0f} characters each")
    best: dict[str, float] = {}
    works = peers()
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun = time.process_time()
            for text in texts:
                work(text)
            spent = (time.process_time() - begun) / len(texts) * 1e6
            best[name] = min(best.get(name, spent), spent)
    for name, spent in best.items():
        print(f"{name:16} {spent:6.0f} µs  {spent / best['nh3']:5.1f} × nh3")


if __name__ == "__main__":
    main()
