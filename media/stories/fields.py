"""The field that holds a story, or any other stream of blocks."""

from wagtail.fields import StreamField

from media.descriptions.text_fields import gated_texts


class BlocksField(StreamField):
    """Wagtail's StreamField, whose blocks are no part of the schema.

    To migrations it is an empty StreamField: the column is the same, and a changed help text of a
    block makes no migration. A migration of data reads the raw JSON of the column. All texts in it pass
    the gate.
    """

    def get_prep_value(self, value):
        return gated_texts(super().get_prep_value(value))

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], {**kwargs, "block_lookup": {}}
