"""Odd values for the fields of any form: what somebody may type, paste or choose, as browsers send it."""

from django import forms
from hypothesis import strategies as st
from wagtail import blocks

# What has broken programs before: markup, formats, other scripts, signs that mean something elsewhere.
ODD = [
    "<b>bold</b> & <script>alert(1)</script>",
    "{{ page }} {% now %} %(name)s %s %",
    "'; DROP TABLE media_subject; --",
    "=HYPERLINK(1)",
    "[Image description: nothing]",
    "🚀🌕👩\u200d🚀",
    "مركبة فضائية \u202eabc",
    "e\u0301\u00a0\u200b\u2028x",
    "..",
    "/?#&;:@\\",
    "None",
    "0",
    "-1",
    "١٢٣",
    "ﬁ İ ß ǅ",
    "x" * 1000,
    "<" * 90,
    "<a <b " * 60,
    "&" * 300,
    "word " * 200,
    " a ",
    '"',
    "\t\n",
]
RICH = [
    "<p>A <b>rim</b> of 10<sup>5</sup> stones.</p>",
    "<p></p>",
    '<p><a linktype="page" id="999999">nowhere</a> <a href="https://example.org/?a=1&amp;b">there</a></p>',
    '<h2>One</h2><h2>One</h2><ul><li>a</li></ul><embed embedtype="image" id="5"/>',
    "<p>&lt;i&gt; [Image description: x] {{ y }}</p>",
    "plain < text & more",
]
DATES = ["0001", "1969-07", "2026-02-28", "9999-12-31", "2024-02-30", "0000", "2031"]
NUMBERS = ["0", "-1", "1", "0.0000001", "1e308", "-89.9999", "360", "99999999999", "nan", ""]
ADDRESSES = [
    "https://example.org/",
    "http://[::1]/a%00b?c=%s#d",
    "https://müller.example/ü",
    "https://example.org/" + "x" * 150,
    "//example.org",
]


def texts(most: int | None) -> st.SearchStrategy[str]:
    return (st.sampled_from(ODD) | st.text(max_size=30)).map(lambda text: text[:most])


def values_of(field: forms.Field) -> st.SearchStrategy:
    """What a browser may send for the field; of choices, those that are offered."""
    kinds = [
        (forms.ModelMultipleChoiceField, chosen_rows),
        (forms.ModelChoiceField, chosen_row),
        (forms.MultipleChoiceField, lambda field: st.lists(st.sampled_from(offered(field)))),
        (forms.ChoiceField, lambda field: st.sampled_from(offered(field))),
        (forms.BooleanField, lambda field: st.sampled_from(["", "on"])),
        ((forms.FloatField, forms.IntegerField), lambda field: st.sampled_from(NUMBERS)),
        ((forms.DateField, forms.DateTimeField), lambda field: st.sampled_from(["", *DATES])),
        (forms.URLField, lambda field: st.sampled_from(ADDRESSES)),
    ]
    for kind, strategy in kinds:
        if isinstance(field, kind):
            return strategy(field)
    return texts(field.max_length if hasattr(field, "max_length") else None) | st.sampled_from(
        [*DATES, *RICH]
    )


def offered(field: forms.ChoiceField) -> list:
    return [str(key) for key in dict(field.widget.choices)] or [""]


def chosen_row(field) -> st.SearchStrategy:
    keys = [str(key) for key in field.queryset.values_list("pk", flat=True)[:5]]
    return st.sampled_from([*keys, ""])


def chosen_rows(field) -> st.SearchStrategy:
    keys = [str(key) for key in field.queryset.values_list("pk", flat=True)[:5]]
    return st.lists(st.sampled_from(keys), unique=True) if keys else st.just([])


def values_in(block: blocks.Block, keys: dict[str, list[int]]) -> st.SearchStrategy:
    """Raw data of a block; `keys` of existing rows by the name of the model."""
    if isinstance(block, blocks.BaseStreamBlock):
        one = st.one_of(
            values_in(child, keys).map(lambda value, name=name: {"type": name, "value": value})
            for name, child in block.child_blocks.items()
        )
        return st.lists(one, max_size=4)
    if isinstance(block, blocks.BaseStructBlock):
        return st.fixed_dictionaries(
            {name: values_in(child, keys) for name, child in block.child_blocks.items()}
        )
    if isinstance(block, blocks.ListBlock):
        return st.lists(values_in(block.child_block, keys), min_size=1, max_size=2)
    if isinstance(block, blocks.ChooserBlock):
        known = keys.get(block.model_class._meta.model_name, [])
        return st.sampled_from([*known, 999_999, None])
    if isinstance(block, blocks.RichTextBlock):
        return st.sampled_from(RICH)
    if isinstance(block, blocks.BooleanBlock):
        return st.booleans()
    if isinstance(block, blocks.URLBlock):
        return st.sampled_from(ADDRESSES)
    return texts(80)
