"""Where the milliseconds of a page drawn anew are: processor time by part, each without those inside it.

    PERIGEE_DATA_DIR=… python -m benchmarks.parts

The page cache is off, what is kept besides is warm, nothing listens. The clock costs some
microseconds a part, so a sum lies above what `benchmarks.pages` measures. Rows after the first are
fetched from SQLite while instances are made, and counted there.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from functools import wraps

from benchmarks.in_process import ask
from benchmarks.servers import ROOT, site

TIMES, BEFORE = 50, 5
REST = "middleware, handler, Wagtail's serving"
SQL, WORDS, ROWS, BUILT = "SQLite", "putting into SQL", "instances of rows", "building querysets"
ROUTE, CONTEXT = "routing", "contexts"
TEMPLATES = {
    "the page's own template": lambda name: "/" not in name or name.endswith("_page.html"),
    "social links and structured data": lambda name: "social" in name or "structured" in name,
    "cards, pictures, lists": lambda name: any(
        one in name for one in ("card", "picture", "tile", "rail", "pager", "filter")
    ),
    "other parts of templates": lambda name: True,
}
PARTS = [REST, ROUTE, CONTEXT, BUILT, WORDS, SQL, ROWS, *TEMPLATES]


class Clock:
    """Processor seconds by part; while an inner part is measured, the outer one stands still."""

    def __init__(self):
        self.spent, self.stack, self.since = Counter(), [REST], time.process_time()

    def turn(self) -> None:
        now = time.process_time()
        self.spent[self.stack[-1]] += now - self.since
        self.since = now

    def measure(self, part: str, call, *given, **named):
        self.turn()
        self.stack.append(part)
        try:
            return call(*given, **named)
        finally:
            self.turn()
            self.stack.pop()


def measured(clock: Clock, owner: type, name: str, part) -> None:
    """Replace a method by one whose time is that of `part`, a name or what finds it from the object."""
    call = owner.__dict__[name]
    static = isinstance(call, staticmethod)
    call = call.__func__ if static else call

    @wraps(call)
    def timed(*given, **named):
        found = part(given[0]) if callable(part) else part
        return clock.measure(found, call, *given, **named)

    setattr(owner, name, staticmethod(timed) if static else timed)


def part_of_template(template) -> str:
    name = str(template.name)
    return next(part for part, holds in TEMPLATES.items() if holds(name))


def measure_all(clock: Clock) -> None:
    from django.db.models import Model, QuerySet
    from django.db.models.sql import compiler
    from django.db.models.sql.query import Query
    from django.template.base import Template
    from wagtail.models import Page

    from media.pages.prepared import Prepared

    def kinds(of):
        return {of}.union(*(kinds(one) for one in of.__subclasses__()))

    for kind in kinds(Model):
        if "get_context" in kind.__dict__:
            measured(clock, kind, "get_context", CONTEXT)
        if "route" in kind.__dict__:
            measured(clock, kind, "route", ROUTE)
    measured(clock, Page, "route_for_request", ROUTE)
    for kind in kinds(QuerySet):
        if "_fetch_all" in kind.__dict__:
            measured(clock, kind, "_fetch_all", ROWS)
    measured(clock, Prepared, "__call__", ROWS)
    measured(clock, Query, "chain", BUILT)
    measured(clock, Query, "build_filter", BUILT)
    for kind in kinds(compiler.SQLCompiler):
        if "as_sql" in kind.__dict__:
            measured(clock, kind, "as_sql", WORDS)
    measured(clock, Template, "render", part_of_template)


def main_within(asked: dict[str, str]) -> None:
    """Prints as JSON {name: {part: milliseconds}} with "all", the median of whole requests."""
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    from django.db import connection

    clock = Clock()
    measure_all(clock)
    found = {}
    with connection.execute_wrapper(lambda execute, *given: clock.measure(SQL, execute, *given)):
        for name, address in asked.items():
            for _time in range(BEFORE):
                ask(application, address)
            requests = []
            for _time in range(TIMES):
                clock.spent, clock.since = Counter(), time.process_time()
                ask(application, address)
                clock.turn()
                requests.append(clock.spent)
            found[name] = {
                part: 1000 * statistics.median(one[part] for one in requests) for part in PARTS
            }
            found[name]["all"] = 1000 * statistics.median(one.total() for one in requests)
    print(json.dumps(found))


def main() -> bool:
    from benchmarks.pages import ours

    with site() as environment:
        environment |= {"PERIGEE_PAGE_CACHE": "0"}
        asked = json.dumps(ours(environment))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.parts", asked],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(done.stderr)
        found = json.loads(done.stdout.splitlines()[-1])
    print(f"load {os.getloadavg()[0]:.1f}")
    print("| part | " + " | ".join(found) + " |\n|---|" + "---|" * len(found))
    for part in [*PARTS, "all"]:
        print(f"| {part} | " + " | ".join(f"{one[part]:.1f}" for one in found.values()) + " |")
    return True


if __name__ == "__main__":
    if sys.argv[1:]:
        main_within(json.loads(sys.argv[1]))
    else:
        sys.exit(0 if main() else 1)
