"""One picture with all its rows."""
