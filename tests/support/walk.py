"""What origins, owners and accidents do to a `House`, as steps that can be drawn, replayed and left out.

    python -m support.walk [WALKS] [STEPS] [SEED]

A walk that ends in a contradiction is cut down to the steps that matter, and printed.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from aggregator import logs
from aggregator.store import Store

from support.store_world import own_words
from support.whole_path import NAMES, House

GUIDS = ("stable", "stable", "none", "volatile", "same")
WEATHER = ("fair", "fair", "500", "garbage", "226", "cut")
COUNTS = (1, 2, 3, 12)


class Step(NamedTuple):
    """One thing that happens. What an action does not need, it does not look at."""

    action: str
    name: str = "alpha"
    other: str = "beta"
    place: int = 0
    count: int = 0


def news(house: House, step: Step) -> None:
    house.publish_articles(step.name, COUNTS[step.count % 4])
    house.poll(step.name)


def publish_unpolled(house: House, step: Step) -> None:
    house.publish_articles(step.name, 120 if step.count == 7 else COUNTS[step.count % 4])


def carry(house: House, step: Step) -> None:
    shown = house.sites[step.name].shown
    number = shown[step.place % len(shown)] if shown else -1
    known = house.sites[step.other].articles.keys() | {n for site, n in house.seen | house.pruned if site == step.other}
    if (
        shown and number not in known
    ):  # what a site publishes again under other names is another entry, in the old story
        # Under a link of its own it is told by its words alone: these must have been seen, and come whole.
        own = step.count % 2 and step.other in house.present and house.is_stored_as_shown(step.name, number)
        if own:
            house.sites[step.other].weather = "fair"
        house.carry(step.other, number, step.name, own_link=bool(own))
        house.poll(step.other)


def edit(house: House, step: Step) -> None:
    site = house.sites[step.name]
    if site.shown:
        one = site.articles[site.shown[step.place % len(site.shown)]]
        one.text += own_words(f"edit {one.number} {len(one.text)}", 20)
        one.title += "（更新）" if step.count % 2 else ""


def delete(house: House, step: Step) -> None:
    del house.sites[step.name].shown[step.place % 8 : step.place % 8 + 1 + 4 * step.count]


def show_again(house: House, step: Step) -> None:
    site = house.sites[step.name]
    gone = [number for number in site.articles if number not in site.shown]
    site.shown += gone[step.place % 8 :][: 2 * step.count]


def reorder(house: House, step: Step) -> None:
    random.Random(step.place).shuffle(house.sites[step.name].shown)


def weather(house: House, step: Step) -> None:
    house.sites[step.name].weather = WEATHER[step.place % len(WEATHER)]


def change_all_guids(house: House, step: Step) -> None:
    if _seen_as_it_is(house, step.name):
        for one in house.sites[step.name].articles.values():
            one.guid = f"urn:{step.name}:{len(one.guid)}:{one.number}"
        house.poll(step.name)


def guids_begin_to_change(house: House, step: Step) -> None:
    if house.sites[step.name].guids == "stable" and _seen_as_it_is(house, step.name):
        house.sites[step.name].guids = "volatile"


def move(house: House, step: Step) -> None:
    if _seen_as_it_is(house, step.name):
        for one in house.sites[step.name].articles.values():
            one.link = one.link.replace("http://", "http://new-", 1)
            one.guid = one.link
        house.poll(step.name)


def _seen_as_it_is(house: House, name: str) -> bool:
    """Whether all that a site shows was polled as it stands: only then can anything tell afterwards who is who."""
    site = house.sites[name]
    site.weather = "fair"
    house.poll(name)
    if name in house.present:  # what is not shown under its new names now can never be recognised by them
        site.articles = {number: site.articles[number] for number in site.shown}
    return name in house.present


def poll(house: House, step: Step) -> None:
    house.poll(step.name, minutes=(5, 60, 1500)[step.place % 3])


def publish(house: House, step: Step) -> None:
    house.publish(forget=step.count == 0)


def killed_poll(house: House, step: Step) -> None:
    house.killed_poll(step.name, 1 + step.place * 9 + step.count)


def restart(house: House, _step: Step) -> None:
    house.reopen()


def retention(house: House, step: Step) -> None:
    house.keep = (3, 3, 1000)[step.place % 3]
    house.reload()
    house.prune()


def leave_or_return(house: House, step: Step) -> None:
    house.present ^= {step.name}
    house.reload()


def address_changes_or_changes_back(house: House, step: Step) -> None:
    if _seen_as_it_is(house, step.name):
        house.elsewhere ^= {step.name}
        house.reload()
        house.poll(step.name)


def configure_a_hide_or_not(house: House, step: Step) -> None:
    links = sorted(house.borne)
    if house.hides and step.count % 2:
        del house.hides[step.place % len(house.hides)]
    elif links and links[step.place % len(links)] not in house.hides:
        house.hides.append(links[step.place % len(links)])
    house.reload()


def keep_apart_or_not(house: House, step: Step) -> None:
    house.apart ^= {step.name}
    house.reload()


def change_rules(house: House, step: Step) -> None:
    house.rules = ((), ("drop",), ("add",), ("drop", "add"))[step.place % 4]
    house.reload()


def category_comes_or_goes(house: House, _step: Step) -> None:
    house.extra = not house.extra
    house.reload()


def category_changes_its_name(house: House, _step: Step) -> None:
    if len(house.was) < 3:
        house.was = [*house.was, house.slug]
        house.slug = f"keji{len(house.was)}"
        house.reload()


def hide_or_show(house: House, step: Step) -> None:
    uids = {row[4] for row in house.rows()}
    names = sorted(house.borne if step.count % 2 else uids)
    if not names:
        return
    name = names[step.place % len(names)]
    named = house.named(name) & uids
    if name in house.hidden or named & house.out_of_sight():
        house.call(Store.unhide, name)  # by whichever of their names it was that they were hidden
        house.hidden -= {name, *(one for one in house.hidden if house.named(one) & named)}
    else:
        house.call(Store.hide, name)
        house.hidden.add(name)


def time_passes(house: House, step: Step) -> None:
    house.clock.pass_(timedelta(hours=step.count * step.count))


WEIGHTS: dict[Callable[[House, Step], None], int] = {
    news: 12, publish_unpolled: 3, carry: 8, edit: 8, delete: 6, show_again: 6, reorder: 3, weather: 6, poll: 12,
    change_all_guids: 3, guids_begin_to_change: 2, move: 3, publish: 8, killed_poll: 6, restart: 3, retention: 4,
    leave_or_return: 3, keep_apart_or_not: 2, change_rules: 3, category_comes_or_goes: 2, category_changes_its_name: 1,
    hide_or_show: 4, time_passes: 3, address_changes_or_changes_back: 3, configure_a_hide_or_not: 4,
}  # fmt: skip
ACTIONS = {action.__name__: action for action in WEIGHTS}
DRAWN = tuple(action.__name__ for action, weight in WEIGHTS.items() for _ in range(weight))


def take(house: House, step: Step) -> None:
    """Let it happen, and look whether all is as it must be."""
    ACTIONS[step.action](house, step)
    house.check_stored()


def finish(house: House) -> None:
    """The sun comes out, everything is polled and published, and the book is closed."""
    for site in house.sites.values():
        site.weather = "fair"
    for name in NAMES:
        house.poll(name)
    house.publish()


def draw(seed: int, count: int) -> list[Step]:
    """A walk of a seed."""
    chance = random.Random(seed)
    return [
        Step(chance.choice(DRAWN), *chance.sample(NAMES, 2), chance.randrange(48), chance.randrange(8))
        for _ in range(count)
    ]


def walk(seed: int, steps: Iterable[Step]) -> AssertionError | None:
    """Walk it; gives what was wrong in the end, None where nothing was."""
    house = House(seed)
    try:
        chance = random.Random(seed)
        for site in house.sites.values():
            site.guids = chance.choice(GUIDS)
        for step in steps:
            take(house, step)
        finish(house)
    except AssertionError as contradiction:
        return contradiction
    finally:
        house.end()
    return None


def shortened(seed: int, steps: Sequence[Step]) -> list[Step]:
    """The steps without those that are not needed for a contradiction."""
    left, size = list(steps), max(1, len(steps) // 2)
    while size:
        at = 0
        while at < len(left):
            without = left[:at] + left[at + size :]
            if walk(seed, without) is not None:
                left = without
            else:
                at += size
        size //= 2
    return left


def main() -> int:
    logs.configure("error")
    walks, count, seed = (int(word) for word in [*sys.argv[1:], "100", "120", "1"][:3])
    for one in range(seed, seed + walks):
        steps = draw(one, count)
        if walk(one, steps) is not None:
            needed = shortened(one, steps)
            print(f"seed {one}: {walk(one, needed)}", *needed, sep="\n  ")
            return 1
        print(f"seed {one}: {count} steps, nothing lost, nothing twice, nothing changed", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
