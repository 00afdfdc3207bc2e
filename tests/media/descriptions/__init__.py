"""Tests of `media/descriptions/`."""
