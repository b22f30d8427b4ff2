"""Several things at once, and their first trouble told as what it is."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable


async def together(work: Iterable[Coroutine[object, object, object]]) -> None:
    """Run all of these at once, to the end of the last.

    Where one raises, the others are cancelled and that error is raised itself: inside a group, whoever waits for a
    StorageError would not see it.
    """
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except ExceptionGroup as troubles:
        raise troubles.exceptions[0] from None
