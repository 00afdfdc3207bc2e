"""The page cache: what visitors get is drawn once, and kept until anything they can see changes."""
