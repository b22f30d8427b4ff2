"""{secret:name}: values that stand outside the configuration, found by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from aggregator.settings.documents import Document
from aggregator.settings.problems import Place, Report

_MARK = re.compile(r"\{secret:([^{}]*)\}")
_ALLOWED = re.compile(r"rsshub\.key|(?:fetch|host)\.proxy|(?:source|defaults)\.(?:proxy|url|mirrors|login|headers\..*)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Secrets:
    """Looks for secrets in $CREDENTIALS_DIRECTORY/name, $AGGREGATOR_SECRET_NAME, directory/name, in this order.

    `values` are all that were used, for logs to mask; `used` are their names.
    """

    def __init__(self, environ: Mapping[str, str], directory: Path | None = None) -> None:
        credentials = environ.get("CREDENTIALS_DIRECTORY", "")
        self._folders = tuple(folder for folder in (Path(credentials) if credentials else None, directory) if folder)
        self._credentials = Path(credentials) if credentials else None
        self._directory = directory
        self._environ = environ
        self._known: dict[str, str | None] = {}
        self.values: set[str] = set()

    @property
    def used(self) -> frozenset[str]:
        """Names that were asked for."""
        return frozenset(self._known)

    def fill(self, text: str, place: Place, report: Report) -> str:
        """The text with its secrets put in. A secret that is not found is noted, and stays as it is written."""
        if "{secret:" not in text:
            return text
        if "{secret:" in _MARK.sub("", text):
            report.error(place, "an unfinished {secret:…}", hint="write {secret:name}")
        return _MARK.sub(lambda match: self._value(match, place, report), text)

    def unused(self) -> tuple[str, ...]:
        """Secrets in [secrets] directory that nothing asked for."""
        if self._directory is None:
            return ()
        try:
            names = sorted(entry.name for entry in self._directory.iterdir() if entry.is_file())
        except OSError:  # a folder whose files may be read and not listed
            return ()
        return tuple(name for name in names if name not in self._known and _NAME.fullmatch(name))

    def remember(self, value: str) -> None:
        """Have logs mask a secret that somebody wrote into the file itself."""
        if value:
            self.values.add(value)

    def _value(self, match: re.Match[str], place: Place, report: Report) -> str:
        name = match[1].strip()
        if not _NAME.fullmatch(name):
            report.error(
                place, f'"{match[0]}" does not name a secret', hint="write {secret:name} with letters, digits, - . _"
            )
            return match[0]
        if name not in self._known:
            self._known[name] = self._find(name)
        value = self._known[name]
        if value is None:
            report.error(place, f'secret "{name}" was not found', hint=self._advice(name), code="missing-secret")
            return match[0]
        self.remember(value)
        return value

    def _find(self, name: str) -> str | None:
        return _file(self._credentials, name) or self._environ.get(variable(name)) or _file(self._directory, name)

    def _advice(self, name: str) -> str:
        places = [f"${variable(name)}", *(str(folder / name) for folder in self._folders)]
        if not self._credentials:
            places.append(f"LoadCredential={name}: in the systemd unit")
        return "looked for " + ", ".join(places[:-1]) + f" or {places[-1]}" if len(places) > 1 else f"set {places[0]}"


def variable(name: str) -> str:
    """The environment variable of a secret: rsshub_key is AGGREGATOR_SECRET_RSSHUB_KEY."""
    return "AGGREGATOR_SECRET_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper()


def check_places(document: Document, report: Report) -> None:
    """Note every {secret:…} that stands where it would not be filled in."""
    if "{secret:" in document.text:
        _walk(document.values, Place(document), report)


def _walk(value: object, place: Place, report: Report) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _walk(inner, place / name, report)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _walk(inner, place / number, report)
    elif isinstance(value, str) and has_secret(value) and not _ALLOWED.fullmatch(place.key):
        report.error(place, "a secret may not stand here", hint="it would be published or logged", code="secret-here")


def has_secret(text: str) -> bool:
    """Whether a text asks for a secret."""
    return "{secret:" in text


def _file(folder: Path | None, name: str) -> str | None:
    if folder is None:
        return None
    try:
        return (folder / name).read_text(encoding="utf-8").rstrip("\r\n") or None
    except (OSError, UnicodeDecodeError):
        return None
