"""A folder of posts: rewritten when a story is edited, removed only by name; nobody else's file is touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import orjson

from aggregator.publish.hexo import VERSION, Post
from aggregator.publish.writer import Folder

INDEX = ".aggregator-posts.json"


@dataclass(frozen=True, slots=True)
class PostsReport:
    """What one export came to."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Record:
    """A post of ours: its file's name, and the hash of the bytes that we wrote."""

    name: str
    hash: str


@dataclass(slots=True)
class _Run:
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    problems: list[str] = field(default_factory=list)


class Posts:
    """The posts of one category in one folder. `.aggregator-posts.json` in it says which files are ours.

    If that index is lost, files that carry our mark in their front matter are recognised again by their story.
    """

    def __init__(self, directory: Path) -> None:
        self._folder = Folder(directory)

    def stories(self) -> tuple[str, ...]:
        """The uids of the stories that have a post here."""
        return tuple(self._index(_Run()))

    def export(self, posts: Iterable[Post], *, removed: Iterable[str] = ()) -> PostsReport:
        """Write the posts that are new or differ, and take away those of the stories in `removed`, by uid.

        `removed` are stories that were dropped, hidden, or left the category. A story that is in neither stays,
        however old: posts outlive retention. Raises StorageError.
        """
        run = _Run()
        index = self._index(run)
        before = dict(index)
        for uid in removed:
            record = index.pop(uid, None)
            if record is not None and self._folder.remove(record.name):
                run.removed += 1
        names = {record.name: uid for uid, record in index.items()}
        for post in posts:
            self._put(post, index, names, run)
        if index != before or run.written:
            self._folder.write(INDEX, _spell(index))
        self._folder.settle()
        return PostsReport(run.written, run.unchanged, run.removed, tuple(run.problems))

    def _put(self, post: Post, index: dict[str, _Record], names: dict[str, str], run: _Run) -> None:
        digest = _hash(post.body)
        record = index.get(post.uid)
        if record is None:
            if post.name in names or self._foreign(post):
                run.problems.append(f"{post.name} is there already and is not ours: story {post.uid} has no post")
                return
            record = _Record(post.name, "")
        elif record.hash == digest and self._folder.stat(record.name) is not None:
            run.unchanged += 1
            return
        if self._folder.read(record.name) == post.body:
            run.unchanged += 1
        else:
            self._folder.write(record.name, post.body)
            run.written += 1
        index[post.uid] = _Record(record.name, digest)
        names[record.name] = post.uid

    def _foreign(self, post: Post) -> bool:
        body = self._folder.read(post.name)
        return body is not None and _story(body) != post.uid

    def _index(self, run: _Run) -> dict[str, _Record]:
        body = self._folder.read(INDEX)
        if body is not None:
            try:
                raw = orjson.loads(body)["posts"]
                return {str(uid): _Record(str(name), str(digest)) for uid, (name, digest) in raw.items()}
            except (ValueError, KeyError, TypeError, AttributeError) as reason:
                run.problems.append(f"{INDEX} cannot be read and is made again from the posts: {reason}")
        return self._recovered()

    def _recovered(self) -> dict[str, _Record]:
        found: dict[str, _Record] = {}
        if self._folder.root.is_dir():
            for path in sorted(self._folder.root.glob("*.md")):
                body = self._folder.read(path.name)
                uid = _story(body) if body else ""
                if uid and body:
                    found.setdefault(uid, _Record(path.name, _hash(body)))
        return found


def _story(body: bytes) -> str:
    """The story that a post of ours is of, from its front matter; "" for a file that is not ours."""
    head, _, _ = body.removeprefix(b"---\n").partition(b"\n---\n")
    lines = head.split(b"\n")
    if not body.startswith(b"---\n") or not any(line.startswith(b"aggregator: ") for line in lines):
        return ""
    for line in lines:
        if line.startswith(b"story: "):
            try:
                return str(orjson.loads(line[7:]))
            except ValueError:
                return ""
    return ""


def _hash(body: bytes) -> str:
    return blake2b(body, digest_size=16).hexdigest()


def _spell(index: dict[str, _Record]) -> bytes:
    posts = {uid: [record.name, record.hash] for uid, record in index.items()}
    return orjson.dumps(
        {"version": VERSION, "posts": posts},
        option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE,
    )
