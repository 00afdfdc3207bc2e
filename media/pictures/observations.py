"""How a picture of the sky was taken, in the terms of Astronomy Visualization Metadata 1.2."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from media.descriptions.text_fields import LineField

# The hierarchy of AVM's Subject.Category, as far as visitors are told: where, and what.
REALMS = {
    "A": "Solar system", "B": "Milky Way", "C": "Local universe", "D": "Early universe",
    "E": "Unspecified",
}  # fmt: skip
OBJECTS = {
    "1": "planet", "2": "interplanetary body", "3": "star", "4": "nebula", "5": "galaxy",
    "6": "cosmology", "7": "sky phenomenon", "8": "technology", "9": "people",
}  # fmt: skip
# IAU; nearer than this, kilometres say more.
LIGHT_YEAR_KM = 9.4607e12
NEAR_LY = 0.01
SUN_OBJECTS = {**OBJECTS, "3": "Sun"}


class Observed(models.Model):
    """What is known of the object in a picture of the sky: of what kind, how far, where."""

    object_category = models.CharField(
        max_length=60,
        blank=True,
        validators=[
            RegexValidator(
                r"^[A-E](\.[0-9]+)+(; ?[A-E](\.[0-9]+)+)*\Z",
                "Write codes such as B.4.1, separated by semicolons.",
            )
        ],
        help_text="AVM subject category: B.4.1 is a star-forming nebula in the Milky Way.",
    )
    distance_ly = models.FloatField(
        "distance",
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="In light years.",
    )
    right_ascension = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(360)],
        help_text="Of the picture's centre, in degrees, ICRS.",
    )
    declination = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="In degrees, north positive.",
    )
    # What the file said beyond these fields; it goes into the public files again.
    further_avm = models.JSONField(default=dict, blank=True, editable=False)

    observation_panel = MultiFieldPanel(
        [
            InlinePanel("exposures", heading="Exposures", label="Exposure"),
            FieldRowPanel([FieldPanel("object_category"), FieldPanel("distance_ly")]),
            FieldRowPanel([FieldPanel("right_ascension"), FieldPanel("declination")]),
        ],
        heading="Observation",
        classname="collapsed",
        help_text="For pictures of the sky: visitors see it as a small table, planetariums and "
        "sky atlases find it inside the files.",
    )

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if (self.right_ascension is None) != (self.declination is None):
            missing = "declination" if self.declination is None else "right_ascension"
            raise ValidationError({missing: "A position needs both coordinates."})

    @property
    def object_in_words(self) -> str:
        """The category for visitors: “Milky Way: nebula”."""
        said = []
        for code in self.object_category.replace(" ", "").split(";"):
            realm, _, rest = code.partition(".")
            objects = SUN_OBJECTS if realm == "A" else OBJECTS
            if realm in REALMS:
                said.append(f"{REALMS[realm]}: {objects.get(rest[:1], 'other')}")
        return ", ".join(dict.fromkeys(said))

    @property
    def distance_in_words(self) -> str:
        """The distance as a person would say it: “2.5 million light years”."""
        if self.distance_ly is None:
            return ""
        if self.distance_ly < NEAR_LY:
            return f"{amount_in_words(self.distance_ly * LIGHT_YEAR_KM)} km"
        return f"{amount_in_words(self.distance_ly)} light years"

    @property
    def position_in_words(self) -> str:
        """The position as star maps print it: RA 5 h 34 m 32 s, Dec +22° 0′ 52″."""
        if self.right_ascension is None or self.declination is None:
            return ""
        hours, minutes, seconds = sexagesimal(self.right_ascension / 15)
        degrees, arcminutes, arcseconds = sexagesimal(abs(self.declination))
        sign = "−" if self.declination < 0 else "+"
        return (
            f"RA {hours} h {minutes} m {seconds} s, "
            f"Dec {sign}{degrees}° {arcminutes}′ {arcseconds}″"
        )

    @property
    def is_observed(self) -> bool:
        """Whether there is anything to say."""
        return bool(
            self.object_category
            or self.distance_ly is not None
            or self.right_ascension is not None
            or list(self.exposures.all())
        )


def amount_in_words(amount: float) -> str:
    """A large number to three figures: “2.54 million”, “163 000”."""
    sizes = {" billion": 1e9, " million": 1e6, "": 1}
    name = next((name for name, size in sizes.items() if amount >= size), "")
    return f"{float(f'{amount / sizes[name]:.3g}'):,.10g}".replace(",", " ") + name


def sexagesimal(value: float) -> tuple[int, int, int]:
    """A positive number as whole, sixtieths and their sixtieths, rounded once."""
    seconds = round(value * 3600)
    return seconds // 3600, seconds // 60 % 60, seconds % 60


class Exposure(Orderable):
    """One exposure of a picture: through which instrument, in what light, when and how long."""

    class Band(models.TextChoices):
        """The words of AVM's Spectral.Band."""

        RADIO = "Radio", "Radio"
        MILLIMETER = "Millimeter", "Millimetre"
        INFRARED = "Infrared", "Infrared"
        OPTICAL = "Optical", "Visible light"
        ULTRAVIOLET = "Ultraviolet", "Ultraviolet"
        X_RAY = "X-ray", "X-rays"
        GAMMA_RAY = "Gamma-ray", "Gamma rays"

    page = ParentalKey("media.ImagePage", on_delete=models.CASCADE, related_name="exposures")
    facility = LineField(max_length=100, blank=True, help_text="Telescope or spacecraft.")
    instrument = LineField(max_length=100, blank=True)
    colour = models.CharField(
        max_length=40, blank=True, help_text="The colour it has in the picture: Blue, Red …"
    )
    band = models.CharField(max_length=12, blank=True, choices=Band)
    bandpass = LineField(max_length=60, blank=True, help_text="Filter: F656N, H-alpha …")
    wavelength_nm = models.FloatField(
        "wavelength", null=True, blank=True, validators=[MinValueValidator(0)], help_text="In nm."
    )
    started_at = models.CharField(
        max_length=32, blank=True, help_text="Start in UTC: 2026-05-04 or 2026-05-04T12:30."
    )
    seconds = models.FloatField(
        "exposure time",
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="In seconds.",
    )

    panels = [
        FieldRowPanel([FieldPanel("facility"), FieldPanel("instrument")]),
        FieldRowPanel([FieldPanel("band"), FieldPanel("bandpass"), FieldPanel("wavelength_nm")]),
        FieldRowPanel([FieldPanel("colour"), FieldPanel("started_at"), FieldPanel("seconds")]),
    ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.facility, self.instrument, self.bandpass])) or "Exposure"

    @property
    def light_in_words(self) -> str:
        """Band, filter and wavelength: “Visible light, F656N, 656 nm”."""
        wavelength = f"{self.wavelength_nm:g} nm" if self.wavelength_nm is not None else ""
        return ", ".join(filter(None, [self.get_band_display(), self.bandpass, wavelength]))

    @property
    def taken_in_words(self) -> str:
        """When, and for how long: “2026-05-04, 1200 s”."""
        exposed = f"{self.seconds:g} s" if self.seconds is not None else ""
        return ", ".join(filter(None, [self.started_at.partition("T")[0], exposed]))

    @property
    def says_something(self) -> bool:
        return any([self.facility, self.instrument, self.band, self.bandpass, self.wavelength_nm])

    def clean(self):
        super().clean()
        if not self.says_something:
            raise ValidationError({"facility": "Say at least which telescope or which light."})
