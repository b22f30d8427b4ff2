"""From merged feeds to files: pure renderers and one careful writer."""

from __future__ import annotations

from aggregator.publish.manifest import Manifest, PublishedFile
from aggregator.publish.publisher import Publisher, Scope
from aggregator.publish.rendering import moved, render, render_site, render_source

__all__ = ["Manifest", "PublishedFile", "Publisher", "Scope", "moved", "render", "render_site", "render_source"]
