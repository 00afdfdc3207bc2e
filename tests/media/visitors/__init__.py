"""Tests of `media/visitors/`."""
