"""The configuration: what a person writes, checked and resolved."""
