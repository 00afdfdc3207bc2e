"""Choosing a picture of the archive by looking at it, wherever an editor needs one."""
