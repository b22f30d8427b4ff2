"""A project of the samples, polled once for all tests that only look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from support.calls import Caller

SAMPLES = Path(__file__).resolve().parents[2] / "config" / "samples"

CONFIGURATION = """timezone = "Asia/Shanghai"

[site]
title = "我的聚合"
url = "http://127.0.0.1:8080/"

[fetch]
allow_private = ["127.0.0.0/8"]
host_gap = "0s"
timeout = "5s"

[serve]
listen = ""
admin = ""

[[category]]
name = "新媒体"
slug = "xinmeiti"

[[category]]
name = "科技"
slug = "keji"

[[category]]
name = "内部"
slug = "neibu"
private = true
from = ["科技"]

[[rule]]
name = "手机归到科技"
if.title = ["手机", "小程序"]
then.add = ["科技"]

[[source]]
id = "woshipm"
url = "file:samples/woshipm.xml"
title = "人人都是产品经理"
section = "最新文章"
categories = ["新媒体"]

[[source]]
id = "zaker"
url = "file:samples/zaker.xml"
title = "ZAKER"
categories = ["新媒体", "科技"]

[[source]]
id = "jingxuan"
url = "file:samples/jingxuan.xml"
title = "每日精选"
categories = ["新媒体"]

[[source]]
id = "asleep"
url = "file:samples/kaifabiji.atom"
categories = ["科技"]
paused = true
"""


def make(folder: Path, text: str = CONFIGURATION) -> Caller:
    """A project in a folder, with the samples beside its configuration."""
    shutil.copytree(SAMPLES, folder / "samples")
    (folder / "aggregator.toml").write_text(text, encoding="utf-8")
    return Caller(folder / "aggregator.toml")


@pytest.fixture
def fresh(tmp_path: Path) -> Caller:
    """A project that was never polled."""
    return make(tmp_path / "feeds")


@pytest.fixture(scope="session")
def _polled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cli = make(tmp_path_factory.mktemp("polled") / "feeds")
    assert cli("poll", "--force").code == 0
    return cli.file.parent


@pytest.fixture(scope="session")
def stored(_polled: Path) -> Caller:
    """A project that was polled once. Look, do not touch."""
    return Caller(_polled / "aggregator.toml")


@pytest.fixture
def polled(_polled: Path, tmp_path: Path) -> Caller:
    """A project that was polled once, to be changed at will."""
    shutil.copytree(_polled, tmp_path / "feeds")
    return Caller(tmp_path / "feeds" / "aggregator.toml")


@pytest.fixture
def project() -> Callable[..., Caller]:
    """Make a project in a folder from a configuration's text."""
    return make
