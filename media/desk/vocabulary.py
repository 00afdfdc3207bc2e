"""Subjects and licences in the admin."""

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet

from media.archive.vocabulary import with_pictures_counted
from media.desk.policies import LicencePolicy
from media.pages.subjects import Subject, SubjectName, folded
from media.pictures.licences import Licence

# Offered while somebody types.
OFFERED = 10


@require_safe
def subjects_that_begin(request: HttpRequest) -> JsonResponse:
    """Names and aliases that begin with what was typed; each leads to its subject when it is saved."""
    typed = folded(request.GET.get("term", ""))
    if not typed:
        return JsonResponse([], safe=False)
    subjects = Subject.objects.current().filter(folded__startswith=typed).order_by("name")
    aliases = SubjectName.objects.filter(folded__startswith=typed).order_by("name")
    found = [rows.values_list("name", flat=True)[:OFFERED] for rows in (subjects, aliases)]
    return JsonResponse(list(dict.fromkeys([*found[0], *found[1]]))[:OFFERED], safe=False)


class LicenceViewSet(SnippetViewSet):
    """Licences; none is ever deleted, because files and drafts name them."""

    model = Licence
    icon = "clipboard-list"
    menu_label = "Licences"
    menu_order = 420
    add_to_admin_menu = True
    list_display = [
        "name",
        "short_name",
        "spdx",
        Column("get_may_use_display", label="Show it"),
        Column("get_may_adapt_display", label="Change it"),
        Column("get_may_use_commercially_display", label="Use it commercially"),
    ]
    # For those who may read licences and not change them.
    inspect_view_enabled = True
    permission_policy = LicencePolicy(Licence)


class SubjectDeleteView(DeleteView):
    """Deletes a subject that nothing names; refuses others with a sentence."""

    def dispatch(self, request, *args, **kwargs):
        subject = self.object
        if subject.is_in_use and self.user_has_permission("delete"):
            messages.error(
                request,
                f"“{subject}” is in use and cannot be deleted: pages are about it, present it, or "
                "other subjects were merged into it. Merge it into another subject instead.",
            )
            return redirect("wagtailsnippets_media_subject:edit", subject.pk)
        return super().dispatch(request, *args, **kwargs)


class SubjectChooserViewSet(SnippetChooserViewSet):
    """Chooses a subject, or creates it without leaving the page's form."""

    form_fields = ["name", "kind"]
    creation_tab_label = "Create"


class SubjectViewSet(SnippetViewSet):
    """The controlled vocabulary."""

    model = Subject
    icon = "tag"
    menu_label = "Subjects"
    menu_order = 410
    add_to_admin_menu = True
    list_display = [
        "name",
        "kind",
        BooleanColumn("is_proposed", label="Proposed"),
        Column("pictures", label="Public pictures"),
        "page",
        "merged_into",
    ]
    list_filter = ["kind", "is_proposed"]
    list_per_page = 50
    chooser_viewset_class = SubjectChooserViewSet
    delete_view_class = SubjectDeleteView

    def get_queryset(self, request):
        return with_pictures_counted(Subject.objects.select_related("page", "merged_into"))


register_snippet(SubjectViewSet)
register_snippet(LicenceViewSet)
