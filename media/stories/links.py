"""Links to pages in rich text, as visitors get them."""

from django.utils.html import escape
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from media.pages.keys import key_in
from media.pages.prepared import prepared
from media.pages.visibility import visible
from media.stories.references import at_hand


class VisiblePageLinkHandler(PageLinkHandler):
    """Links in rich text; a link to a page that visitors cannot see becomes plain text."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        keys = [key_in(attrs.get("id")) for attrs in attrs_list]
        named = [key for key in keys if key is not None]
        pages = at_hand("pages", named)
        if pages is None:
            pages = {page.pk: page for page in visible_pages(sorted(set(named)))}
        return [f'<a href="{escape(pages[key].url)}">' if pages.get(key) else "<a>" for key in keys]


@prepared
def visible_pages(keys: list[int]):
    return Page.objects.filter(visible(), pk__in=keys).order_by()


@hooks.register("register_rich_text_features", order=1)
def replace_page_links(features):
    features.register_link_type(VisiblePageLinkHandler)
