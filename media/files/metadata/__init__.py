"""What a picture says inside its own file: reading it on upload, writing it at release."""
