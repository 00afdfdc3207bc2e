"""Compares every public page of two running portals byte by byte: `compare_pages.py ONE OTHER`.

For changes that visitors must not see: run the demonstration of both versions of the code, each on
its port with an empty PERIGEE_DATA_DIR and with the same PERIGEE_BASE_URL, and compare.
Answers 1 if a page differs or is there on one side only.
"""

import difflib
import re
import sys
import urllib.error
import urllib.request
from collections import deque
from concurrent.futures import ThreadPoolExecutor

LINK = re.compile(rb'(?:href|action|src)="(/[^"#]*)')
# Not pages: files are compared by the addresses in the pages, which hold their hashes.
FILES = ("/files/", "/static/", "/download/", "/admin/")
START = ("/", "/search/", "/search/?q=moon", "/sitemap.xml", "/robots.txt", "/no-such-page/")
SHOWN = 12  # lines of a difference


def fetched(site: str, path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"{site}{path}", timeout=60) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def difference(one: bytes, other: bytes) -> str:
    lines = difflib.unified_diff(
        one.decode(errors="replace").splitlines(), other.decode(errors="replace").splitlines(), n=0
    )
    return "\n".join(f"    {line[:200]}" for line in list(lines)[2 : SHOWN + 2])


def main(one: str, other: str) -> int:
    waiting, seen, differing = deque(START), set(START), 0
    with ThreadPoolExecutor(2) as pool:
        while waiting:
            path = waiting.popleft()
            (status, page), answer = pool.map(
                lambda site, path=path: fetched(site, path), (one, other)
            )
            if (status, page) != answer:
                differing += 1
                print(f"{path}: {status} and {answer[0]}\n{difference(page, answer[1])}")
            for link in LINK.findall(page):
                found = link.decode().replace("&amp;", "&")
                if found not in seen and not found.startswith(FILES):
                    seen.add(found)
                    waiting.append(found)
    print(f"{len(seen)} addresses compared, {differing} differ.")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(*(site.rstrip("/") for site in sys.argv[1:3])))
