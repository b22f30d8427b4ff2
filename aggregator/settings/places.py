"""Folders and files: where the configuration is found, what else it reads, where state and outputs go."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from aggregator.errors import ConfigurationError, Problem
from aggregator.settings.documents import Document
from aggregator.settings.problems import Place, Report
from aggregator.settings.reader import At
from aggregator.settings.schema import PathsTable

NAME = "aggregator.toml"
_GLOB = frozenset("*?[")


def find(explicit: Path | None, environ: Mapping[str, str], cwd: Path, home: Path) -> Path:
    """The configuration file: `explicit` (-c), $AGGREGATOR_CONFIG, ./config/, the user's folder, /etc/aggregator/.

    The first two are taken as they are, so that a misspelt path is reported by whoever reads it; a folder means
    the file of the usual name in it. Raises ConfigurationError naming every place where there is none.
    """
    named = explicit or (Path(value) if (value := environ.get("AGGREGATOR_CONFIG", "")) else None)
    if named is not None:
        named = cwd / named
        return named / NAME if named.is_dir() else named
    folder = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    tried = (cwd / "config" / NAME, folder / "aggregator" / NAME, Path("/etc/aggregator") / NAME)
    for file in tried:
        if file.is_file():
            return file
    here = cwd / NAME
    way = f"-c {here} reads the one here" if here.is_file() else "`aggregator init` writes a first one"
    hint = f"looked for {', '.join(map(str, tried))}; {way}"
    raise ConfigurationError((Problem("", 0, 0, "", "no configuration file", hint, code="no-file"),))


def included(
    main: Document, patterns: Iterable[str], place: Place, report: Report, unsaved: Iterable[Path] = ()
) -> list[tuple[Path, str]]:
    """The files under `include`, in order, each with the path that problems show. A pattern may match nothing.

    `unsaved` are files that count as there although they are not written yet.
    """
    folder = main.file.parent
    found: dict[Path, str] = {}
    for number, pattern in enumerate(patterns):
        spot = place / number if len(place.path) else place
        pure = Path(pattern)
        base = Path(pure.anchor) if pure.is_absolute() else folder
        rest = str(pure.relative_to(pure.anchor)) if pure.is_absolute() else pattern
        if not rest.strip() or rest == ".":
            report.error(spot, "an empty pattern", code="include")
            continue
        try:
            there = {file for file in base.glob(rest) if file.is_file()}
            there |= {file for file in unsaved if _matches(file, base, rest)}
            files = sorted(there - {main.file})
        except (OSError, ValueError, NotImplementedError) as error:
            report.error(spot, f"not a pattern: {error}", code="include")
            continue
        if not files and not _GLOB & set(pattern):
            report.error(spot, f"there is no file {base / rest}", code="include")
        for file in files:
            found.setdefault(file, _shown(file, main))
    return list(found.items())


def _matches(file: Path, base: Path, pattern: str) -> bool:
    same_depth = file.is_relative_to(base) and len(file.relative_to(base).parts) == len(Path(pattern).parts)
    return same_depth and file.match(pattern)


def _shown(file: Path, main: Document) -> str:
    """An included file's path, written like that of the main file."""
    folder = main.file.parent
    if not file.is_relative_to(folder):
        return str(file)
    return str(Path(main.shown).parent / file.relative_to(folder))


def watched(file: Path, patterns: Iterable[str], files: Iterable[Path]) -> tuple[Path, ...]:
    """The folders in which a saved *.toml may change the configuration, those without a file yet included."""
    folders = {file.parent, *(other.parent for other in files)}
    for pattern in patterns:
        fixed = []
        for part in Path(pattern).parts:
            if _GLOB & set(part):
                break
            fixed.append(part)
        folder = file.parent.joinpath(*fixed)
        folders.add(folder if folder.is_dir() else folder.parent)
    return tuple(sorted(folder for folder in folders if folder.is_dir()))


def state_folder(paths: At[PathsTable], file: Path, environ: Mapping[str, str]) -> Path:
    """Where database, lock and socket are kept."""
    if paths.table.state:
        return below(file.parent, paths.table.state)
    if given := environ.get("STATE_DIRECTORY", "").split(":")[0]:  # systemd separates several by colons
        return Path(given)
    if file.is_relative_to("/etc"):
        return Path("/var/lib/aggregator")
    folder = file.parent
    return (folder.parent if folder.name == "config" else folder) / "data"


def output_folder(paths: At[PathsTable], state: Path, file: Path, report: Report) -> Path:
    """Where outputs are written. A folder that would publish the database or the configuration is an error."""
    output = below(state, paths.table.output or "public")
    place = paths.place / "output"
    if state.is_relative_to(output):
        report.error(place, "would publish the database", hint="choose a folder inside or beside state", code="output")
    elif file.parent.is_relative_to(output):
        report.error(place, "would publish the configuration", hint="choose a folder of its own", code="output")
    return output


def folder_of(text: str, base: Path, place: Place, report: Report) -> Path | None:
    """A folder that must be there, relative to `base`; None where the text is empty."""
    if not text:
        return None
    folder = below(base, text)
    if not _is_folder(folder):
        report.error(place, f"there is no folder {folder}", code="missing-folder")
    return folder


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def below(base: Path, text: str) -> Path:
    """A path relative to a folder, without `..` in it; links are not followed."""
    return Path(os.path.normpath(base / os.path.expanduser(text)))  # noqa: PTH111 - Path's raises for ~nobody
