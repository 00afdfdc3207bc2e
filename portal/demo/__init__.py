"""The demonstration: a loader for readable text files, and the content that comes with the portal."""
