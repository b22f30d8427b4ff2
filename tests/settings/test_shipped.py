"""What is shipped is valid, complete and fresh: the configuration, its schema, its samples, its reference page."""

from __future__ import annotations

import io
import json
import re
import shutil
import tomllib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import jsonschema
import pytest
from aggregator.errors import UsageError
from aggregator.merge.rules import expression_problem
from aggregator.settings import check, json_schema, load
from aggregator.settings.describe import keys, schema_text
from aggregator.settings.documents import Document, read
from aggregator.settings.starter import append_source, shipped, starter, write_starter
from aggregator.urls import canonical

SAMPLES = (
    "jingxuan.xml",
    "kaifabiji.atom",
    "kejiguancha.xml",
    "shanju.json",
    "shuma.rdf",
    "wanfeng.xml",
    "woshipm.xml",
    "zaker.xml",
)


def test_the_shipped_configuration_is_valid_without_a_warning(root):
    found, problems = check(root / "config" / "aggregator.toml", {}, expressions=expression_problem)
    assert problems == ()
    assert [category.name for category in found.categories] == ["新媒体", "编程", "科技", "博客"]
    for category in found.categories:
        sources = [source for source in found.sources if category.slug in source.categories]
        assert any(source.file for source in sources), f"{category.name} is empty offline"
        assert any(not source.file for source in sources), f"{category.name} reads no public source"


def test_every_commented_example_in_it_is_valid_too(root, tmp_path):
    shutil.copytree(root / "config", tmp_path / "config")
    file = tmp_path / "config" / "aggregator.toml"
    text = re.sub(r"(?m)^# (?=\[\[|[a-z_]+(?:\.[A-Za-z]+)* = )", "", file.read_text(encoding="utf-8"))
    text = text.replace('"../blog/source/_posts/feeds"', '"posts"')
    file.write_text(text, encoding="utf-8")
    found, problems = check(file, {"AGGREGATOR_SECRET_NAME": "x"}, expressions=expression_problem)
    assert found is not None, "\n".join(map(str, problems))
    assert len(found.rules) == 3
    assert len(found.categories) == 6


def test_the_shipped_configuration_shows_every_key(root):
    text = (root / "config" / "aggregator.toml").read_text(encoding="utf-8")
    for key in keys():
        words = key.name.split(".")
        if words[0] in {"condition", "defaults"} or words[-1] in {"id", "was"}:
            continue
        assert re.search(rf"(?m)^(?:# )?(?:[a-z]+\.)*{words[-1]}\b", text), key.name


def test_deleting_the_samples_file_takes_the_samples_away(root, tmp_path):
    shutil.copytree(root / "config", tmp_path / "config")
    (tmp_path / "config" / "sources.d" / "samples.toml").unlink()
    found = load(tmp_path / "config" / "aggregator.toml", {})
    assert not any(source.file for source in found.sources)


def test_the_shipped_schema_is_fresh(root):
    assert (root / "config" / "aggregator.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_a_schema_and_accepts_what_is_shipped(root):
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for name in ("aggregator.toml", "sources.d/samples.toml"):
        document = tomllib.loads((root / "config" / name).read_text(encoding="utf-8"))
        jsonschema.validate(document, schema)


@pytest.mark.parametrize(
    "text",
    [
        "[fetch]\nevery = 5\n",
        '[fetch]\nmax_body = "x"\n',
        "[fetc]\nx = 1\n",
        '[log]\nlevel = "x"\n',
        "[[source]]\nid = 'a'\n",
    ],
)
def test_the_schema_refuses_what_we_refuse(text):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), json_schema())


def test_the_reference_page_has_every_key_with_its_default_and_no_other(root):
    page = (root / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"(?m)^\| `([^`]+)` \| (—|`[^|]*`) \|", page))
    known = {key.name: f"`{key.default}`" if key.default else "—" for key in keys()}
    inherited = {f"source.{name.partition('.')[2]}" for name in known if name.startswith("defaults.")}
    assert rows == {name: default for name, default in known.items() if name not in inherited}


def test_every_code_of_a_problem_is_documented(root):
    page = (root / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    codes = set()
    for file in (root / "aggregator" / "settings").glob("*.py"):
        codes |= set(re.findall(r'code="([a-z0-9-]+)"', file.read_text(encoding="utf-8")))
    missing = {code for code in codes if f"`{code}`" not in page}
    assert not missing


def test_there_is_a_sample_of_every_kind(root):
    folder = root / "config" / "samples"
    assert sorted(file.name for file in folder.iterdir()) == sorted(SAMPLES)
    formats = set()
    for file in folder.iterdir():
        if file.suffix == ".json":
            document = json.loads(file.read_text(encoding="utf-8"))
            assert document["version"] == "https://jsonfeed.org/version/1.1"
            assert len(document["items"]) >= 6
            continue
        feed = feedparser.parse(io.BytesIO(file.read_bytes()))
        assert not feed.bozo, file.name
        assert 6 <= len(feed.entries) <= 12, file.name
        assert all(entry.title and entry.link for entry in feed.entries)
        formats.add((feed.version, feed.encoding.lower()))
    assert formats == {("rss20", "utf-8"), ("rss20", "gbk"), ("rss10", "utf-8"), ("atom10", "utf-8")}


def test_the_gbk_sample_is_really_gbk(root):
    body = (root / "config" / "samples" / "kejiguancha.xml").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "科技观察" in body.decode("gbk")


def test_samples_name_no_place_of_anybody(root):
    allowed = {"image.woshipm.com", "www.w3.org", "purl.org", "www.itunes.com", "jsonfeed.org"}
    for file in (root / "config" / "samples").iterdir():
        text = file.read_bytes().decode("gbk" if file.name == "kejiguancha.xml" else "utf-8")
        hosts = set(re.findall(r"https?://([^/\s\"'<>)]+)", text))
        assert all(host.endswith(".example.org") or host in allowed for host in hosts), (file.name, hosts)
        assert "data:" not in text


def test_one_sample_carries_articles_of_the_others_under_other_addresses(root):
    def links(name: str) -> set[str]:
        feed = feedparser.parse(io.BytesIO((root / "config" / "samples" / name).read_bytes()))
        return {entry.link for entry in feed.entries}

    carried = links("jingxuan.xml")
    others = links("woshipm.xml") | links("kaifabiji.atom") | links("zaker.xml")
    assert not carried & others
    assert len({canonical(link) for link in carried} & {canonical(link) for link in others}) == 4


def test_samples_are_of_this_autumn(root):
    files = list((root / "config" / "samples").glob("*.[xra]*"))
    assert len(files) >= 5
    for file in files:
        entries = feedparser.parse(io.BytesIO(file.read_bytes())).entries
        assert entries
        for entry in entries:
            written = entry.get("published") or entry.updated
            at = parsedate_to_datetime(written) if "," in written else datetime.fromisoformat(written)
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            assert datetime(2026, 10, 1, tzinfo=UTC) <= at < datetime(2026, 12, 1, tzinfo=UTC), (file.name, entry.title)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_init_writes_a_configuration_that_is_valid(tmp_path, language):
    written = write_starter(tmp_path / "config", language)
    found, problems = check(tmp_path / "config" / "aggregator.toml", {}, expressions=expression_problem)
    errors = [problem for problem in problems if problem.severity == "error"]
    assert errors == []
    assert [problem for problem in problems if problem.code != "no-source"] == []
    assert any(source.file for source in found.sources)
    assert all(file.is_file() for file in written)
    assert len(written) == 3 + len(SAMPLES)


def test_the_chinese_first_configuration_is_commented_in_chinese():
    assert "分类" in starter("zh_CN.UTF-8")
    assert "category" in starter("en")
    assert starter("zh") != starter("en")


def test_init_replaces_nothing(tmp_path):
    write_starter(tmp_path, "en")
    (tmp_path / "samples" / "woshipm.xml").write_text("mine")
    with pytest.raises(UsageError):
        write_starter(tmp_path, "en")
    (tmp_path / "aggregator.toml").unlink()
    write_starter(tmp_path, "zh")
    assert (tmp_path / "samples" / "woshipm.xml").read_text() == "mine"


def test_what_is_shipped_lies_in_a_folder(root):
    assert shipped() == root / "config"
    assert (shipped() / "samples" / "woshipm.xml").is_file()


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "# 注释，没有换行", "[log]\nlevel = 'info'"])
def test_a_source_is_appended_and_nothing_before_it_changes(write, end):
    before = '# 我的\n[[category]]\nname = "博客"\nslug = "boke"\n' + end
    fields = {
        "url": 'https://example.org/"a"\\b',
        "id": "new",
        "title": "新的\n源",
        "categories": ["博客"],
        "every": "",
    }
    after = append_source(before, fields)
    assert after.startswith(before)
    file = write(after)
    document = read(file, "x")
    assert isinstance(document, Document)
    assert document.values["source"] == [
        {"id": "new", "url": 'https://example.org/"a"\\b', "title": "新的\n源", "categories": ["博客"]}
    ]


def test_line_ends_of_windows_are_kept_when_appending():
    after = append_source("a = 1\r\n", {"id": "x", "url": "https://example.org/"})
    assert "\n" not in after.replace("\r\n", "")


def test_the_example_in_the_wheel_is_the_one_in_the_checkout(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    forced = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert forced == {"config": str(Path("aggregator/settings/shipped"))}
