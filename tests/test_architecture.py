"""The rules of the rooms: which way the arrows run, what holds what, what no template may do."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from wagtail.models import Page, get_page_models

ROOT = Path(settings.BASE_DIR)
# Each room may name itself and those after it.
ROOMS = ["portal", "missions", "media"]
HIGHER = {"portal": [], "missions": ["portal"], "media": ["portal", "missions"]}
TEMPLATES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("templates/**/*.html"))
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
CSS = ROOT / "portal" / "static" / "portal" / "css"
ADMIN = ROOT / "media" / "static" / "media" / "admin"
STYLE_SHEETS = sorted(path for folder in (CSS, ADMIN / "css") for path in folder.rglob("*.css"))


def named(paths) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def within(text: str, pattern: str) -> list[str]:
    return [match.group() for match in re.finditer(pattern, text, re.IGNORECASE)]


# --- The arrows -------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_imports_from_a_higher_room(room):
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                assert name.split(".")[0] not in HIGHER[room], f"{path} imports {name}"


@pytest.mark.django_db
def test_no_migration_is_missing():
    """What a model says and no migration does, no other test can see."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("room", ROOMS)
def test_no_migration_depends_on_a_higher_room(room):
    loader = MigrationLoader(None)
    found = {key: node for key, node in loader.disk_migrations.items() if key[0] == room}
    assert found
    for key, migration in found.items():
        for app, _name in [*migration.dependencies, *migration.run_before]:
            assert app not in HIGHER[room], f"{key} depends on {app}"


def test_blocks_are_no_part_of_the_schema():
    """Else the help text of a block would make a migration."""
    for room in ROOMS:
        for path in (ROOT / room / "migrations").glob("0*.py"):
            assert "blocks" not in path.read_text(), path


@pytest.mark.parametrize("room", ROOMS)
def test_no_relation_points_to_a_higher_room(room):
    for model in apps.get_app_config(room).get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            if field.auto_created or not field.remote_field:
                continue
            other = field.related_model
            assert not isinstance(other, str)
            assert other._meta.app_label not in HIGHER[room], f"{field} points to {other}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_page_type_names_a_parent_from_a_higher_room(room):
    for model in apps.get_app_config(room).get_models():
        for parent in vars(model).get("parent_page_types") or []:
            assert parent.split(".")[0] not in HIGHER[room], f"{model} names {parent}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_template_extends_or_includes_one_of_a_higher_room(room):
    pattern = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)")
    for path in (ROOT / room).rglob("templates/**/*.html"):
        for name in pattern.findall(path.read_text()):
            assert name.split("/")[0] not in HIGHER[room], f"{path} uses {name}"


# What the linter cannot see, because it knows other people's packages by their first name only.
UNKNOWN_TO = {
    "files": ["django.db", "django.contrib", "django.http", "wagtail"],
    "descriptions": ["django.http", "django.shortcuts", "django.template", "django.views"],
}


@pytest.mark.parametrize("room", UNKNOWN_TO)
def test_a_lower_room_knows_neither_tables_nor_requests(room):
    for path in (ROOT / "media" / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                for unknown in UNKNOWN_TO[room]:
                    assert not f"{name}.".startswith(f"{unknown}."), f"{path} imports {name}"


def test_the_desk_asks_one_module_who_may_do_what():
    asking = re.compile(r"permissions_for_user|page_permission_policy|PagePermissionPolicy")
    desk = ROOT / "media" / "desk"
    found = {
        path.relative_to(desk).name
        for path in desk.rglob("*.py")
        if asking.search(path.read_text())
    }
    assert found == {"permissions.py"}


def test_a_key_is_read_from_a_text_in_one_place():
    reading = re.compile(r"\.is(digit|decimal|numeric)\(|<int:")
    found = {str(path.relative_to(ROOT)) for path in MODULES if reading.search(path.read_text())}
    assert found == {"media/pages/keys.py"}


# In `MediaConfig.ready`, and where triggers follow migrations: Django has no earlier moment for them.
LATE_IMPORTS = ["media/apps.py"] * 3 + ["portal/apps.py"] * 2


def test_our_own_modules_are_imported_at_the_top():
    late = []
    for path in MODULES:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node not in tree.body:
                late += [str(path.relative_to(ROOT))] * ((node.module or "").split(".")[0] in ROOMS)
    assert late == LATE_IMPORTS


# --- What holds what --------------------------------------------------------------------------

HOLDS = {
    "portal.HomePage": {
        "media.GalleryIndexPage",
        "media.ImageIndexPage",
        "missions.MissionIndexPage",
        "portal.MemberStatesPage",
        "portal.StandardPage",
        "portal.StoryIndexPage",
        "portal.TopicIndexPage",
    },
    "portal.TopicIndexPage": {"portal.TopicPage"},
    "portal.TopicPage": set(),
    "portal.MemberStatesPage": {"portal.MemberStatePage"},
    "portal.MemberStatePage": set(),
    "portal.StoryIndexPage": {"portal.StoryPage"},
    "portal.StoryPage": set(),
    "portal.StandardPage": {"portal.StandardPage"},
    "missions.MissionIndexPage": {"missions.MissionPage"},
    "missions.MissionPage": set(),
    "media.ImageIndexPage": {"media.ImagePage"},
    "media.ImagePage": set(),
    "media.GalleryIndexPage": {"media.GalleryPage"},
    "media.GalleryPage": set(),
}


def labels(models) -> set[str]:
    return {f"{model._meta.app_label}.{model.__name__}" for model in models}


def test_the_table_names_every_page_type():
    assert labels(get_page_models()) - {"wagtailcore.Page"} == set(HOLDS)


def test_a_page_type_holds_exactly_these():
    assert {model: labels(apps.get_model(model).allowed_subpage_models()) for model in HOLDS} == (
        HOLDS
    )


def test_the_root_holds_home_pages_only():
    assert labels(Page.creatable_subpage_models()) == {"portal.HomePage"}


def test_no_page_type_offers_view_restrictions():
    for model in get_page_models():
        if model is not Page:
            assert model.private_page_options == [], model


# --- What git keeps ---------------------------------------------------------------------------


@pytest.mark.skipif(
    not (ROOT / ".git").exists() or not shutil.which("git"), reason="not a checkout"
)
def test_git_keeps_the_media_room():
    git = [shutil.which("git"), "-C", str(ROOT)]
    kept = subprocess.run([*git, "ls-files", "media"], capture_output=True, text=True, check=True)
    assert "media/pictures/images.py" in kept.stdout
    for name in ("media/new.py", "media/templates/media/new.html", "media/static/media/new.svg"):
        asked = subprocess.run([*git, "check-ignore", name], capture_output=True, check=False)
        assert asked.returncode == 1, f"{name} is ignored"
    uploads = subprocess.run([*git, "check-ignore", "var/x"], capture_output=True, check=False)
    assert uploads.returncode == 0


# --- Habits -----------------------------------------------------------------------------------


def test_no_module_has_a_name_that_says_nothing():
    nothing = {"utils", "util", "helpers", "common", "core", "base", "services", "misc"}
    demanded = {ROOT / "portal/sqlite/base.py"}  # Django looks for an engine's `base`
    for path in set(MODULES) - demanded:
        assert not nothing & set(path.relative_to(ROOT).with_suffix("").parts), path


def opens_with_a_sentence(path: Path) -> bool:
    said = ast.get_docstring(ast.parse(path.read_text())) or ""
    return said.split("\n\n")[0].endswith(".")


def test_every_module_opens_with_a_sentence():
    ours = [path for path in MODULES if "migrations" not in path.parts]
    assert named(path for path in ours if not opens_with_a_sentence(path)) == []


def test_every_component_says_what_it_takes():
    for path in TEMPLATES:
        if path.parent.name == "components":
            assert path.read_text().startswith(f"{{# components/{path.name}"), path


@pytest.mark.parametrize(
    "pattern",
    [
        r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off",
        r"<style|\sstyle\s*=",
        r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:",
    ],
)
def test_no_template_trusts_text_or_runs_code_of_its_own(pattern):
    assert TEMPLATES
    found = {str(path): within(path.read_text(), pattern) for path in TEMPLATES}
    assert {path: said for path, said in found.items() if said} == {}


def test_no_code_marks_text_as_safe():
    for path in MODULES:
        assert "mark_safe" not in path.read_text(), path


def test_every_picture_comes_out_of_one_component():
    allowed = {"media/templates/media/picture.html", "portal/templates/components/flag.html"}
    # The admin's own, which no visitor meets.
    allowed |= {f"portal/templates/wagtailadmin/{name}.html" for name in ("base", "login")}
    allowed |= {f"media/templates/media/choosing/{name}.html" for name in ("picture", "widget")}
    allowed |= {
        f"media/templates/media/admin/{name}.html"
        for name in ("coverage/describe_picture", "thumbnail")
    }
    drawing = {path for path in named(TEMPLATES) if "<img" in (ROOT / path).read_text().lower()}
    assert drawing == allowed


def test_the_style_sheet_imports_every_file_once():
    imported = re.findall(r"@import\s+(?:url\()?[\"']([^\"']+)", (CSS / "site.css").read_text())
    assert len(imported) == len(set(imported))
    lying_there = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - {"site.css"}
    assert {name.removeprefix("./") for name in imported} == lying_there


def test_every_style_sheet_of_the_admin_is_loaded_by_a_page_or_another_sheet():
    folder = ADMIN / "css"
    loading = "".join(path.read_text() for path in [*TEMPLATES, *MODULES])
    imported = {
        path.parent / name
        for path in folder.rglob("*.css")
        for name in re.findall(r"@import \"([^\"]+)\"", path.read_text())
    }
    for path in folder.rglob("*.css"):
        assert path in imported or str(path.relative_to(ADMIN.parent.parent)) in loading, path


COLOUR_NAMES = (
    "aqua|beige|black|blue|brown|crimson|cyan|fuchsia|gold|gr[ae]y|green|indigo|lime|magenta|"
    "maroon|navy|olive|orange|pink|purple|red|silver|teal|violet|white|yellow"
)


def colours_in(path: Path) -> list[str]:
    """The declarations of a style sheet that name a colour."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    found = []
    for declaration in re.findall(r":\s*([^;{}]+)[;}]", text):
        value = re.sub(r"url\([^)]*\)|var\([^)]*\)|[\"'][^\"']*[\"']", "", declaration)
        if (
            within(value, r"#[0-9a-f]{3,8}\b")
            or within(value, r"\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(")
            or within(value, rf"(?<![\w-])({COLOUR_NAMES})(?![\w-])")
        ):
            found.append(declaration)
    return found


def test_colours_stand_among_the_tokens_only():
    for tokens in (CSS / "tokens.css", ADMIN / "css" / "tokens.css"):
        assert colours_in(tokens) or "--w-" in tokens.read_text(), tokens
    others = [path for path in STYLE_SHEETS if path.name != "tokens.css"]
    found = {path.name: colours for path in others if (colours := colours_in(path))}
    assert found == {}


def test_tokens_alone_name_those_of_wagtail():
    naming = {path.name for path in STYLE_SHEETS if "--w-" in path.read_text()}
    assert naming <= {"tokens.css"}


# Wagtail's inline scripts call it before a module would have run.
CLASSIC = "media/admin/js/choosing.js"


def test_every_script_of_ours_but_one_is_loaded_as_a_module():
    for path in TEMPLATES:
        for tag in re.findall(r"<script[^>]*static ['\"](?:media|portal)/[^>]*>", path.read_text()):
            assert 'type="module"' in tag, f"{path}: {tag}"
    for path in MODULES:
        others = re.sub(r"Script\(\"[^\"]+\", type=\"module\"\)", "", path.read_text())
        assert set(re.findall(r"\"(media/[^\"]+\.js)\"", others)) <= {CLASSIC}, path


def test_no_script_of_ours_but_one_leaves_a_global_behind():
    scripts = [path for room in ROOMS for path in (ROOT / room).rglob("static/**/*.js")]
    own = {path for path in scripts if "openseadragon" not in path.parts}
    leaving = {path for path in own if re.search(r"\bwindow\.\w+ = ", path.read_text())}
    assert leaving == {ROOT / "media" / "static" / CLASSIC}
