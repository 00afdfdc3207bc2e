"""From bytes to sound, encoded, worded; knows no table."""
