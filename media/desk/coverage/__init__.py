"""The coverage desk: which pictures are described, and describing those that are not."""
