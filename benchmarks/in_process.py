"""What pages cost in one process without a server: run by each project's own Python.

    python in_process.py FOLDER '{"name": "/address/", …}'

FOLDER is the project's, DJANGO_SETTINGS_MODULE says its settings. Prints as JSON {name: [processor
milliseconds of the median answer, queries]}. Knows nothing of Perigee, so that others are asked the same way.
"""

import json
import os
import statistics
import sys
import time
from io import BytesIO

TIMES, BEFORE = 25, 5


def ask(application, address: str) -> int:
    """Bytes of an answer; raises SystemExit if it is none of 200."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "203.0.113.9",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    met = []
    pieces = application(environ, lambda status, headers, exc_info=None: met.append(status))
    size = sum(len(piece) for piece in pieces)
    if close := getattr(pieces, "close", None):
        close()
    if not met[0].startswith("200"):
        raise SystemExit(f"{address}: {met[0]}")
    return size


class Counter:
    """Counts what the database is asked."""

    def __init__(self):
        self.count = 0

    def __call__(self, execute, *given):
        self.count += 1
        return execute(*given)


def main(folder: str, asked: str) -> None:
    os.chdir(folder)
    sys.path.insert(0, folder)
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    from django.db import connection

    found = {}
    for name, address in json.loads(asked).items():
        for _time in range(BEFORE):
            ask(application, address)
        taken = []
        for _time in range(TIMES):
            began = time.process_time()
            ask(application, address)
            taken.append(time.process_time() - began)
        queries = Counter()
        with connection.execute_wrapper(queries):
            ask(application, address)
        found[name] = 1000 * statistics.median(taken), queries.count
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
