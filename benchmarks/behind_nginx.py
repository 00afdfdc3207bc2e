"""A page that nginx keeps, against a static file of the same bytes from the same nginx.

    PERIGEE_DATA_DIR=… python -m benchmarks.behind_nginx

nginx runs deploy/nginx.conf without TLS, one process. Both are asked uncompressed, since nginx
compresses either alike, and compressed. Ratios are of answers for each second of nginx's processor time.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.servers import Load, answer, gunicorn, load, nginx, site

ROUNDS = 3
ADDRESSES = {"home": "/", "archive": "/images/"}
ENCODINGS = {"whole": "identity", "gzip": "gzip"}


def main() -> bool:
    figures = Figures()
    with site() as environment, tempfile.TemporaryDirectory(prefix="perigee-files-") as files:
        Path(files).chmod(0o755)
        (Path(files) / "static").mkdir()
        with (
            gunicorn("portal.wsgi", environment, first="/images/") as portal,
            nginx(portal, files) as front,
        ):
            for page, address in ADDRESSES.items():
                _headers, body = answer(front + address)
                (Path(files) / f"static/{page}.html").write_bytes(body)
                for name, encoding in ENCODINGS.items():
                    sides = {"file": f"/static/{page}.html", "kept": address}
                    found: dict[str, list[Load]] = {side: [] for side in sides}
                    header = f"Accept-Encoding: {encoding}"
                    for _round in range(ROUNDS):
                        for side, asked in sides.items():
                            found[side].append(load(front, asked, header=header))
                    for side, loads in found.items():
                        figures.say(
                            f"{page}, {name}, {side}", [one.rate for one in loads], "a second"
                        )
                    figures.compare(
                        f"{page}, {name}, kept : file",
                        [one.per_second for one in found["kept"]],
                        [one.per_second for one in found["file"]],
                        least=0.95,
                    )
    return figures.all_met


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
