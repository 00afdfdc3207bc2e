"""Press previews: one version of a picture, shown before its release to those who have a link."""
