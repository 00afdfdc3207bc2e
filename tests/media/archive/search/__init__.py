"""Tests of `media/archive/search/`."""
