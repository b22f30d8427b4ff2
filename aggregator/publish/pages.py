"""HTML pages from templates: nothing in them needs a script, a style attribute or another server, pictures apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
)

from aggregator.model import FeedSummary, Rendered, SiteView, SourceHealth, SourceId
from aggregator.publish import names, views
from aggregator.publish.items import Document
from aggregator.publish.words import words_of
from aggregator.settings.values import Images

PER_PAGE = 30
_ASSETS = {"style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


class Pages:
    """The templates, ours or those of a theme folder that stand before them.

    A theme's template that fails is left for ours, and the page's `problems` say so: a mistake never stops a publish.
    """

    def __init__(self, theme: Path | None) -> None:
        ours: BaseLoader = PackageLoader("aggregator.publish", "templates")
        self._ours = _environment(ours)
        self._theme = None if theme is None else _environment(ChoiceLoader([FileSystemLoader(theme), ours]))

    def category(self, made: Document, health: Mapping[SourceId, SourceHealth]) -> Iterator[Rendered]:
        """The pages of a category, the first one first; there is always one."""
        cards = views.cards(made)
        chunks = [cards[start : start + PER_PAGE] for start in range(0, len(cards), PER_PAGE)] or [()]
        for number, chunk in enumerate(chunks, 1):
            path = names.page(made.category.slug, number)
            view = views.category(made, chunk, health, number=number, count=len(chunks))
            page = self._render("category.html", made.site, path, private=made.category.private, **view)
            yield replace(page, changed_at=made.feed.changed_at)

    def index(self, site: SiteView, feeds: Sequence[FeedSummary], images: Images) -> Rendered:
        """The front page: every public category with its newest stories."""
        return self._render("index.html", site, "index.html", **views.index(site, feeds, images))

    def members(self, site: SiteView, feeds: Sequence[FeedSummary], health: Sequence[SourceHealth]) -> Rendered:
        """The sources, as a planet shows them."""
        return self._render("members.html", site, "members.html", **views.members(site, feeds, health))

    def status(self, site: SiteView, feeds: Sequence[FeedSummary], health: Sequence[SourceHealth]) -> Rendered:
        """How the sources and outputs do: only what changes when something happens."""
        return self._render("status.html", site, "status.html", **views.status(site, feeds, health))

    def assets(self) -> Iterator[Rendered]:
        """The style sheet and the icon."""
        folder = resources.files("aggregator.publish") / "assets"
        for name, kind in _ASSETS.items():
            yield Rendered(f"assets/{name}", kind, (folder / name).read_bytes())

    def _render(self, template: str, site: SiteView, path: str, *, private: bool = False, **view: Any) -> Rendered:
        context = views.frame(site, path, private=private) | {"words": words_of(site.language)} | view
        problems: tuple[str, ...] = ()
        if self._theme is not None:
            try:
                body = self._theme.get_template(template).render(context)
                return Rendered(path, names.HTML, body.encode(), private=private)
            except TemplateError as reason:
                problems = (f"{path}: the theme's {template} fails, ours is used: {reason}",)
        body = self._ours.get_template(template).render(context)
        return Rendered(path, names.HTML, body.encode(), private=private, problems=problems)


@lru_cache(maxsize=4)
def pages(theme: Path | None) -> Pages:
    """The pages of a theme; templates are compiled once."""
    return Pages(theme)


def _environment(loader: BaseLoader) -> Environment:
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
