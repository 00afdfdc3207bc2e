"""One page of each type, full of everything that it can hold."""

from media.models import ImageIndexPage, ImagePage, Subject
from missions.models import Instrument, Milestone, Partner, Status
from portal.models import Agency, HomePage, Membership, NationalBody, StandardPage
from tests import factories

PROSE = (
    "<p>It began with a <b>crane</b> and <a href='https://example.org/crane'>its driver</a>.</p>"
    "<h2>The first bolt</h2><p>It took <i>three</i> people.</p><h3>Tools</h3>"
    "<ul><li>One torque wrench</li><li>Two pairs of hands</li></ul>"
)
TRANSCRIPT = "<p>A voice says: ten, nine. The engines light.</p>"


def build(home: HomePage) -> dict[str, str]:
    """Fill the site below `home`; answer {what it is: its address}."""
    subjects = [
        factories.make_subject("Moon"),
        factories.make_subject("Radar", Subject.Kind.SYSTEM),
        *(
            factories.make_subject(name, kind)
            for name, kind in [
                ("Space Safety", Subject.Kind.TOPIC),
                ("Smile (mission)", Subject.Kind.MISSION),
                ("France", Subject.Kind.PLACE),
            ]
        ),
    ]
    wide, image, last = images(subjects)
    gallery = factories.make_gallery(
        images=[wide, image, last],
        subjects=subjects,
        lead_image=image,
        introduction="<p>Round things, <i>seen</i>.</p>",
    )
    blocks = every_block(image, gallery)
    topic = factories.make_topic(
        subjects=subjects[:1], lead_image=wide, accent="green", introduction=PROSE
    )
    topic_without_picture = factories.make_topic("Applications", accent="amber")
    mission = make_mission(subjects, wide, blocks)
    factories.make_mission("Vigil", status=Status.COMPLETED)
    story = factories.make_story(subjects=subjects, lead_image=image, body=blocks)
    story_without_picture = factories.make_story("What a plan is", published_on="2024-02-29")
    state = make_states(wide, blocks)
    page = StandardPage(title="About", slug="about", summary="Who we are.", body=blocks)
    factories.add(home, page, (), True)
    feature(home, wide)
    return {
        "home": "/",
        "topics": "/topics/",
        "topic": topic.url,
        "topic without picture": topic_without_picture.url,
        "missions": "/missions/",
        "mission": mission.url,
        "images": "/images/",
        "images, filtered": "/images/?kind=photograph&subject=moon&q=rim",
        "images, none": "/images/?q=xyzzy",
        "image": image.url,
        "galleries": "/galleries/",
        "gallery": gallery.url,
        "stories": "/stories/",
        "story": story.url,
        "story without picture": story_without_picture.url,
        "member states": "/member-states/",
        "member state": state.url,
        "standard page": "/about/",
        "search": "/search/",
        "search, found": "/search/?q=crater",
        "search, none": "/search/?q=xyzzy",
        "feeds and calendars": "/feeds/",
        "documentation of the API": "/api/v1/",
        "not found": "/nowhere/",
        "like result": f"/likes/{image.pk}/",
        "report about a description": f"/descriptions/{image.pk}/report/",
    }


def images(subjects) -> list[ImagePage]:
    """A picture that is wide enough for a whole window, one of usual size, one upright."""
    made = [
        factories.make_image(
            title,
            asset=factories.make_asset(f"{name}.jpg", size=size, colour=colour),
            release=False,
            subjects=subjects,
            **fields,
        )
        for title, name, size, colour, fields in [
            ("The rim from above", "rim", (1600, 900), (60, 80, 120), {"taken_on": "2023-05"}),
            ("A crater at dawn", "dawn", (800, 600), (140, 110, 90), {"taken_on": "1971-07-31"}),
            ("A mast", "mast", (300, 500), (90, 140, 110), {"kind": ImagePage.Kind.CHART}),
        ]
    ]
    archive = ImageIndexPage.objects.get()
    archive.introduction = "Every picture, with its description."
    archive.save_revision().publish()
    factories.release_all()
    return [ImagePage.objects.get(pk=image.pk) for image in made]


def every_block(image, gallery) -> list[dict]:
    """The value of a story that holds every kind of block."""
    facts = [{"label": "Mass", "value": "2,250 kg"}, {"label": "Height", "value": "3 m"}]
    return [
        {"type": kind, "value": value}
        for kind, value in [
            ("prose", PROSE),
            ("figure", {"image": image.pk, "caption": "<p>The rim at <b>dawn</b>.</p>"}),
            ("figure", {"image": image.pk, "decorative": True}),
            ("quote", {"text": "We heard it\n\nbefore we saw it.", "source": "A driver, 2024"}),
            ("facts", {"title": "In figures", "facts": facts}),
            ("gallery", {"gallery": gallery.pk}),
            (
                "embed",
                {
                    "address": "https://example.org/film",
                    "title": "The launch",
                    "transcript": TRANSCRIPT,
                },
            ),
        ]
    ]


def make_mission(subjects, image, blocks):
    return factories.make_mission(
        subjects=[subjects[2]],
        full_name="Solar wind Magnetosphere Ionosphere Link Explorer",
        status=Status.OPERATING,
        launch_date="2026-05-19",
        launcher="Vega-C",
        launch_site="Kourou, French Guiana",
        destination="High elliptical orbit of the Earth",
        official_site="https://example.org/smile",
        cospar="2026-001A",
        norad=99999,
        lead_image=image,
        story=blocks,
        milestones=[
            Milestone(date="2015", title="Selected", text="Out of thirteen proposals."),
            Milestone(date="2026-05", title="Launch"),
            Milestone(date="2199-12-31", title="End of the mission"),
        ],
        instruments=[
            Instrument(name="SXI", full_name="Soft X-ray Imager", measures="Soft X-rays."),
            Instrument(name="MAG", measures="Magnetic fields."),
        ],
        partners=[
            Partner(name="Example agency", role="Payload module", share="half"),
            Partner(name="Another agency", role="Platform and operations"),
        ],
        facts=[("fact", {"label": "Mass", "value": "2,250 kg"})],
        links=[("link", {"title": "The science case", "url": "https://example.org/science"})],
    )


def make_states(image, blocks):
    """A state with everything, and one of each of the other kinds of membership."""
    for title, code, kind in [("Slovakia", "SK", "associate"), ("Canada", "CA", "cooperating")]:
        factories.make_state(title, code, memberships=[Membership(kind=kind, since="2022-10-13")])
    factories.make_state("Luxembourg", "LU")
    return factories.make_state(
        memberships=[
            Membership(kind="cooperating", since="1973", until="1980-10-30"),
            Membership(kind="member", since="1980-10-30"),
        ],
        bodies=[
            NationalBody(name="Example centre", url="https://example.org/centre"),
            NationalBody(name="Example ministry"),
        ],
        lead_image=image,
        story=blocks,
    )


def feature(home: HomePage, image) -> None:
    home = HomePage.objects.get(pk=home.pk)
    agency = Agency.load()
    agency.is_demonstration = True
    agency.save()
    home.featured_image, home.featured_text = image, "The rim, seen from above."
    home.save_revision().publish()
