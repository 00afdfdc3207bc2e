"""Tests of `portal/api/`."""
