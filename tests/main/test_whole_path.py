"""Whatever origins, people and accidents do to the whole path: nothing lost, nothing twice, nothing published changes.

`.ci/model` walks for hours what is walked here for half a minute.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from support.walk import DRAWN, GUIDS, Step, draw, finish, take, walk
from support.whole_path import NAMES, House

STEPS = st.builds(
    Step, st.sampled_from(DRAWN), st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 47), st.integers(0, 7)
)


class WholePath(RuleBasedStateMachine):
    """Three sites, a daemon that is restarted and killed, an owner who edits the configuration, and a reader."""

    @initialize(seed=st.integers(0, 10**6))
    def begin(self, seed: int) -> None:
        self.house = House(seed)
        chance = random.Random(seed)
        for site in self.house.sites.values():
            site.guids = chance.choice(GUIDS)

    @rule(steps=st.lists(STEPS, min_size=1, max_size=4))
    def happen(self, steps: list[Step]) -> None:
        for step in steps:
            take(self.house, step)

    def teardown(self) -> None:
        if hasattr(self, "house"):
            try:
                finish(self.house)
            finally:
                self.house.end()


WholePath.TestCase.settings = settings(
    max_examples=4, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWholePath = WholePath.TestCase


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_long_walk(seed: int) -> None:
    assert walk(seed, draw(seed, 80)) is None


@pytest.mark.parametrize("guids", sorted(set(GUIDS)))
def test_an_address_that_changes_and_changes_back_brings_nothing_twice(guids: str) -> None:
    """The other address has guids of its own and marks its links, as another instance of a route does."""
    house = House()
    try:
        for site in house.sites.values():
            site.guids = guids
        for name in NAMES:
            for action in ("news", "address_changes_or_changes_back", "edit", "news") * 2:
                take(house, Step(action, name, count=3))
            take(house, Step("address_changes_or_changes_back", name))
        stories = len({row[3] for row in house.rows()})
        finish(house)
        assert len({row[3] for row in house.rows()}) == stories == len(house.rows()) == 3 * 4 * 12
    finally:
        house.end()
