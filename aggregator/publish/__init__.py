"""From merged feeds to files: pure renderers and one careful writer."""

from __future__ import annotations

from aggregator.publish.hexo import Post, post
from aggregator.publish.manifest import Manifest, PublishedFile
from aggregator.publish.opml_import import OpmlImport, Outline, parse_opml
from aggregator.publish.opml_toml import to_toml
from aggregator.publish.posts import Posts, PostsReport
from aggregator.publish.publisher import Publisher, Scope
from aggregator.publish.rendering import moved, render, render_site, render_source

__all__ = [
    "Manifest",
    "OpmlImport",
    "Outline",
    "Post",
    "Posts",
    "PostsReport",
    "PublishedFile",
    "Publisher",
    "Scope",
    "moved",
    "parse_opml",
    "post",
    "render",
    "render_site",
    "render_source",
    "to_toml",
]
