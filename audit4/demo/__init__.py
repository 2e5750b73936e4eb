"""A small province on loopback, for a first look without any server."""
