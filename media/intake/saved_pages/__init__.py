"""Pages of an older site, saved as HTML: the pictures on them and what stands beside each."""
