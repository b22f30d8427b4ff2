"""Where the rooms meet: fetch, parse, decide and record, publish."""
