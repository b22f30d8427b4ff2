"""Each third-party library is imported behind its one door; exits 1 and names every other place.

The table is that of the design: library → the files or rooms that may import it.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOORS: dict[str, tuple[str, ...]] = {
    "httpx": ("fetch/",),
    "httpcore": ("fetch/",),
    "h11": ("fetch/", "serve/limits.py"),
    "sniffio": ("fetch/",),
    "brotli": ("fetch/",),
    "feedparser": ("parse/adapter.py",),
    "lxml": ("parse/", "content/", "publish/"),
    "cssselect": ("content/",),
    "feedgen": ("publish/",),
    "apscheduler": ("daemon/jobs.py",),
    "sqlite_utils": ("store/",),
    "pysqlite3": ("store/",),
    "sqlite3": ("store/",),
    "nh3": ("content/clean.py",),
    "pydantic": ("settings/",),
    "pydantic_core": ("settings/",),
    "toml_rs": ("settings/",),
    "tomllib": ("settings/",),
    "re2": ("merge/expressions.py",),
    "pebble": ("parse/pool.py",),
    "rapidfuzz": ("merge/", "settings/"),
    "rensa": ("merge/similarity.py",),
    "datasketch": ("merge/similarity.py",),
    "yarl": ("urls.py",),
    "trafilatura": ("parse/fulltext.py",),
    "zstandard": ("store/", "parse/raw.py", "fetch/"),
    "orjson": ("publish/", "cli/output.py", "parse/", "store/"),
    "starlette": ("serve/",),
    "uvicorn": ("serve/",),
    "jinja2": ("publish/", "serve/"),
    "markupsafe": ("publish/", "serve/"),
    "prometheus_client": ("serve/metrics.py",),
    "structlog": ("logs.py",),
    "typer": ("cli/",),
    "click": ("cli/",),
    "rich": ("cli/",),
    "watchfiles": ("daemon/reload.py",),
    # The rest of the web stays outside: one client factory for all egress.
    "requests": (),
    "urllib3": (),
    "aiohttp": (),
    "http.client": (),
    "urllib.request": (),
}


def imported(tree: ast.AST) -> list[tuple[int, str]]:
    """Every module that a file imports, with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.lineno, node.module)]
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def main() -> int:
    """Print each import that is not behind its door."""
    wrong = set()
    for path in sorted((ROOT / "aggregator").rglob("*.py")):
        place = path.relative_to(ROOT / "aggregator").as_posix()
        for line, module in imported(ast.parse(path.read_text(encoding="utf-8"))):
            for library, doors in DOORS.items():
                if (module == library or module.startswith(library + ".")) and not place.startswith(doors or ("\0",)):
                    allowed = ", ".join(doors) or "nowhere"
                    wrong.add(f"aggregator/{place}:{line}: {library} may be imported in {allowed} only")
    print("\n".join(sorted(wrong)), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
