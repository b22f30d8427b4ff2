"""Full text: filled in batches apart from polls, Chinese included.

The tokenizer splits at spaces, which Chinese does not have. So a space goes around each CJK character when a text is
indexed, and a word of a query becomes a phrase: two-character words are found, and only where they stand together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from aggregator.clock import from_micros
from aggregator.model import PlainText, Slug
from aggregator.store.database import Database
from aggregator.store.values import SearchHit
from aggregator.text import fold, shorten

INDEXED = 20_000
"""Characters of a text that are searched."""
STALE = 0.2
"""Share of documents replaced by newer ones from which the index is built anew."""

# Han with its extensions and radicals, kana, bopomofo, Hangul, and the iteration marks.
_CJK = re.compile("([\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
                  "\U00020000-\U0003ffff])")  # fmt: skip
_TODO = """
SELECT t.entry_id, e.title, substr(c.text, 1, ?) AS text, c.authors, c.tags FROM search_todo AS t
LEFT JOIN entry AS e ON e.id = t.entry_id LEFT JOIN entry_content AS c ON c.entry_id = t.entry_id
ORDER BY t.entry_id LIMIT ?"""
# The newest documents first: that is the order of the index itself, so it stops as soon as it has enough.
_FOUND = """
SELECT s.id AS story_id, s.uid, e.title, e.link, n.name, e.dated_at, e.judgement ->> '$.title' AS retitled,
    substr(c.text, 1, 4000) AS text
FROM search AS f JOIN search_doc AS d ON d.id = f.rowid JOIN entry AS e ON e.id = d.entry_id
JOIN source AS n ON n.id = e.source_id JOIN story AS s ON s.id = e.story_id JOIN entry_content AS c ON c.entry_id = e.id
WHERE search MATCH ? AND n.configured = 1 AND e.dropped = 0 AND s.hidden IS NULL
"""
_NEWEST = "ORDER BY f.rowid DESC LIMIT ?"
_OPEN = """
AND EXISTS (SELECT 1 FROM entry_category AS c JOIN output AS o ON o.id = c.output_id
    JOIN json_each(?) AS p ON p.value = o.slug WHERE c.entry_id = e.id AND c.held = 0 AND o.configured = 1)
"""


def spaced(text: str) -> str:
    """A text as the index holds it."""
    return _CJK.sub(r" \1 ", fold(text))


def expression(words: str) -> str:
    """What a person typed as a query: every word must be there, each as a phrase. "" where there is nothing to find."""
    phrases = []
    for word in words.split():
        tokens = re.findall(r"\w+", spaced(word))
        if tokens:
            phrases.append('"' + " ".join(tokens) + '"')
    return " ".join(phrases)


def backlog(db: Database) -> int:
    """How many entries wait to be indexed."""
    return int(db.value("SELECT count(*) FROM search_todo"))


def fill(db: Database, limit: int = 500) -> int:
    """Index some waiting entries; gives how many it took."""
    with db.writing():
        rows = db.rows(_TODO, (INDEXED, limit))
        for row in rows:
            entry = row["entry_id"]
            db.execute("DELETE FROM search_doc WHERE entry_id = ?", (entry,))
            if row["title"] is not None:
                document = db.insert("INSERT INTO search_doc (entry_id) VALUES (?)", (entry,))
                body = spaced(f"{row['text']}\n{row['authors']}\n{row['tags']}")
                db.execute(
                    "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", (document, spaced(row["title"]), body)
                )
            db.execute("DELETE FROM search_todo WHERE entry_id = ?", (entry,))
    return len(rows)


def rebuild_when_stale(db: Database) -> bool:
    """Start the index anew where too much of it points at replaced documents; `fill` then does the work."""
    made = int(db.value("SELECT seq FROM sqlite_sequence WHERE name = 'search_doc'") or 0)
    kept = int(db.value("SELECT count(*) FROM search_doc"))
    if made - kept < max(1000, STALE * made):
        return False
    with db.writing():
        db.execute("INSERT INTO search (search) VALUES ('delete-all')")
        db.execute("DELETE FROM search_doc")
        db.execute("DELETE FROM sqlite_sequence WHERE name = 'search_doc'")
        db.execute("INSERT INTO search_todo (entry_id) SELECT id FROM entry WHERE true ON CONFLICT DO NOTHING")
    return True


def search(
    db: Database, words: str, limit: int = 20, *, outputs: Collection[Slug] | None = None
) -> tuple[SearchHit, ...]:
    """The stories that hold all the words, newest first; with `outputs` only copies that one of them may show."""
    query = expression(words)
    if not query or limit <= 0:
        return ()
    hits: dict[int, SearchHit] = {}
    if outputs is None:
        rows = db.rows(_FOUND + _NEWEST, (query, limit * 3))
    else:
        rows = db.rows(_FOUND + _OPEN + _NEWEST, (query, json.dumps(sorted(outputs)), limit * 3))
    for row in rows:  # several copies may be of one story
        if row["story_id"] not in hits and len(hits) < limit:
            hits[row["story_id"]] = SearchHit(
                uid=row["uid"],
                story_id=row["story_id"],
                title=PlainText(row["retitled"] or row["title"]),
                link=row["link"],
                source=row["name"],
                published=from_micros(row["dated_at"]),
                excerpt=_excerpt(row["text"], words),
            )
    return tuple(hits.values())


def _excerpt(text: str, words: str) -> PlainText:
    """The text around the first word that stands in it."""
    folded = text.casefold()
    places = [place for word in words.split() if (place := folded.find(word.casefold())) >= 0]
    start = max(0, min(places, default=0) - 20)
    return PlainText(("…" if start else "") + shorten(" ".join(text[start : start + 200].split()), 120))
