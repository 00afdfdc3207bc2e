"""What is public, and until when."""
