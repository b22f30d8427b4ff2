"""Every mistake a person can make is named with its line and column, and with what to write instead."""

from __future__ import annotations

import pytest
from aggregator.errors import ConfigurationError
from aggregator.settings import load

CATEGORY = '[[category]]\nname = "新媒体"\nslug = "xinmeiti"\n'
SOURCE = '[[source]]\nid = "a"\nurl = "https://example.org/feed"\n'

# text, line, column, key, words of the message, words of the hint
MISTAKES = [
    # the file itself
    ('title = "未闭合\n', 1, 13, "", "not valid TOML", "quote"),
    ("[site\n", 1, 6, "", "not valid TOML", "bracket"),
    ("[site]\ntitle = 我的\n", 2, 9, "", "not valid TOML", "quotes"),
    ('[site]\ntitle = "一"\ntitle = "二"\n', 3, 1, "", "duplicate key", "once"),
    ("[site]\n[site]\n", 2, 2, "", "duplicate key", "once"),
    ('[site]\ntitle = "中文" b\n', 2, 14, "", "not valid TOML", "one key"),
    ("新媒体 = 1\n", 1, 1, "", "not valid TOML", "quotes"),
    ("x = [1, 2\ny = 3\n", 2, 1, "", "not valid TOML", "comma"),
    ('a = "\\q"\n', 1, 7, "", "not valid TOML", "backslash"),
    # keys
    ("[fetc]\nevery = 3\n", 1, 2, "fetc", "unknown key", "did you mean `fetch`?"),
    ("[fetch]\nevrey = 3\n", 2, 1, "fetch.evrey", "unknown key", "did you mean `every`?"),
    ('timezon = "UTC"\n', 1, 1, "timezon", "unknown key", "did you mean `timezone`?"),
    ("concurrency = 3\n", 1, 1, "concurrency", "unknown key", "belongs in [fetch]"),
    (CATEGORY + "entires = 5\n", 4, 1, "category.entires", "unknown key", "did you mean `entries`?"),
    (CATEGORY + 'if.titel = "x"\n', 4, 4, "category.if.titel", "unknown key", "did you mean `title`?"),
    ('[defaults]\nid = "x"\n', 2, 1, "defaults.id", "unknown key", "each [[source]]"),
    ('[[sources]]\nid = "x"\n', 1, 3, "sources", "unknown key", "did you mean `source`?"),
    # expressions
    (
        CATEGORY + "if.title = '/llm/i'\n",
        4,
        12,
        "category.if.title",
        "nothing may follow the last slash",
        "'/(?i)llm/'",
    ),
    (CATEGORY + "if.title = '/(a)\\1/'\n", 4, 12, "category.if.title", "escape sequence", "no back-references"),
    (CATEGORY + "if.title = '/\\u4e2d/'\n", 4, 12, "category.if.title", "escape sequence", "x{4E2D}"),
    # types
    ("[fetch]\nevery = 30\n", 2, 9, "fetch.every", "must be a duration", '"30d"'),
    ('[fetch]\nevery = "30"\n', 2, 9, "fetch.every", "not a duration", '"30m"'),
    ('[fetch]\nevery = "half an hour"\n', 2, 9, "fetch.every", "not a duration", "15m"),
    ("[fetch]\nmax_body = 10\n", 2, 12, "fetch.max_body", "must be a size", "10MiB"),
    ('[fetch]\nper_host = "2"\n', 2, 12, "fetch.per_host", "must be a whole number", "write 2 without quotes"),
    ('[fetch]\nadaptive = "yes"\n', 2, 12, "fetch.adaptive", "must be true or false", "write true"),
    ("[fetch]\nper_host = 0\n", 2, 12, "fetch.per_host", "must be at least 1", ""),
    ("[site]\ntitle = 5\n", 2, 9, "site.title", "must be text", 'write "5"'),
    ('[site]\ntitle = ""\n', 2, 9, "site.title", "must not be empty", ""),
    (SOURCE + 'categories = "新媒体"\n', 4, 14, "source.categories", "must be a list", '["新媒体"]'),
    ('[source]\nid = "a"\n', 1, 2, "source", "must be a list of tables", "[[source]]"),
    ('[[site]]\ntitle = "x"\n', 1, 3, "site", "must be a table", "write [site]"),
    ('[log]\nlevel = "inof"\n', 2, 9, "log.level", "none of debug, info", 'did you mean "info"?'),
    (CATEGORY + 'formats = ["atom", "jsn"]\n', 4, 20, "category.formats", "none of atom", 'did you mean "json"?'),
    (CATEGORY + 'content = "all"\n', 4, 11, "category.content", "none of full, excerpt, title", ""),
    # names
    ('timezone = "Asia/Shangai"\n', 1, 12, "timezone", "unknown time zone", "Asia/Shanghai"),
    ('[[category]]\nname = "新媒体"\n', 1, 1, "category.slug", "not ASCII", 'add: slug = "xinmeiti"'),
    ('[[category]]\nname = "A"\nslug = "../x"\n', 3, 8, "category.slug", "may hold a-z", 'slug = "x"'),
    ('[[category]]\nname = "A"\nslug = "a／b"\n', 3, 8, "category.slug", "may hold a-z", 'slug = "a-b"'),
    ('[[category]]\nname = "A"\nslug = "feeds"\n', 3, 8, "category.slug", "is reserved", ""),
    ('[[category]]\nname = "Search"\n', 1, 1, "category.slug", "is reserved", "add: slug"),
    (CATEGORY + CATEGORY.replace("新媒体", "别的"), 6, 8, "category.slug", "taken", ":3"),
    (CATEGORY + CATEGORY.replace("xinmeiti", "other"), 5, 8, "category.name", "a second category", ""),
    (CATEGORY + 'was = ["xinmeiti"]\n', 4, 8, "category.was", "taken", ":3"),
    (SOURCE + SOURCE.replace('"a"', '"A"'), 5, 6, "source.id", "taken", ":2"),
    (SOURCE + SOURCE.replace('"a"', '"b"\nwas = ["a"]'), 6, 8, "source.was", "taken", ":2"),
    (SOURCE.replace('"a"', '"../etc"'), 2, 6, "source.id", "may hold letters", '"etc"'),
    (
        '[[source]]\nurl = "https://www.ruanyifeng.com/blog/atom.xml"\n',
        1,
        1,
        "source.id",
        "missing",
        'id = "ruanyifeng"',
    ),
    (CATEGORY + SOURCE + 'categories = ["新媒休"]\n', 7, 15, "source.categories", "unknown category", '"新媒体"?'),
    (CATEGORY + 'from = ["编程"]\n', 4, 9, "category.from", "unknown category", '"新媒体"'),
    (CATEGORY + 'from = ["新媒体"]\n', 4, 9, "category.from", "cannot gather itself", ""),
    (
        CATEGORY
        + 'from = ["b"]\n[[category]]\nname = "b"\nfrom = ["c"]\n[[category]]\nname = "c"\nfrom = ["新媒体"]\n',
        4,
        8,
        "category.from",
        "gathers itself: 新媒体 > b > c > 新媒体",
        "",
    ),
    (
        CATEGORY + 'from = ["b"]\nparent = "b"\n[[category]]\nname = "b"\n',
        4,
        8,
        "category.from",
        "gathers itself: 新媒体 > b > 新媒体",
        "",
    ),
    (CATEGORY + 'parent = "新媒体"\n', 4, 10, "category.parent", "contains itself", ""),
    (CATEGORY + 'title = "{nmae}"\n', 4, 9, "category.title", "unknown placeholder {nmae}", '"name"'),
    ('[dedupe]\nprefer = ["x"]\n', 2, 11, "dedupe.prefer", "unknown source", ""),
    # addresses
    (
        SOURCE.replace("https://example.org/feed", "example.org/feed"),
        3,
        7,
        "source.url",
        "must begin",
        "https://example.org",
    ),
    (SOURCE.replace("https://example.org/feed", "ftp://example.org/"), 3, 7, "source.url", "must begin", ""),
    (SOURCE.replace("https://example.org/feed", "file:../../etc/passwd"), 3, 7, "source.url", "below", ""),
    (SOURCE.replace("https://example.org/feed", "rsshub://"), 3, 7, "source.url", "names no route", ""),
    (SOURCE + 'mirrors = ["https://example.org/2", "x"]\n', 4, 37, "source.mirrors", "must begin", ""),
    (SOURCE + 'proxy = "127.0.0.1:1080"\n', 4, 9, "source.proxy", "not the address of a proxy", "socks5://"),
    (SOURCE + 'user_agent = "Mozilla/5.0"\n', 4, 14, "source.user_agent", "no address where", "{contact}"),
    ('[fetch]\nuser_agent = "me"\n', 2, 14, "fetch.user_agent", "no address where", "{contact}"),
    (SOURCE + 'headers.Host = "x"\n', 4, 9, "source.headers.Host", "set by us", ""),
    (SOURCE + 'headers."a b" = "x"\n', 4, 9, "source.headers.a b", "not a header name", ""),
    (SOURCE + 'login = "{secret:nobody}"\n', 4, 9, "source.login", "was not found", "AGGREGATOR_SECRET_NOBODY"),
    (SOURCE + 'title = "{secret:x}"\n', 4, 9, "source.title", "may not stand here", "published"),
    ('[site]\nurl = "ftp://x/"\n', 2, 7, "site.url", "must begin", ""),
    ('[site]\nurl = "https://example.org/?a"\n', 2, 7, "site.url", "no ? and no #", ""),
    ('[serve]\nlisten = "8080"\n', 2, 10, "serve.listen", "not an address", "127.0.0.1:8080"),
    ('[serve]\nadmin = "127.0.0.1:8080"\n', 2, 9, "serve.admin", "public server", "another port"),
    ('[images]\ntemplate = "https://i.example.org/"\n', 2, 12, "images.template", "neither {url}", ""),
    ('[fetch]\nallow_private = ["192.168.1.0/99"]\n', 2, 18, "fetch.allow_private", "CIDR", ""),
    ('[paths]\noutput = ".."\n', 2, 10, "paths.output", "publish the", ""),
    ('[site]\nstatic = "nowhere"\n', 2, 10, "site.static", "no folder", ""),
    ('include = ["more.toml"]\n', 1, 12, "include", "no file", ""),
    # rules
    ('[[rule]]\nname = "r"\nif.title = "x"\nthen.add = ["x"]\n', 4, 13, "rule.then.add", "unknown category", ""),
    ('[[rule]]\nname = "r"\nif.title = "x"\nthen = {}\n', 4, 8, "rule.then", "does nothing", "drop"),
    ('[[rule]]\nname = "r"\nif = {}\nthen.drop = true\n', 3, 6, "rule.if", "empty condition", ""),
    ('[[rule]]\nname = "r"\nthen.drop = true\n', 1, 1, "rule.if", "missing", ""),
    (
        "[[rule]]\nname = 'r'\nif.title = ['好', '/(未/']\nthen.drop = true\n",
        3,
        18,
        "rule.if.title",
        "RE2 cannot read",
        "syntax",
    ),
    (
        '[[rule]]\nname = "r"\nif.not.source = "x"\nthen.drop = true\n',
        3,
        17,
        "rule.if.not.source",
        "unknown source",
        "",
    ),
    ('[[rule]]\nname = "r"\nif.date = ">2026-13"\nthen.drop = true\n', 3, 11, "rule.if.date", "not a date", "2026-01"),
    ('[[rule]]\nname = "r"\nif.date = ">0001"\nthen.drop = true\n', 3, 11, "rule.if.date", "not a date", "2026-01"),
    ('[[rule]]\nname = "r"\nif.length = "long"\nthen.drop = true\n', 3, 13, "rule.if.length", "not a", ">=200"),
    (SOURCE + 'only.any = [{ titel = "x" }]\n', 4, 15, "source.only.any.titel", "unknown key", "title"),
    (SOURCE + "burst = 0\n", 4, 9, "source.burst", "at least 1, or -1", ""),
    (SOURCE + 'dates = ["yyyy"]\n', 4, 10, "source.dates", "holds no %", "strptime"),
    (SOURCE + 'dates = ["%d.%m.%Y %d"]\n', 4, 10, "source.dates", "the same part twice", "strptime"),
    ('[[hide]]\nreason = "x"\n', 1, 1, "hide", "either `link` or `id`", ""),
]


@pytest.mark.parametrize(("text", "line", "column", "key", "message", "hint"), MISTAKES)
def test_a_mistake_is_named_where_it_stands(checked, text, line, column, key, message, hint):
    found, problems = checked(text)
    assert found is None
    errors = [problem for problem in problems if problem.severity == "error"]
    assert len(errors) == 1, "\n".join(map(str, errors))
    assert (errors[0].line, errors[0].column, errors[0].key) == (line, column, key), str(errors[0])
    assert message in errors[0].message
    assert hint in errors[0].hint
    assert errors[0].code


def test_all_mistakes_come_at_once_sorted_by_line(checked):
    text = (
        'timezone = "Mars"\n'
        "[fetch]\nevery = 5\ntimeout = 5\n"
        '[[source]]\nid = "a"\nurl = "x"\nevery = 5\ncategories = ["没有"]\n'
        '[[source]]\nurl = "https://example.org/"\n'
        '[[rule]]\nname = "r"\nif.title = "x"\nthen.add = "没有"\nthen.dorp = true\n'
    )
    _, problems = checked(text)
    lines = [problem.line for problem in problems]
    assert lines == sorted(lines)
    keys = {problem.key for problem in problems}
    assert keys == {
        "timezone", "fetch.every", "fetch.timeout", "source.url", "source.every", "source.categories", "source.id",
        "rule.then.add", "rule.then.dorp",
    }  # fmt: skip


def test_a_broken_table_is_not_blamed_for_what_depends_on_it(checked):
    text = '[[category]]\nname = "科技"\nslug = "keji"\nentries = "x"\n' + SOURCE + 'categories = ["科技"]\n'
    _, problems = checked(text)
    assert [problem.key for problem in problems] == ["category.entries"]
    text = '[[category]]\nname = "科技"\nslug = 5\n' + SOURCE + 'categories = ["科技"]\n'
    _, problems = checked(text)
    assert [problem.key for problem in problems if problem.key.startswith("source")] == []


def test_load_raises_with_every_error_and_no_warning(write):
    file = write('[fetch]\nmin = "1m"\ntimeout = 5\nevery = 5\n')
    with pytest.raises(ConfigurationError) as raised:
        load(file, {})
    assert {problem.key for problem in raised.value.problems} == {"fetch.timeout", "fetch.every"}
    assert raised.value.exit_code == 78


def test_an_included_file_is_named_with_its_own_lines(checked, tmp_path):
    main = 'include = ["more/*.toml"]\n' + CATEGORY
    _, problems = checked(main, more__x_toml=SOURCE + 'every = 1\ncategories = ["没"]\n')
    folder = tmp_path / "config" / "more"
    assert [(p.file, p.line, p.column) for p in problems if p.severity == "error"] == [
        (str(folder / "x.toml"), 4, 9),
        (str(folder / "x.toml"), 5, 15),
    ]


def test_an_included_file_may_hold_only_sources_and_hides(checked):
    _, problems = checked(
        'include = ["more/*.toml"]\n',
        more__a_toml='[paths]\nstate = "/tmp"\n[[category]]\nname = "x"\n[[rule]]\nname = "r"\n',
    )
    assert [(p.key, p.line, p.code) for p in problems] == [
        ("paths", 1, "not-here"), ("category", 3, "not-here"), ("rule", 5, "not-here"),
    ]  # fmt: skip


def test_a_broken_included_file_is_a_problem_and_refuses_the_whole(checked):
    found, problems = checked('include = ["more/*.toml"]\n', more__a_toml="[[source]\n")
    assert found is None
    assert problems[0].code == "syntax"
    assert problems[0].line == 1


def test_a_file_that_is_not_utf8_says_in_which_line(write):
    file = write("")
    file.write_bytes(b'timezone = "UTC"\n[site]\ntitle = "' + "我的".encode("gbk") + b'"\n')
    with pytest.raises(ConfigurationError, match="UTF-8") as raised:
        load(file, {})
    assert raised.value.problems[0].line == 3


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(ConfigurationError, match="No such file"):
        load(tmp_path / "none.toml", {})


def test_bom_and_windows_line_ends_are_read(write):
    file = write("")
    file.write_bytes(b'\xef\xbb\xbftimezone = "UTC"\r\n[site]\r\ntitle = "x"\r\n')
    assert load(file, {}).timezone == "UTC"


def test_columns_count_characters_not_bytes(checked):
    _, problems = checked('[[rule]]\nname = "规则"\nif.title = ["大模型", "/(/"]\nthen.drop = true\n')
    assert (problems[0].line, problems[0].column) == (3, 20)


@pytest.mark.parametrize(
    "text",
    [
        'include = ["**x/*.toml"]\n',
        'include = ["\\u0000"]\n',
        'include = [""]\n',
        '[site]\nstatic = "\\u0000"\n',
        '[site]\nstatic = "~nobody-of-that-name/x"\n',
        '[secrets]\ndirectory = "~nobody-of-that-name"\n',
        SOURCE.replace("https://example.org/feed", "file:%00"),
        SOURCE.replace("https://example.org/feed", "http://[::1"),
        SOURCE.replace("https://example.org/feed", "https://example.org:99999/"),
        SOURCE.replace("https://example.org/feed", "https://example.org/a b"),
        SOURCE + 'proxy = "socks5://h:99999"\n',
        '[site]\nurl = "https://[x/"\n',
        '[rsshub]\ninstances = ["https://[x"]\n',
        "[rsshub]\ninstances = []\n",
    ],
)
def test_unreadable_addresses_and_paths_are_problems_not_crashes(checked, text):
    found, problems = checked(text)
    assert found is None
    assert all(problem.line for problem in problems)


def test_a_mistake_of_syntax_is_where_a_person_sees_it(checked):
    """toml-rs counts bytes where the mistake begins with a Chinese word: that would be beyond the end of the line."""
    _, (problem,) = checked('[[source]]\nid = "a"\nsection = "新闻与评测"新reviews\n')
    assert (problem.line, problem.column, problem.code) == (3, 18, "syntax")
