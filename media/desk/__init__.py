"""The editors' tools in Wagtail."""
