"""Tests of `media/files/`."""
