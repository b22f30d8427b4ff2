"""How a parse child is born: forked from a server process that has loaded the parsers, and nothing of the program.

multiprocessing lets a new process import the program's main module again, for functions that are defined there. Ours
are not; and the main module is the whole command line, which would cost each new child a second and open to a hostile
document all that the program can do.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import ModuleType

_PRELOADED = ["aggregator.parse.worker"]
_births = threading.Lock()


class Child(ForkServerProcess):
    """A process that does not know the program's main module."""

    def start(self) -> None:
        """Ask the server process for a fork."""
        with _without_main():
            super().start()


class Nursery(ForkServerContext):
    """The multiprocessing context of parse children."""

    Process = Child


def nursery() -> Nursery:
    """A context whose server process loads the parsers once; it has no threads, so forking it is safe."""
    context = Nursery()
    context.set_forkserver_preload(_PRELOADED)
    return context


@contextmanager
def _without_main() -> Iterator[None]:
    """For a moment the main module has no name and no file, so there is none to import again."""
    with _births:
        main = sys.modules["__main__"]
        nobody = ModuleType("__main__")
        nobody.__spec__ = None
        sys.modules["__main__"] = nobody
        try:
            yield
        finally:
            sys.modules["__main__"] = main
