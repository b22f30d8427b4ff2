"""The process that lives: ticks, signals, reload."""

from aggregator.daemon.start import run, serve

__all__ = ["run", "serve"]
