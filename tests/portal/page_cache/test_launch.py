"""A page that was just published, and many who ask for it at once."""

import asyncio
from collections import Counter

import pytest
from django.conf import settings

from tests.counting import DRAWN
from tests.factories import make_mission
from tests.servers import serving

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
VISITORS = 80


async def all_at_once(port: int, path: str) -> list[int]:
    """The status that each of the visitors is answered, every one over a connection of their own."""

    async def visit() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        answer = await reader.read()
        writer.close()
        return int(answer.split(b" ", 2)[1])

    return await asyncio.gather(*(visit() for _visitor in range(VISITORS)))


def test_each_process_draws_a_new_page_once_however_many_ask(site):
    mission = make_mission("Smile")
    data = {"PERIGEE_DATA_DIR": str(settings.DATA_DIR)}
    with serving(workers=2, DJANGO_SETTINGS_MODULE="tests.counting_settings", **data) as address:
        port = int(address.rpartition(":")[2])
        asyncio.run(all_at_once(port, "/missions/"))
        mission.summary = "Launched this morning."
        mission.save_revision().publish()
        noted = settings.DATA_DIR / DRAWN
        noted.write_text("")
        assert asyncio.run(all_at_once(port, mission.url)) == [200] * VISITORS
        drawn = Counter(line for line in noted.read_text().splitlines() if mission.url in line)
    noted.unlink()
    assert drawn
    assert max(drawn.values()) == 1, drawn
    assert len(drawn) <= 2
