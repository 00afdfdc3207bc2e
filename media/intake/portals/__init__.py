"""Pictures that other portals offer to programs: what they say of each, and how it comes in."""
