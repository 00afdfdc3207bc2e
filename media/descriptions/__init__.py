"""What may be said of a picture, and whether it is approved; knows no page class."""
