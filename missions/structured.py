"""Missions as search engines read them: schema.org's words in JSON-LD."""

from collections.abc import Iterable

from media.reuse.structured import known
from missions.models.missions import MissionPage
from missions.models.parts import Partner


def project(page: MissionPage, address: str, partners: Iterable[Partner]) -> dict:
    """A mission: many work together to reach an aim, which schema.org calls a project.

    Not every mission is for research. A launch is no `foundingDate`: the project is older.
    """
    numbers = {"COSPAR": page.cospar, "NORAD": page.norad and str(page.norad)}
    return known(
        {
            "@type": "Project",
            "@id": f"{address}#mission",
            "name": page.title,
            "alternateName": page.full_name,
            "description": page.summary,
            "url": address,
            "sameAs": page.official_site,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": name, "value": value}
                for name, value in numbers.items()
                if value
            ],
            "member": [{"@type": "Organization", "name": partner.name} for partner in partners],
        }
    )
