"""What is allowed but surprising is said, and stops nothing."""

from __future__ import annotations

import pytest
from aggregator.content import valid_selector
from aggregator.settings import check

CATEGORY = '[[category]]\nname = "科技"\nslug = "keji"\n'
SOURCE = '[[source]]\nid = "a"\nurl = "https://example.org/feed"\ncategories = ["科技"]\n'


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        (CATEGORY, "category.name", "no-source"),
        (
            CATEGORY + SOURCE + SOURCE.replace('"a"', '"b"').replace('["科技"]', "[]").replace(".org", ".com"),
            "source.id",
            "no-category",
        ),
        (CATEGORY + SOURCE + SOURCE.replace('"a"', '"b"'), "source.url", "same-address"),
        (CATEGORY + SOURCE + 'every = "1m"\n', "source.every", "every"),
        (CATEGORY + SOURCE + '[fetch]\nmin = "1m"\n', "fetch.min", "every"),
        (CATEGORY + SOURCE + '[fetch]\nevery = "1m"\n', "fetch.every", "every"),
        (CATEGORY + SOURCE + '[fetch]\nallow_private = ["0.0.0.0/0"]\n', "fetch.allow_private", "too-wide"),
        (CATEGORY + SOURCE + '[serve]\nadmin = ":9"\n', "serve.admin", "admin"),
        (CATEGORY + SOURCE + 'login = "me:pass"\n', "source.login", "plain-secret"),
        (CATEGORY + SOURCE + 'headers.Authorization = "Bearer x"\n', "source.headers.Authorization", "plain-secret"),
        (CATEGORY + SOURCE.replace("https://", "https://a:b@"), "source.url", "plain-secret"),
        (CATEGORY + SOURCE + '[rsshub]\nkey = "abc"\n', "rsshub.key", "plain-secret"),
        (CATEGORY + SOURCE + '[rsshub]\npublish_as = "http://localhost:1200"\n', "rsshub.publish_as", "private"),
        (CATEGORY + SOURCE.replace("https://example.org/feed", "file:none.xml"), "source.url", "missing-file"),
    ],
)
def test_a_warning_is_given_with_its_place(checked, text, key, code):
    found, problems = checked(text)
    assert found is not None
    assert [(problem.key, problem.code, problem.severity) for problem in problems] == [(key, code, "warning")]
    assert problems[0].line > 0


def test_a_category_that_gathers_or_selects_needs_no_source(checked):
    _, problems = checked(
        CATEGORY + SOURCE + '[[category]]\nname = "All"\nfrom = ["*"]\n[[category]]\nname = "AI"\nif.tag = "AI"\n'
    )
    assert problems == ()


def test_a_secret_that_nothing_asks_for_is_named(checked, tmp_path):
    (tmp_path / "config" / "secrets").mkdir(parents=True)
    (tmp_path / "config" / "secrets" / "used").write_text("me:pass\n")
    (tmp_path / "config" / "secrets" / "forgotten").write_text("x")
    found, problems = checked(CATEGORY + SOURCE + 'login = "{secret:used}"\n[secrets]\ndirectory = "secrets"\n')
    assert found.sources[0].addresses[0].login == "me:pass"
    assert [(problem.code, "forgotten" in problem.message) for problem in problems] == [("unused-secret", True)]


def test_a_bad_selector_is_refused_where_it_stands(write):
    file = write(CATEGORY + SOURCE + 'remove = [".fine", "p["]\n')
    found, problems = check(file, {}, selectors=valid_selector)
    assert found is None
    assert [(problem.key, problem.line, problem.column, problem.code) for problem in problems] == [
        ("source.remove", 8, 20, "selector")
    ]
