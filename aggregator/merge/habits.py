"""What a source's guids are worth, learned from its documents: the policy, and the flaws that are told about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.merge.matching import Matching
from aggregator.model import Flaw, ParsedFeed, SourceState

DRIFT = 100
"""Guids that changed over time, some here, some there, until none is believed."""
STEADY = 5
"""Documents in which old guids were kept and none changed, after which guids count again."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What identifies an item here from now on, why, and what is wrong with the source."""

    policy: str  # guid | link | hash
    evidence: Mapping[str, int]
    flaws: tuple[Flaw, ...]


def learn(state: SourceState, matching: Matching, feed: ParsedFeed) -> Habits:
    """Add one document's evidence to what is known. A policy changes look-ups, never what is stored."""
    evidence = dict(state.policy_evidence)
    if not feed.partial:
        evidence["read_as"] = feed.read_as
    seen, items = matching.seen, list(matching.items.values())
    for name in ("guid_repeated", "guid_respelled", "guid_reused"):
        if seen[name]:
            evidence[name] = max(evidence.get(name, 0), seen[name])
    _learn_changes(evidence, changed=seen["guid_changed"], kept=seen["guid_kept"])
    missing = sum(not item.guid for item in items)
    if items:
        evidence["guid_missing"] = missing
    evidence = {name: count for name, count in evidence.items() if count}
    policy = _policy(state.policy, evidence, items=len(items), missing=missing,
                     linked=sum(bool(item.link) for item in items))  # fmt: skip
    return Habits(policy, evidence, _flaws(evidence, matching, len(items)))


def is_read_anew(state: SourceState, feed: ParsedFeed) -> bool:
    """Whether a document is the first that this version of the program reads of a source."""
    return feed.read_as != state.policy_evidence.get("read_as", 0)


def _learn_changes(evidence: dict[str, int], *, changed: int, kept: int) -> None:
    """Guids that change: at once where a whole document shows it, else at the second time."""
    if changed:
        evidence["guid_drift"] = evidence.get("guid_drift", 0) + changed
    if changed and not kept:
        times = evidence.get("guid_changed", 0) + 1
        evidence["guid_changed"] = max(times, 2) if changed >= 3 else times
        evidence["guid_steady"] = 0
    elif kept and not changed and evidence.get("guid_changed"):
        evidence["guid_steady"] = evidence.get("guid_steady", 0) + 1
        if evidence["guid_steady"] >= STEADY:
            evidence["guid_changed"] = evidence["guid_steady"] = 0


def _policy(before: str, evidence: Mapping[str, int], *, items: int, missing: int, linked: int) -> str:
    if not items:
        return before
    other = "link" if 2 * linked >= items else "hash"
    if evidence.get("guid_repeated") or evidence.get("guid_reused", 0) > 1 or _is_changing(evidence):
        return other if before == "guid" else before
    return other if missing == items else "guid"


def _is_changing(evidence: Mapping[str, int]) -> bool:
    return evidence.get("guid_changed", 0) > 1 or evidence.get("guid_drift", 0) > DRIFT


def _flaws(evidence: Mapping[str, int], matching: Matching, items: int) -> tuple[Flaw, ...]:
    flaws = []
    if count := evidence.get("guid_repeated"):
        flaws.append(Flaw("repeated-guid", f"{count} items bear the guid of another; known by link instead"))
    if _is_changing(evidence):
        flaws.append(Flaw("changing-guid", "the guids of old items change from poll to poll; known by link instead"))
    if evidence.get("guid_reused"):
        flaws.append(Flaw("reused-guid", "guids of old items came back on other articles"))
    if evidence.get("guid_respelled"):
        flaws.append(Flaw("respelled-guid", "guids of old items changed scheme, host prefix or tracking parameters"))
    if count := evidence.get("guid_missing"):
        flaws.append(Flaw("missing-guid", f"{count} of {items} items have no guid; known by link or content"))
    if matching.repeats:
        flaws.append(Flaw("listed-twice", f"{len(matching.repeats)} items are listed more than once"))
    if matching.moved[1]:
        flaws.append(Flaw("moved", f"its articles moved from {matching.moved[0]} to {matching.moved[1]}"))
    return tuple(flaws)
