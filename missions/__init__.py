"""Missions: what the agency flies."""
