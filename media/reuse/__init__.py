"""What machines are given: records of pictures, feeds, IIIF, changes, structured data."""
