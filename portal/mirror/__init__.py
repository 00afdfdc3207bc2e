"""The public site as plain files, which any web server or archive can serve."""
