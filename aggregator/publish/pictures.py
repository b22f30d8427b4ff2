"""Picture addresses at publish time: the image template of `[images]` (an upstream address stays in the store)."""

from __future__ import annotations

from aggregator.content import image_url, public_only, with_images
from aggregator.model import SafeHtml
from aggregator.settings.values import Images


class Pictures:
    """What `[images]` makes of addresses and of HTML. Without a template everything stays as it is."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def address(self, url: str) -> str:
        """The address of one picture; "" stays ""."""
        return image_url(url, self._images) if url else ""

    def html(self, html: SafeHtml) -> str:
        """HTML with every picture's address replaced, and without addresses of private places."""
        return with_images(public_only(html), self._images) if html else ""
