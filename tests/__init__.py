"""Tests, in one tree that mirrors the rooms."""
