"""Pictures: image files, image pages, galleries, licences, the release of files; subjects and likes."""
