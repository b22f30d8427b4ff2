"""From merged feeds to files: pure renderers and one careful writer."""
