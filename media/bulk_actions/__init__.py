"""What editors do with many pictures at once, from a listing of pages."""
