"""Tests of `media/release/`."""
