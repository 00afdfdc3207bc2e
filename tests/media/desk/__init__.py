"""Tests of `media/desk/`."""
