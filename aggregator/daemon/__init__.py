"""The process that lives: ticks, signals, reload."""
