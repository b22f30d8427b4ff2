"""The public server over real loopback HTTP."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from aggregator.serve.app import Policy, public_app


@pytest.fixture
def site(folder, serve, clock):
    policy = Policy(site_url="https://feeds.example.org/news/", language="zh-CN", listen=("127.0.0.1", 8080))
    return serve(public_app(folder.output, policy=policy, clock=clock))


def test_a_feed_comes_with_its_type_and_validators(site, feed):
    answer = site.get("/xinmeiti.atom")
    assert answer.status_code == 200
    assert answer.content == feed
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["last-modified"] == "Wed, 04 Mar 2026 05:06:07 GMT"
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/xinmeiti.rss", "application/rss+xml; charset=utf-8"),
        ("/xinmeiti.json", "application/feed+json"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
    ],
)
def test_each_file_has_its_type(site, path, media_type):
    assert site.get(path).headers["content-type"] == media_type


def test_a_second_request_with_the_tag_costs_nothing(site):
    tag = site.get("/xinmeiti.atom").headers["etag"]
    again = site.get("/xinmeiti.atom", if_none_match=f'"zzz", W/{tag}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["cache-control"] == "public, max-age=300"
    assert "content-type" not in again.headers


def test_the_date_alone_is_enough_but_a_tag_goes_before_it(site):
    date = site.get("/xinmeiti.atom").headers["last-modified"]
    assert site.get("/xinmeiti.atom", if_modified_since=date).status_code == 304
    assert site.get("/xinmeiti.atom", if_modified_since=date, if_none_match='"other"').status_code == 200


def test_gzip_is_another_representation_with_another_tag(site, feed):
    plain = site.get("/xinmeiti.atom")
    packed = site.get("/xinmeiti.atom", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == feed  # httpx unpacks it
    assert int(packed.headers["content-length"]) == len(gzip.compress(feed, mtime=0))
    assert packed.headers["etag"] != plain.headers["etag"]
    again = site.get("/xinmeiti.atom", accept_encoding="gzip", if_none_match=packed.headers["etag"])
    assert again.status_code == 304
    assert again.headers["etag"] == packed.headers["etag"]
    assert site.get("/xinmeiti.atom", if_none_match=packed.headers["etag"]).status_code == 200


def test_a_compressed_file_of_other_bytes_is_not_sent(site, folder, feed):
    (folder.output / "xinmeiti.atom.gz").write_bytes(gzip.compress(feed.replace(b"feed", b"daef")))
    answer = site.get("/xinmeiti.atom", accept_encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert answer.content == feed


def test_head_is_get_without_the_body(site, feed):
    get = site.get("/xinmeiti.atom")
    head = site.client.head("/xinmeiti.atom")
    assert head.content == b""
    assert head.headers["content-length"] == str(len(feed))
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in get.headers.items() if k != "date"
    }


def test_a_new_publish_is_seen_at_the_next_request(site, folder):
    before = site.get("/xinmeiti.atom")
    folder.put("xinmeiti.atom", b"<feed>new</feed>", "application/atom+xml")
    between = site.get("/xinmeiti.atom")
    folder.commit()
    after = site.get("/xinmeiti.atom", if_none_match=before.headers["etag"])
    assert after.status_code == 200
    assert after.content == b"<feed>new</feed>"
    # Between the file and the manifest the tag already belongs to the bytes.
    assert between.headers["etag"] == after.headers["etag"] != before.headers["etag"]


def test_the_tag_is_the_one_of_the_manifest(site, folder):
    assert site.get("/xinmeiti.atom").headers["etag"] == folder.document["files"]["xinmeiti.atom"]["etag"]


def test_a_date_of_the_future_is_not_sent(folder, serve, clock):
    clock.wall -= timedelta(days=365)
    answer = serve(public_app(folder.output, clock=clock)).get("/xinmeiti.atom")
    assert answer.headers["last-modified"] == "Wed, 03 Apr 2025 05:06:07 GMT".replace("Wed", "Thu")


def test_a_broken_manifest_leaves_the_last_good_one(site, folder, feed):
    assert site.get("/xinmeiti.atom").content == feed
    folder.path.write_text('{"version": 1, "files": {', encoding="utf-8")
    assert site.get("/xinmeiti.atom").content == feed


def test_before_the_first_publish_it_says_so(tmp_path, serve):
    site = serve(public_app(tmp_path / "public"))
    answer = site.get("/xinmeiti.atom")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert site.get("/readyz").status_code == 503
    assert site.get("/healthz").status_code == 200


def test_a_file_that_is_missing_on_disk_is_a_passing_trouble(site, folder):
    (folder.output / "xinmeiti.rss").unlink()
    assert site.get("/xinmeiti.rss").status_code == 503


def test_a_link_in_the_folder_is_not_followed(site, folder, tmp_path):
    (tmp_path / "outside").write_text("secret")
    (folder.output / "xinmeiti.rss").unlink()
    (folder.output / "xinmeiti.rss").symlink_to(tmp_path / "outside")
    assert site.get("/xinmeiti.rss").status_code == 503


def test_gone_moved_and_never_there(site):
    assert site.get("/old.atom").status_code == 410
    assert site.get("/nothing.atom").status_code == 404
    moved = site.get("/media.atom")
    assert (moved.status_code, moved.headers["location"]) == (301, "xinmeiti.atom")
    archive = site.get("/media/archive-1.atom")
    assert (archive.status_code, archive.headers["location"]) == (301, "../xinmeiti/archive-1.atom")
    assert site.client.get("/media/archive-1.atom", follow_redirects=True).status_code == 200
    assert site.get("/media.rss").headers["location"] == "xinmeiti.rss"


def test_a_move_does_not_lead_to_what_is_private(site):
    assert site.get("/leak.atom").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/news"])
def test_a_proxy_may_strip_the_prefix_or_keep_it(site, prefix, feed):
    assert site.get(f"{prefix}/xinmeiti.atom").content == feed
    assert site.get(f"{prefix}/").headers["content-type"].startswith("text/html")
    moved = site.client.get(f"{prefix}/media/archive-1.atom", follow_redirects=True)
    assert moved.url.path == f"{prefix}/xinmeiti/archive-1.atom"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading_is_possible(site, method):
    answer = site.client.request(method, "/xinmeiti.atom")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_options_answer_a_preflight(site):
    answer = site.client.options("/xinmeiti.atom", headers={"origin": "https://reader.example"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    "path",
    [
        "/../manifest.json",
        "/..%2fmanifest.json",
        "/%2e%2e/manifest.json",
        "/xinmeiti/../../manifest.json",
        "/xinmeiti/%2e%2e/%2e%2e/manifest.json",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/xinmeiti.atom%00.html",
        "/xinmeiti.atom%0d%0aX:%20y",
        "/%ff%fe",
        "/.%5c..%5cmanifest.json",
        "/\uff0e\uff0e/manifest.json".encode().decode("latin-1"),
        "/xinmeiti.atom/",
        "/XINMEITI.ATOM",
        "/secret.atom",
        "/assets",
        "/xinmeiti.atom.gz",
    ],
)
def test_no_path_leads_out(site, path):
    raw = site.raw(b"GET " + path.encode("latin-1") + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert raw.split(b" ", 2)[1] in {b"404", b"400"}
    assert b"version" not in raw
    assert b"root:" not in raw


def test_every_answer_has_the_protecting_headers(site):
    for path in ("/", "/xinmeiti.atom", "/nothing", "/old.atom", "/media.atom", "/healthz", "/readyz", "/private/x/y"):
        for accept in ("text/html", "*/*"):
            headers = site.get(path, accept=accept).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["referrer-policy"] == "no-referrer", path
            assert "default-src 'none'" in headers.get("content-security-policy", "default-src 'none'"), path


def test_a_page_may_show_pictures_and_run_nothing(folder, serve):
    policy = Policy(frames=("player.bilibili.com", "evil.example; script-src *", "*.youtube.com"))
    csp = serve(public_app(folder.output, policy=policy)).get("/").headers["content-security-policy"]
    assert "default-src 'none'" in csp
    assert "img-src 'self' http: https: data:" in csp
    assert "script-src" not in csp
    assert "frame-src https://*.youtube.com https://player.bilibili.com;" in csp


def test_a_feed_opened_in_a_browser_is_an_inert_document(site):
    assert "sandbox" in site.get("/xinmeiti.atom").headers["content-security-policy"]


def test_an_error_is_a_page_for_people_and_a_line_for_programs(site):
    page = site.get("/nothing.html", accept="text/html")
    assert "没有这一页" in page.text
    assert '<html lang="zh-CN">' in page.text
    line = site.get("/nothing.atom")
    assert line.text == "404 Not Found\n"


def test_markup_in_an_address_is_not_repeated(site):
    page = site.get("/<script>alert(1)</script>", accept="text/html")
    assert page.status_code == 404
    assert "<script" not in page.text
    assert "alert" not in page.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("localhost:8080", 200), ("127.0.0.1:9", 200), ("[::1]:8080", 200), ("127.8.8.8", 200),
        ("feeds.example.org", 200), ("FEEDS.example.org.:443", 200), ("app.localhost", 200),
        ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("192.168.1.5", 421), ("", 421),
        ("localhost.evil.example", 421),
    ],
)  # fmt: skip
def test_only_our_own_names_are_answered(site, host, status):
    raw = site.raw(f"GET /xinmeiti.atom HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert int(raw.split(b" ", 2)[1]) == status


def test_listening_everywhere_takes_any_address_but_no_foreign_name(folder, serve):
    policy = Policy(listen=("0.0.0.0", 8080), hosts=("*.home.arpa",))
    site = serve(public_app(folder.output, policy=policy))
    for host, status in (("192.168.1.5", 200), ("nas.home.arpa:8080", 200), ("evil.example", 421)):
        assert site.get("/", host=host).status_code == status


def test_a_request_of_http_1_0_needs_no_host(site):
    assert b" 200 " in site.raw(b"GET /xinmeiti.atom HTTP/1.0\r\n\r\n").split(b"\r\n")[0]


def test_a_bug_is_a_plain_page_and_no_traceback(folder, serve):
    async def broken(_words, _limit):
        raise ZeroDivisionError("secret detail")

    answer = serve(public_app(folder.output, find=broken)).get("/search?q=x", accept="text/html")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_big_file_comes_whole(folder, serve):
    body = bytes(range(256)) * 8192  # 2 MiB
    folder.put("xinmeiti.html", body, "text/html", compress=False)
    folder.commit()
    assert serve(public_app(folder.output)).get("/xinmeiti.html").content == body
