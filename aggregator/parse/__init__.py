"""Bytes in, frozen values out, in child processes that can be killed."""
