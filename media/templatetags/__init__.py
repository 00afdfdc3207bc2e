"""Template tags of the media room."""
