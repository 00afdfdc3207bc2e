"""The field that holds a story, or any other stream of blocks."""

from wagtail.fields import StreamField


class BlocksField(StreamField):
    """Wagtail's StreamField, whose blocks are no part of the schema.

    To migrations it is an empty StreamField: the column is the same, and a changed help text of a
    block makes no migration. A migration of data reads the raw JSON of the column.
    """

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], {**kwargs, "block_lookup": {}}
