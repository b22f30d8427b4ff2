"""What is written becomes what the program uses."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from aggregator import HOMEPAGE, __version__
from aggregator.settings import Condition, HostRule, check, load

CATEGORY = '[[category]]\nname = "新媒体"\nslug = "xinmeiti"\n'
SOURCE = '[[source]]\nid = "a"\nurl = "https://example.org/feed"\n'


def test_an_empty_file_is_valid_and_has_every_default(settings):
    found = settings("")
    assert found.fetch.every is None
    assert found.fetch.min == timedelta(minutes=10)
    assert found.fetch.max_body == 10 * 1024 * 1024
    assert found.keep.age == timedelta(days=365)
    assert found.dedupe.title == timedelta(days=3)
    assert found.serve.listen == ("127.0.0.1", 8080)
    assert found.timezone == "Asia/Shanghai"
    assert (found.sources, found.categories, found.rules, found.hides) == ((), (), (), ())


def test_every_unset_differs_from_every_set(settings):
    assert settings('[fetch]\nevery = "60m"\n').fetch.every == timedelta(hours=1)
    assert settings(SOURCE).sources[0].every is None
    assert settings(SOURCE + 'every = "45m"\n').sources[0].every == timedelta(minutes=45)


def test_no_window_and_no_age_are_written_as_nothing(settings):
    found = settings('[dedupe]\ntitle = ""\nsimilar = "0s"\n[keep]\nage = ""\n')
    assert found.dedupe.title == found.dedupe.similar == timedelta(0)
    assert found.keep.age is None


def test_defaults_count_for_the_sources_of_their_file_alone(settings):
    found = settings(
        'include = ["more/*.toml"]\n'
        '[defaults]\ncategories = ["新媒体"]\nevery = "2h"\nheaders.A = "1"\nextra.x = "main"\n'
        + CATEGORY
        + SOURCE
        + 'headers.B = "2"\nextra.y = "own"\n'
        + SOURCE.replace('"a"', '"b"')
        + 'categories = []\nevery = "30m"\nheaders.A = "3"\n',
        more__c_toml='[defaults]\ntags = ["t"]\n' + SOURCE.replace('"a"', '"c"'),
    )
    a, b, c = found.sources
    assert (a.categories, a.every, dict(a.addresses[0].headers)) == (
        ("xinmeiti",),
        timedelta(hours=2),
        {"A": "1", "B": "2"},
    )
    assert dict(a.extra) == {"x": "main", "y": "own"}
    assert (b.categories, b.every, dict(b.addresses[0].headers)) == ((), timedelta(minutes=30), {"A": "3"})
    assert (c.categories, c.every, c.tags, dict(c.addresses[0].headers)) == ((), None, ("t",), {})


def test_a_header_of_the_source_replaces_the_default_however_it_is_spelled(settings):
    """A default that the source took back must not be sent beside, least of all a credential."""
    defaults = '[defaults]\nheaders.Authorization = "Bearer {secret:x}"\nheaders.X-Who = "all"\n'
    environ = {"AGGREGATOR_SECRET_X": "geheim-geheim"}
    [source] = settings(defaults + SOURCE + 'headers.authorization = ""\nheaders.x-who = "one"\n', environ).sources
    assert dict(source.addresses[0].headers) == {"x-who": "one"}
    assert source.published_url


def test_included_files_are_read_in_order_and_watched(settings, tmp_path):
    found = settings(
        'include = ["more/*.toml", "single.toml"]\n' + SOURCE,
        more__b_toml=SOURCE.replace('"a"', '"b"'),
        more__a_toml=SOURCE.replace('"a"', '"aa"'),
        single_toml=SOURCE.replace('"a"', '"s"'),
    )
    assert [source.id for source in found.sources] == ["a", "aa", "b", "s"]
    folder = tmp_path / "config"
    assert [file.name for file in found.files] == ["aggregator.toml", "a.toml", "b.toml", "single.toml"]
    assert set(found.watch) == {folder, folder / "more"}


def test_a_pattern_may_match_nothing_and_its_folder_is_watched_all_the_same(settings, tmp_path):
    (tmp_path / "config" / "later").mkdir(parents=True)
    assert tmp_path / "config" / "later" in settings('include = ["later/*.toml"]\n').watch


def test_categories_know_their_path_children_and_title(settings):
    found = settings(
        '[site]\ntitle = "我的聚合"\n'
        '[[category]]\nname = "编程"\nslug = "biancheng"\n'
        '[[category]]\nname = "前端"\nslug = "qianduan"\nparent = "编程"\ntitle = "{path} @ {site.title} /{slug}"\n'
        '[[category]]\nname = "全部"\nslug = "quanbu"\nfrom = ["*"]\n'
        '[[category]]\nname = "Web Design"\nfrom = ["前端", "biancheng"]\n'
    )
    top, inner, every, web = found.categories
    assert inner.path == ("编程", "前端")
    assert inner.title == "编程 > 前端 @ 我的聚合 /qianduan"
    assert (inner.parent, top.children) == ("biancheng", ("qianduan",))
    assert top.title == "编程 · 我的聚合"
    assert every.gathers == ("*",)
    assert (web.slug, web.gathers) == ("web-design", ("qianduan", "biancheng"))


def test_full_width_names_find_the_same_category(settings):
    found = settings('[[category]]\nname = "AI"\n' + SOURCE + 'categories = ["ＡＩ", "ai"]\n')
    assert found.sources[0].categories == ("ai",)


def test_conditions_keep_words_and_resolve_names(settings):
    found = settings(
        CATEGORY
        + SOURCE
        + "was = ['old']\n"
        + "[[rule]]\nname = 'r'\nif.title = ['大模型', '/\\bLLMs?\\b/']\n"
        + "if.category = '新媒体'\nif.not.source = 'old'\n"
        + "if.any = [{ tag = 'AI' }, { all = [{ author = '王' }] }]\n"
        + "then.add = ['新媒体', 'tag:AI']\nthen.mark = 'hot'\n"
    )
    (rule,) = found.rules
    assert rule.when == Condition(
        words=(("title", ("大模型", "/\\bLLMs?\\b/")), ("category", ("xinmeiti",))),
        any=(
            Condition(words=(("tag", ("AI",)),)),
            Condition(all=(Condition(words=(("author", ("王",)),)),)),
        ),
        none=(Condition(words=(("source", ("a",)),)),),
    )
    assert (rule.add, rule.add_tags, rule.mark) == (("xinmeiti",), ("AI",), ("hot",))


def test_dates_and_lengths_become_spans_in_the_files_zone(settings):
    found = settings(SOURCE + 'only.date = ["2026-01", ">=2026-06-01"]\nonly.length = ">200 <=5000"\n')
    dates, lengths = found.sources[0].only.all
    assert dates == Condition(
        any=(
            Condition(all=(
                Condition(words=(("date", (">=2025-12-31T16:00:00Z",)),)),
                Condition(words=(("date", ("<2026-01-31T16:00:00Z",)),)),
            )),
            Condition(all=(Condition(words=(("date", (">=2026-05-31T16:00:00Z",)),)),)),
        )
    )  # fmt: skip
    assert lengths.any[0].all == (
        Condition(words=(("length", (">=201",)),)),
        Condition(words=(("length", ("<5001",)),)),
    )


def test_rsshub_routes_are_asked_at_each_instance_with_one_key(settings):
    found = settings(
        '[rsshub]\ninstances = ["http://127.0.0.1:1200/", "https://hub.example.org"]\nkey = "{secret:hub}"\n'
        + SOURCE.replace("https://example.org/feed", "rsshub://woshipm/latest?limit=5"),
        {"AGGREGATOR_SECRET_HUB": "k3y-value"},
    )
    source = found.sources[0]
    code = hashlib.md5(b"/woshipm/latestk3y-value").hexdigest()
    assert [address.url for address in source.addresses] == [
        f"http://127.0.0.1:1200/woshipm/latest?limit=5&code={code}",
        "https://hub.example.org/woshipm/latest?limit=5",
    ]
    assert all(address.trusted for address in source.addresses)
    assert all("code" not in address.key and "k3y" not in address.key for address in source.addresses)
    assert source.published_url == "https://rsshub.app/woshipm/latest?limit=5"
    assert "k3y-value" in found.secrets
    assert found.fetch.hosts[-2:] == (
        HostRule("127.0.0.1", per_host=4, gap=timedelta(0), retry_after="source"),
        HostRule("hub.example.org", per_host=4, gap=timedelta(0), retry_after="source"),
    )


def test_mirrors_follow_and_keys_are_unique(settings):
    found = settings(
        SOURCE
        + 'mirrors = ["https://m.example.org/feed?token={secret:a}", "https://m.example.org/feed?token={secret:b}"]\n',
        {"AGGREGATOR_SECRET_A": "aaaa", "AGGREGATOR_SECRET_B": "bbbb"},
    )
    urls = [address.url for address in found.sources[0].addresses]
    keys = [address.key for address in found.sources[0].addresses]
    assert urls[1:] == ["https://m.example.org/feed?token=aaaa", "https://m.example.org/feed?token=bbbb"]
    assert len(set(keys)) == 3
    assert not any("aaaa" in key or "bbbb" in key for key in keys)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('url = "https://example.org/feed"', "https://example.org/feed"),
        ('url = "https://example.org/中文.xml"', "https://example.org/%E4%B8%AD%E6%96%87.xml"),
        ('url = "https://user:pass@example.org/feed"', ""),
        ('url = "https://example.org/feed?token=abc"', ""),
        ('url = "https://example.org/feed?x={secret:s}"', ""),
        ('url = "https://example.org/{secret:s}/feed"', ""),
        ('url = "http://127.0.0.1:1200/feed"', ""),
        ('url = "http://127.1/feed"', ""),
        ('url = "http://0x7f000001/feed"', ""),
        ('url = "http://2130706433/feed"', ""),
        ('url = "http://[::1]/feed"', ""),
        ('url = "http://[::ffff:8.8.8.8]/feed"', ""),
        ('url = "http://192.168.1.9/feed"', ""),
        ('url = "http://100.64.0.1/feed"', ""),
        ('url = "http://nas/feed"', ""),
        ('url = "http://nas.local/feed"', ""),
        ('url = "http://rss.lan./feed"', ""),
        ('url = "http://localhost:8000/feed"', ""),
        ('url = "https://example.org/feed"\nlisted = false', ""),
        ('url = "http://8.8.8.8/feed"', "http://8.8.8.8/feed"),
    ],
)
def test_only_what_is_public_is_published(settings, line, shown):
    found = settings(f'[[source]]\nid = "a"\n{line}\n', {"AGGREGATOR_SECRET_S": "planted"})
    assert found.sources[0].published_url == shown


def test_a_login_in_an_address_is_taken_out_of_it_and_masked(settings):
    found = settings(SOURCE.replace("https://", "https://me:p%40ss@"))
    address = found.sources[0].addresses[0]
    assert (address.url, address.login) == ("https://example.org/feed", "me:p@ss")
    assert "p@ss" in found.secrets
    assert "p@ss" not in address.key


def test_the_user_agent_names_whom_to_write_to(settings):
    assert settings("").fetch.user_agent == f"aggregator/{__version__} (+{HOMEPAGE})"
    public = settings('[site]\nurl = "https://feeds.example.org/all"\n')
    assert public.site.url == "https://feeds.example.org/all/"
    assert public.fetch.user_agent == f"aggregator/{__version__} (+https://feeds.example.org/all/)"


def test_a_file_source_lies_below_the_configuration(settings, tmp_path):
    found = settings(
        'include = ["more/*.toml"]\n', more__x_toml=SOURCE.replace("https://example.org/feed", "file:samples/中.xml")
    )
    source = found.sources[0]
    assert source.file == tmp_path / "config" / "samples" / "中.xml"
    assert source.addresses[0].url == source.file.as_uri()
    assert source.addresses[0].key == "file:samples/中.xml"
    assert source.published_url == ""


def test_a_link_that_leads_out_of_the_folder_is_refused(checked, tmp_path):
    (tmp_path / "secret.xml").write_text("x")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "link.xml").symlink_to(tmp_path / "secret.xml")
    found, problems = checked(SOURCE.replace("https://example.org/feed", "file:link.xml"))
    assert found is None
    assert problems[0].code == "outside"


def test_listening_addresses_are_read(settings):
    found = settings('[serve]\nlisten = "[::1]:80"\nadmin = ""\n')
    assert (found.serve.listen, found.serve.admin) == (("::1", 80), None)
    assert settings('[serve]\nlisten = ":0"\n').serve.listen == ("0.0.0.0", 0)


def test_hexo_folders_and_hides(settings, tmp_path):
    found = settings(
        CATEGORY
        + '[[publish.hexo]]\ncategory = "新媒体"\ndirectory = "../blog/posts"\n[[hide]]\nlink = "https://example.org/x"\n'
    )
    assert found.publish.hexo[0].directory == tmp_path / "blog" / "posts"
    assert found.publish.hexo[0].category == "xinmeiti"
    assert found.hides[0].link == "https://example.org/x"


def test_the_fingerprint_follows_what_decides_placement_and_nothing_else(settings):
    rule = '[[rule]]\nname = "r"\nif.title = "x"\nthen.drop = true\n'
    base = settings(CATEGORY + SOURCE + rule).fingerprint
    same = [
        "timezone = 'Asia/Tokyo'\n" + CATEGORY + SOURCE + rule,
        CATEGORY + "entries = 7\n" + SOURCE + 'every = "3h"\n' + rule,
        SOURCE + CATEGORY + rule + '[log]\nlevel = "debug"\n',
        CATEGORY + SOURCE.replace("example.org", "example.com") + rule,
    ]
    assert all(settings(text).fingerprint == base for text in same)
    other = [
        CATEGORY + SOURCE + 'categories = ["新媒体"]\n' + rule,
        CATEGORY + SOURCE + 'tags = ["t"]\n' + rule,
        CATEGORY + SOURCE + 'only.tag = "t"\n' + rule,
        CATEGORY + 'if.title = "y"\n' + SOURCE + rule,
        CATEGORY + 'from = ["*"]\n' + SOURCE + rule,
        CATEGORY + SOURCE + rule.replace('"x"', '"y"'),
        CATEGORY + SOURCE,
        CATEGORY + SOURCE + rule + '[[hide]]\nid = "x"\n',
    ]
    found = {settings(text).fingerprint for text in other}
    assert len(found) == len(other)
    assert base not in found


def test_paths_are_taken_from_the_file_then_systemd_then_the_place_of_the_file(settings, write, tmp_path):
    assert settings("").state == tmp_path / "data"
    assert settings("").output == tmp_path / "data" / "public"
    assert settings("", {"STATE_DIRECTORY": "/var/lib/x:/var/lib/y"}).state == Path("/var/lib/x")
    found = settings('[paths]\nstate = "../s"\noutput = "/srv/www"\n', {"STATE_DIRECTORY": "/var/lib/x"})
    assert (found.state, found.output) == (tmp_path / "s", Path("/srv/www"))


def test_an_address_that_only_we_may_read_is_not_shown(settings):
    environ = {"AGGREGATOR_SECRET_X": "me:planted"}
    assert settings(SOURCE + 'login = "{secret:x}"\n', environ).sources[0].published_url == ""
    assert settings(SOURCE + 'headers.authorization = "Bearer {secret:x}"\n', environ).sources[0].published_url == ""
    assert settings(SOURCE + 'headers.Accept-Language = "zh"\n').sources[0].published_url == "https://example.org/feed"


def test_an_empty_query_is_no_secret(checked):
    found, problems = checked(SOURCE.replace("/feed", "/feed?") + "categories = []\n")
    assert [problem.code for problem in problems] == ["no-category"]
    assert found.sources[0].published_url.startswith("https://example.org/feed")


def test_an_edit_is_tried_before_it_is_written(write):
    file = write('include = ["more/*.toml"]\n' + SOURCE)
    unsaved = {
        file: 'include = ["more/*.toml"]\n' + SOURCE.replace('"a"', '"edited"'),
        file.parent / "more" / "new.toml": SOURCE.replace('"a"', '"new"'),
        file.parent / "elsewhere.toml": SOURCE.replace('"a"', '"unread"'),
    }
    found, problems = check(file, {}, unsaved=unsaved)
    assert found is not None, problems
    assert [source.id for source in found.sources] == ["edited", "new"]
    assert [source.id for source in load(file, {}).sources] == ["a"]
