"""Tests of `media/intake/`."""
