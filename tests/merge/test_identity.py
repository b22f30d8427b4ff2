"""Ids that may be published, keys that stay the same for years."""

from __future__ import annotations

import pytest
from aggregator.merge import identity
from aggregator.merge.ownid import own_id
from aggregator.merge.similarity import bands
from hypothesis import given
from hypothesis import strategies as st

from support.merging import LONG, NOON, entry


@pytest.mark.parametrize(
    "guid",
    [
        "https://sspai.com/post/12",
        "http://例子.example/文章?p=1",
        "tag:blog.example,2026-01-02:post-1",
        "tag:me@blog.example,2026:1",
        "urn:uuid:6f1d9f0e-6d0c-5a0b-9c56-0d3f5a1b7c11",
        "urn:isbn:9787111",
        "urn:UUID:6F1D9F0E-6D0C-5A0B-9C56-0D3F5A1B7C11",
        "tag:github.com,2008:Grit::Commit/826e4d654f#x",
        "https://a.example/1?a=b/c?d#e/f?g",
        "doi:10.1000/182",
    ],
)
def test_an_absolute_iri_serves_as_it_is(guid):
    assert own_id(guid) == guid


@pytest.mark.parametrize(
    "guid",
    [
        "",
        "12",
        "post-12",
        "/post/12",
        "a b",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://localhost/1",
        "http://127.0.0.1:8080/1",
        "http://192.168.1.2/1",
        "http://[::1]/1",
        "http://nas/1",
        "http://box.local/1",
        "http://2130706433/1",
        "http://rsshub.internal/x",
        "http://user:secret@a.example/1",
        "https://a.example/1?token=abc",
        "https://a.example/1?api_key=abc",
        "tag:localhost,2026:1",
        "tag:a.example:1",
        "http://a.example/<b>",
        "http://a.example/\u202eevil",
        "http://a.example/%zz",
        "urn:x",
        "urn:uuid:00000000-cfb8-4ebb-aaaa-00000000000",
        "urn:uuid:cdef5c6d5-gff8-4ebb-assa-80dwe44efkjo",
        "urn:x-blog:文章/1",
        "tag:Blog.Example,2026:1",
        "tag:blog.example,2026-1-2:1",
        "tag:blog.example,2026:文章",
        "https://a.example/x[1]",
        "https://a.example/x#a#b",
        "https://a.example/" + "x" * 1000,
    ],
)
def test_others_do_not(guid):
    assert own_id(guid) == ""


@given(st.text(max_size=80))
def test_no_text_breaks_it(guid):
    assert own_id(guid) in {"", guid}


def test_an_id_that_is_taken_becomes_a_uuid_that_is_always_the_same():
    item = entry(guid="https://a.example/1")
    assert identity.uid("a", item, ()) == "https://a.example/1"
    other = identity.uid("a", item, {"https://a.example/1"})
    assert other == identity.uid("a", item, {"https://a.example/1"})
    assert other.startswith("urn:uuid:")
    assert other != identity.uid("b", item, {"https://a.example/1"})


def test_every_name_is_offered_before_a_fresh_one_is_made():
    item = entry(guid="7")
    names = [identity.uid_name("a", item, choice) for choice in range(identity.CHOICES)]
    assert len(set(names)) == len(names)
    assert identity.uid("a", item, names) not in names
    assert identity.uid("a", item, names[:1]) == names[1]


def test_these_ids_never_change():
    assert identity.uid("woshipm", entry(guid="5421"), ()) == "urn:uuid:a705538b-2a26-54d5-b11d-4d817d3ff1d0"


def test_these_keys_never_change_without_a_new_version():
    keys = identity.keys(
        title="【转载】推荐系统改版的三个原因 - 镜像站",
        text=LONG,
        link="http://www.a.example/1/?utm_source=x",
        guid="1",
    )
    assert (keys.version, keys.link) == (1, "https://a.example/1")
    assert keys.title == "c5e1051c3cd2d399b727b9f51cb445d3"
    assert keys.text == "a4d1fc1b062261354a3a3a54563adc44"
    assert keys.content == "0966871b9461b99b3576d84a397deb90"
    # Bands are kept for the window of near duplicates alone: another recipe forgets three days, and needs no version.
    assert keys.bands[:3] == (66436782501873731, 772142393090836878, 1321100456705448517)


def test_equal_texts_have_equal_bands_and_short_ones_none():
    assert bands(LONG) == bands(LONG.replace("，", ", ")) != ()
    assert len(bands(LONG)) == 30
    assert all(0 <= band < 1 << 63 for band in bands(LONG))
    assert bands("短短一句") == ()


def test_a_link_is_taken_from_a_guid_only_where_there_is_none():
    assert identity.keys(title="x", text="", link="", guid="http://a.example/1").link == "https://a.example/1"
    assert (
        identity.keys(title="x", text="", link="http://b.example/2", guid="http://a.example/1").link
        == "https://b.example/2"
    )


def test_a_front_page_is_no_key_to_a_story():
    assert "link" not in {kind for kind, _, _ in identity.story_lookups(entry(link="http://a.example/"))}


def test_lone_surrogates_and_nothing_at_all_have_keys():
    identity.keys(title="\ud800", text="\ud800" * 300, link="http://a.example/\ud800", guid="\ud800")
    identity.keys(title="", text="", link="", guid="")
    identity.alias_names(entry("", guid="\ud800", at=NOON))
