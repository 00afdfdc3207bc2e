"""Tests of `media/archive/`."""
