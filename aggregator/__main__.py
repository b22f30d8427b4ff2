"""`python -m aggregator` is the same command."""

from aggregator.cli.main import entry_point

if __name__ == "__main__":
    entry_point()
