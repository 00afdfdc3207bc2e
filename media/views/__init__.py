"""The views of the media room, by noun."""
