"""Tests of `deploy/`: what it ships, run by the real servers."""
