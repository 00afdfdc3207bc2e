"""Tests of `media/pages/`."""
