"""Feeds: what is new, for programs that ask again and again."""
