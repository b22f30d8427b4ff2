"""The content room: what HTML may say. Pure: markup in, clean markup and plain text out.

`clean` is the only maker of SafeHtml; every other door hands out what `clean` made. (`paragraphs` makes markup for it.)
"""

from __future__ import annotations

from aggregator.content.clean import CLEANER_VERSION, Cleaned, clean, paragraphs, sanitise
from aggregator.content.public import public_only
from aggregator.content.select import strip_junk, valid_selector
from aggregator.content.template import image_url, with_images

__all__ = [
    "CLEANER_VERSION",
    "Cleaned",
    "clean",
    "image_url",
    "paragraphs",
    "public_only",
    "sanitise",
    "strip_junk",
    "valid_selector",
    "with_images",
]
