"""A daemon that polls many feeds and publishes a few excellent merged ones."""

__version__ = "0.1.0"

HOMEPAGE = "https://example.org/aggregator"
"""Where the project is found: the contact in a User-Agent while `site.url` is not public."""
