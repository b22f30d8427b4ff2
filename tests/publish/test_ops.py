"""The feed of source health: deterministic, apart from the content."""

from __future__ import annotations

from aggregator.model import HealthEvent
from aggregator.publish import render_site
from lxml import etree

from support import merged

A = "{http://www.w3.org/2005/Atom}"


def ops(*events, **more):
    return next(one for one in render_site(merged.site(), [], events=events, **more) if one.path == "ops.atom")


def test_events_are_entries_with_ids_of_their_own(atom_schema):
    failing = HealthEvent(merged.WOSHIPM, "failing", merged.NOON, "http-503", "the server answers 503 <now>", "wait")
    back = HealthEvent(merged.WOSHIPM, "recovered", merged.NOON.replace(hour=5))
    root = etree.fromstring(ops(back, failing, ops_uid="urn:uuid:00000000-0000-4000-8000-000000000001").body)
    atom_schema.assertValid(root)
    entries = root.findall(A + "entry")
    assert [one.findtext(A + "title") for one in entries] == ["人人都是产品经理 已恢复", "人人都是产品经理 抓取失败"]
    assert len({one.findtext(A + "id") for one in entries}) == 2
    assert "(http-503): the server answers 503 &lt;now&gt;. wait" in entries[1].findtext(A + "content")
    assert root.findtext(A + "id") == "urn:uuid:00000000-0000-4000-8000-000000000001"
    assert root.findtext(A + "updated") == "2026-01-02T05:00:00Z"


def test_no_event_is_a_valid_feed_without_a_clock(atom_schema):
    atom_schema.assertValid(etree.fromstring(ops().body))
    assert ops().body == ops().body


def test_unlisted_sources_are_not_told_of():
    assert b"secret.example.net" not in ops(HealthEvent(merged.UNLISTED, "gone", merged.NOON)).body
    assert "不列出" not in ops(HealthEvent(merged.UNLISTED, "gone", merged.NOON)).body.decode()
