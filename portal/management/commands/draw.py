"""`manage.py draw`: renders the demonstration's own drawings (SVG) into its pictures (PNG)."""

from django.core.management.base import BaseCommand, CommandError

from portal.demo.drawing import DRAWINGS, render
from portal.demo.library import OWN_PICTURES


class Command(BaseCommand):
    """Draws portal/demo/drawings/*.svg anew; run it after changing one and keep both files."""

    help = __doc__
    requires_system_checks = []

    def handle(self, *args, **options):
        for drawing in sorted(DRAWINGS.glob("*.svg")):
            target = OWN_PICTURES / f"{drawing.stem}.png"
            try:
                render(drawing).save(target, optimize=True)
            except ImportError:
                raise CommandError("Drawing needs resvg-py: `uv sync` installs it.") from None
            except ValueError as error:
                raise CommandError(f"{drawing.name} cannot be drawn: {error}") from None
            self.stdout.write(f"{target.name}: {target.stat().st_size // 1000} kB")
