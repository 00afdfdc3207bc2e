"""What visitors do and are given."""
