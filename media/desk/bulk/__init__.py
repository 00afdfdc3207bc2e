"""What an editor does with many pictures at once, from the coverage desk."""
