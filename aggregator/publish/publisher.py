"""From rendered documents to the published folder: only what changed, in the right order, the manifest last."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from aggregator.clock import EPOCH, from_micros
from aggregator.model import PublishReport, Rendered
from aggregator.publish import manifest as manifests
from aggregator.publish import names
from aggregator.publish.copying import copied, media_type
from aggregator.publish.manifest import Manifest, PublishedFile
from aggregator.publish.writer import Folder

_LAST = frozenset(
    {"index.html", "members.html", "status.html", "feeds.opml", "sources.opml", "ops.atom", ".nojekyll"}
)  # they point at the others
_FEEDS = frozenset({names.ATOM, names.RSS, names.JSON})
_TEXTS = (
    "text/",
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/json",
    "image/svg",
)
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # no name, no time, no machine: equal bytes, equal file


@dataclass(frozen=True, slots=True)
class Scope:
    """A slug of which every current document is handed in, and the archive blocks that exist: what else of it is in
    the manifest is retired.
    """

    slug: str
    archives: Collection[int] = ()

    def holds(self, path: str) -> bool:
        """Whether `path` is a file of this slug."""
        return path.startswith(self.slug + "/") or path.rpartition(".")[0] == self.slug

    def kept(self) -> Iterator[str]:
        """The archive pages that stay without being handed in."""
        for block in self.archives:
            for suffix in ("atom", "json"):
                yield names.archive(self.slug, block, suffix)


class Publisher:
    """Owner of the output folder. Lives in one thread; one process at a time (the store's lock sees to that).

    `private` is the folder of private outputs, `static` is copied into the output as it is, and `theme/assets` is laid
    over our own assets. `manifest.json` lies beside the output folder.
    """

    def __init__(
        self,
        output: Path,
        private: Path | None = None,
        *,
        compress: bool = True,
        static: Path | None = None,
        theme: Path | None = None,
    ) -> None:
        self._public = Folder(output)
        self._private = None if private is None else Folder(private, mode=0o600)
        self._beside = Folder(output.parent)
        self._compress = compress
        self._static = static
        self._theme = theme
        self._manifest: Manifest | None = None
        self._problems: list[str] = []

    def manifest(self) -> Manifest:
        """What is published now."""
        if self._manifest is None:
            body = self._beside.read(names.MANIFEST)
            try:
                self._manifest = Manifest() if body is None else manifests.read(body)
            except ValueError as reason:
                self._problems.append(f"{names.MANIFEST} cannot be read and is written anew: {reason}")
                self._manifest = Manifest()
        return self._manifest

    def archives(self, slug: str) -> tuple[int, ...]:
        """The archive blocks of a slug that are published now, in order."""
        stem = names.archive(slug, 0).partition("1.")[0]
        found = (path[len(stem) :].partition(".")[0] for path in self.manifest().files if path.startswith(stem))
        return tuple(sorted({int(number) - 1 for number in found if number.isdecimal()}))

    def sweep(self) -> int:
        """Delete what a killed process left half written; call it once at start."""
        folders = [self._public, *([self._private] if self._private else [])]
        return sum(folder.sweep() for folder in folders if folder.root.is_dir())

    def publish(
        self,
        documents: Iterable[Rendered],
        *,
        complete: bool,
        remove: Iterable[str] = (),
        scopes: Iterable[Scope] = (),
        moved: Mapping[str, str] | None = None,
    ) -> PublishReport:
        """Write what differs, retire what is no longer, and then the manifest.

        `complete`: the documents are all there is, except archive pages that a scope names. Otherwise only `remove` and
        what the scopes say is retired. `moved` maps old names to new ones; a complete publish replaces the whole map.
        Both may still grow while the documents are taken: they are read after the last one was written.
        Archive pages and assets are written as they come, then current documents, then what lists them. Raises
        StorageError; everything published before stays whole.
        """
        run = _Run(dict(self.manifest().files))
        run.problems += self._problems
        self._problems.clear()
        for document in _in_order(self._with_copies(documents, complete=complete, run=run)):
            self._put(document, run)
        self._retire(run, complete=complete, remove=frozenset(remove), scopes=tuple(scopes))
        self._settle()
        self._finish(run, complete=complete, moved=moved)
        return PublishReport(
            written=run.written,
            unchanged=run.unchanged,
            removed=run.removed,
            changed_feeds=tuple(run.changed_feeds),
            problems=tuple(run.problems),
        )

    def _with_copies(self, documents: Iterable[Rendered], *, complete: bool, run: _Run) -> Iterator[Rendered]:
        """The documents, and on a complete publish the static folder, which replaces nothing of ours."""
        theme = (
            {}
            if self._theme is None
            else {"assets/" + name: at for name, at in copied(self._theme / "assets", run.problems)}
        )
        made = set()
        for document in documents:
            made.add(document.path)
            over = theme.pop(document.path, None)
            yield document if over is None else replace(document, body=over.read_bytes())
        if not complete:
            return
        statics = {} if self._static is None else dict(copied(self._static, run.problems))
        for path, at in sorted((statics | theme).items()):
            if path in made or path.removesuffix(".gz") in made:
                run.problems.append(f"static file {path} was left out: the program publishes a file of that name")
                continue
            yield Rendered(path, media_type(path), at.read_bytes())

    def _put(self, document: Rendered, run: _Run) -> None:
        run.problems += document.problems
        run.seen.add(document.path)
        folder = self._private if document.private else self._public
        if folder is None:
            run.problems.append(f"{document.path} is private and there is no folder for private outputs: not written")
            run.seen.discard(document.path)
            return
        before = run.files.get(document.path)
        tag = manifests.etag(document.body)
        found = folder.stat(document.path)
        same_root = before is not None and before.private == document.private
        fresh = (
            before is not None and same_root and found is not None
            and (before.etag, before.size, before.mtime) == (tag, found.st_size, found.st_mtime_ns)
        )  # fmt: skip
        if not fresh and not (
            found is not None and found.st_size == len(document.body) and folder.read(document.path) == document.body
        ):
            folder.write(document.path, document.body)
            found = folder.stat(document.path)
            run.written += 1
        else:
            run.unchanged += 1
        if (before is None or before.etag != tag) and _news(document, before):  # also where a killed publish wrote it
            run.changed_feeds.append(document.path)
        gzip = self._zip(folder, document, before if fresh else None)
        mtime = 0 if found is None else found.st_mtime_ns
        modified = before.modified if before is not None and before.etag == tag else _modified(document, before, mtime)
        run.files[document.path] = PublishedFile(
            document.content_type, tag, modified, len(document.body), document.private, gzip, document.changed_at, mtime
        )
        if before is not None and not same_root:
            self._delete(document.path, before)

    def _zip(self, folder: Folder, document: Rendered, before: PublishedFile | None) -> int | None:
        """The size of the compressed twin, written where it is not there or may be another's."""
        twin = document.path + ".gz"
        if not self._compress or not document.body or not document.content_type.startswith(_TEXTS):
            if before is None or before.gzip is not None:
                folder.remove(twin)
            return None
        if before is not None and before.gzip is not None:
            found = folder.stat(twin)
            if found is not None and found.st_size == before.gzip:
                return before.gzip
        body = gzipped(document.body)
        if folder.read(twin) != body:
            folder.write(twin, body)
        return len(body)

    def _retire(self, run: _Run, *, complete: bool, remove: frozenset[str], scopes: tuple[Scope, ...]) -> None:
        kept = {path for scope in scopes for path in scope.kept()} - remove
        for path in sorted(run.files.keys() - run.seen - kept):
            if complete or path in remove or any(scope.holds(path) for scope in scopes):
                self._delete(path, run.files.pop(path))
                run.gone.append(path)
                run.removed += 1

    def _delete(self, path: str, file: PublishedFile) -> None:
        folder = self._private if file.private else self._public
        if folder is not None:
            folder.remove(path)
            folder.remove(path + ".gz")

    def _settle(self) -> None:
        self._public.settle()
        if self._private is not None:
            self._private.settle()

    def _finish(self, run: _Run, *, complete: bool, moved: Mapping[str, str] | None) -> None:
        before = self.manifest()
        gone = dict.fromkeys(before.gone) | dict.fromkeys(run.gone)
        names_now = dict(moved or {}) if complete else dict(before.moved) | dict(moved or {})
        after = Manifest(
            files=run.files,
            gone=tuple(path for path in gone if path not in run.files and path not in names_now)[-manifests.MAX_GONE :],
            moved=names_now,
        )
        if after != before or self._beside.stat(names.MANIFEST) is None:
            self._beside.write(names.MANIFEST, manifests.write(after))
            self._beside.settle()
        self._manifest = after


@dataclass(slots=True)
class _Run:
    """One publish while it goes on."""

    files: dict[str, PublishedFile]
    seen: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    changed_feeds: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def gzipped(body: bytes) -> bytes:
    """The bytes under gzip, the same for the same bytes."""
    press = zlib.compressobj(6, zlib.DEFLATED, -15)
    tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
    return _GZIP_HEAD + press.compress(body) + press.flush() + tail


def _in_order(documents: Iterable[Rendered]) -> Iterator[Rendered]:
    """Archive pages and assets as they come, so that a whole archive is never held; then documents; then lists."""
    current, last = [], []
    for document in documents:
        if document.path in _LAST:
            last.append(document)
        elif "/archive-" in document.path or document.path.startswith("assets/"):
            yield document
        else:
            current.append(document)
    yield from current
    yield from last


def _modified(document: Rendered, before: PublishedFile | None, mtime: int) -> datetime:
    """The build date where it is later than what was said before; else the bytes changed for another reason (a theme, a
    title), and the file's own time says when.
    """
    said = document.changed_at
    if said is not None and (before is None or said.replace(microsecond=0) > before.modified.replace(microsecond=0)):
        return said
    written = from_micros(mtime // 1000)
    return max(written, before.modified) if before is not None else written if said is None else max(said, EPOCH)


def _news(document: Rendered, before: PublishedFile | None) -> bool:
    """Whether a current, public feed has news for its subscribers and not only another look."""
    if document.content_type not in _FEEDS or document.private or "/archive-" in document.path:
        return False
    if before is None or before.changed_at is None or document.changed_at is None:
        return True
    return document.changed_at > before.changed_at
