"""SQLite that can be opened for reading on a disk without room."""
