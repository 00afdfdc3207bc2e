"""What pages and questions cost in an archive of any size, and how that grows.

    PERIGEE_DEMO=1 python benchmarks/archive_at_size.py SMALL LARGE

SMALL and LARGE are data directories (SQLite) or addresses of databases (postgres://…): one with the
demonstration, one with a load set besides (`manage.py fill_archive 100000`). Prints processor time in
milliseconds for whole answers, uncached, medians of several, and the ratio of the two. What is asked
is chosen once, from the words and subjects of the large one. With `--wagtail`, what Wagtail's own
search takes for the same words there (after `manage.py update_index`).
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASKED = "--asked="
TIMES = 9
LIMIT = 1.3


def measure(asked: dict[str, str] | None) -> None:
    """Print {name: milliseconds} for the database of this process; what is asked is chosen if not given."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client
    from wagtail.models import Page

    from media.models import Document, Entry, GalleryPage, ImageIndexPage, Subject
    from missions.models import MissionPage
    from portal.models import MemberStatePage, StoryPage, TopicPage

    client = Client(headers={"host": "127.0.0.1"})
    entries = Entry.objects.newest_first()
    number = entries.count()
    back = entries.values_list("position", flat=True)[min(96_000, number * 3 // 4)]
    own = Entry.objects.exclude(identifier__startswith="load-")
    words = asked or {**words_of(Document), "subject": presented(Subject)}
    addresses = {
        "home": "/",
        "archive": "/images/",
        "archive, far back": f"/images/?before={back}",
        "image": own.first().get_url(),
        "gallery": first(GalleryPage),
        "gallery list": "/galleries/",
        "mission": first(MissionPage),
        "mission list": "/missions/",
        "topic": first(TopicPage),
        "topic list": "/topics/",
        "state": first(MemberStatePage),
        "state list": "/member-states/",
        "story": first(StoryPage),
        "story list": "/stories/",
        "sitemap": "/sitemap.xml",
    }
    questions = {
        "a rare word": f"q={words['rare']}",
        "a common word": f"q={words['common']}",
        "two words": f"q={words['common']}+{words['medium']}",
        "a beginning": f"q={words['common'][:3]}*",
        "a common word and two facets": f"q={words['common']}&kind=map&language=fr",
        "one kind": "kind=map",
        "one subject": f"subject={words['subject']}",
        "a kind and a subject": f"kind=map&subject={words['subject']}",
        "a span of years": "taken=1990..1999",
        "two kinds, largest first": "kind=map&kind=chart&sort=largest",
        "one kind, most liked": "kind=map&sort=liked",
    }
    found = {name: median(lambda a=a: get(client, a)) for name, a in addresses.items()}
    for name, query in questions.items():
        found[f"archive: {name}"] = median(lambda q=query: get(client, f"/images/?{q}"))
    for name in ("a rare word", "a common word", "two words", "a beginning"):
        found[f"search: {name}"] = median(lambda n=name: get(client, f"/search/?{questions[n]}"))
    found["suggestions"] = median(
        lambda: get(client, f"/search/suggestions/?q={words['common'][:3]}")
    )
    desk = Client(headers={"host": "127.0.0.1"})
    desk.force_login(get_user_model().objects.filter(is_superuser=True).first())
    parent = ImageIndexPage.objects.order_by("path").first().pk
    listings = {
        "admin: all pictures": "/admin/archive/",
        "admin: chooser": "/admin/choose-picture/results/",
        "admin: explorer": f"/admin/pages/{parent}/",
        "admin: explorer, by title": f"/admin/pages/{parent}/?ordering=title",
    }
    for name in ("rare", "medium", "common"):
        listings[f"admin: all pictures, a {name} word"] = f"/admin/archive/?q={words[name]}"
        listings[f"admin: chooser, a {name} word"] = (
            f"/admin/choose-picture/results/?q={words[name]}"
        )
        listings[f"admin: explorer, a {name} word"] = (
            f"/admin/pages/{parent}/results/?q={words[name]}"
        )
    for name, address in listings.items():
        found[name] = median(lambda a=address: get(desk, a), 3)
    if "--wagtail" in sys.argv:
        for name in ("rare", "common"):
            found[f"Wagtail's own: a {name} word"] = median(
                lambda word=words[name]: list(Page.objects.live().search(word)[:24]), 3
            )
    print(json.dumps({"number": number, "found": found, "asked": words}))


def words_of(documents) -> dict[str, str]:
    """A word that stands in about an eighth of all documents, one in a hundredth, one in a few."""
    from collections import Counter

    some = documents.objects.order_by("?").values_list("words", flat=True)[:2000]
    seen = Counter(word for text in some for word in set(text.split()) if len(word) > 3)
    total = len(some)

    def nearest(share: float) -> str:
        return min(seen, key=lambda word: (abs(seen[word] / total - share), word))

    return {"common": nearest(0.12), "medium": nearest(0.013), "rare": nearest(0.0013)}


def presented(subjects) -> str:
    """The slug of a subject that a page presents and pictures have."""
    return subjects.objects.filter(entries__isnull=False).exclude(page=None).first().slug


def first(model) -> str:
    pages = model.objects.live().exclude(slug__startswith="load-").order_by("pk")
    return pages.first().url


def get(client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")


def median(work, times: int = TIMES) -> float:
    work()
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return 1000 * statistics.median(taken)


def measured(place: str, *options: str) -> dict:
    name = "DATABASE_URL" if "://" in place else "PERIGEE_DATA_DIR"
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    answer = subprocess.run(
        [sys.executable, __file__, "--measure", *options],
        env={**environment, name: place},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise SystemExit(answer.stderr)
    return json.loads(answer.stdout.splitlines()[-1])


def main(small: str, large: str, *options: str) -> int:
    many = measured(large, *options)
    few = measured(small, ASKED + json.dumps(many["asked"]))
    print(f"{few['number']:,} pictures and {many['number']:,}; processor ms, median of {TIMES}")
    worst = 0.0
    for name, much in many["found"].items():
        little = few["found"].get(name)
        ratio = much / little if little else None
        is_page = ":" not in name and name != "suggestions" and name != "sitemap"
        worst = max(worst, ratio or 0) if is_page else worst
        said = f"{little:8.1f} {much:8.1f}  × {ratio:.2f}" if little else f"{'':8} {much:8.1f}"
        print(f"{name:42}{said}")
    print(f"The page that grows most: × {worst:.2f} (limit {LIMIT}).")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    if "--measure" in sys.argv:
        given = [one.removeprefix(ASKED) for one in sys.argv if one.startswith(ASKED)]
        measure(json.loads(given[0]) if given else None)
    else:
        sys.exit(main(*sys.argv[1:]))
