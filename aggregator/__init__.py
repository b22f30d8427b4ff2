"""A daemon that polls many feeds and publishes a few excellent merged ones."""

__version__ = "0.1.0"
