"""Where static files are kept: under names that carry a hash of what they hold."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Writes the hashed names also into what scripts import from one another."""

    support_js_module_import_aggregation = True
