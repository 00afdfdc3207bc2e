"""The chooser of pictures as Wagtail knows it: its addresses, its views, its field."""

from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from media.desk.choosing import views
from media.desk.choosing.widgets import PictureChooser
from media.pictures.images import ImagePage


class PictureChooserViewSet(ChooserViewSet):
    """Chooses an image page by looking at its picture."""

    model = ImagePage
    icon = "image"
    choose_one_text = "Choose a picture"
    choose_another_text = "Choose another"
    edit_item_text = "Edit"
    search_tab_label = "Archive"
    create_action_label = "Upload"
    create_action_clicked_label = "Uploading…"
    per_page = views.PICTURES_ON_A_PAGE
    creation_form_class = views.UploadForm

    choose_view_class = views.ChooseView
    choose_results_view_class = views.ChooseResultsView
    chosen_view_class = views.ChosenView
    chosen_multiple_view_class = views.ChosenMultipleView
    create_view_class = views.UploadView
    base_widget_class = PictureChooser
    # Done when the app is ready: forms may be built before the admin's addresses are.
    register_widget = False


picture_chooser = PictureChooserViewSet("picture_chooser", url_prefix="choose-picture")


@hooks.register("register_admin_viewset")
def register_picture_chooser():
    return picture_chooser
