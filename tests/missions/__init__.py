"""Tests of the missions room."""
