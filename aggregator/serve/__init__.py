"""What is published, over HTTP."""
