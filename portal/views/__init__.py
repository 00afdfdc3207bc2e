"""The views of the portal room, by noun."""
