"""When to ask again: pure functions from what is known of a source to the next instant, with the reason in words.

    schedule = next_poll(state, facts, Pace(every=source.every, min=..., adaptive=...), now)

due = the latest of all floors (Retry-After, freshness, the feed's hints, skipped hours) and the base interval.
Jitter only adds. Everything random is derived from the source's id.
"""

from aggregator.cadence.facts import PollFacts, counts_as_failure, facts_of
from aggregator.cadence.floors import freshness, hold, next_allowed
from aggregator.cadence.network import Attempt, Network, attempted, unreachable
from aggregator.cadence.plan import NEVER, Pace, in_outage, next_poll, planner
from aggregator.cadence.rate import catch_up, clamp, clamp_wait, rate_between

__all__ = [
    "NEVER",
    "Attempt",
    "Network",
    "Pace",
    "PollFacts",
    "attempted",
    "catch_up",
    "clamp",
    "clamp_wait",
    "counts_as_failure",
    "facts_of",
    "freshness",
    "hold",
    "in_outage",
    "next_allowed",
    "next_poll",
    "planner",
    "rate_between",
    "unreachable",
]
