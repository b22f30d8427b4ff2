"""The only room that talks to the web outside."""
