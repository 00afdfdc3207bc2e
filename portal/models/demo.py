"""What the loader of readable content files has loaded, so that it never loads it twice."""

from django.db import models


class DemoEntry(models.Model):
    """One file of the demonstration, as it was when it was loaded."""

    path = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    # The revision that the loader wrote; a page whose latest is another was changed by an editor.
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision_id = models.BigIntegerField(null=True)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.path
