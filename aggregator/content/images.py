"""Pictures: which address is the real one, and through which address it is published."""

from __future__ import annotations

from aggregator.model import SafeHtml
from aggregator.settings.values import Images


def image_url(url: str, images: Images) -> str:
    """The address of a picture as it is published: through the template where that applies."""
    return url


def with_images(html: SafeHtml, images: Images) -> SafeHtml:
    """The content with every picture's address as it is published."""
    return html
