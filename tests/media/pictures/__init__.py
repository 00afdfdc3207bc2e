"""Tests of `media/pictures/`."""
