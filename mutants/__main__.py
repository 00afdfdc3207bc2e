"""Say which changes of a module no test notices.

    python -m mutants media/visitors/likes.py [more modules] [--tests tests/media/visitors/test_likes.py …]

Two copies of the tree are made in a temporary folder; the working tree is not touched. The tests
run once, to learn which of them reach which line; then each change is tried with those alone.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from mutants.bench import Bench
from mutants.findings import Findings
from mutants.reach import HOUSE, Reach

TREE = Path(__file__).parents[1]
MARKERS = "not browser and not servers"


def main(arguments: list[str] | None = None, tree: Path = TREE) -> int:
    asked = options(arguments)
    findings = Findings(tree, asked.modules)
    rooms = {f"tests/{Path(module).parts[0]}" for module in findings.sources}
    tests = ["-m", MARKERS, *(asked.tests or sorted(rooms)), HOUSE]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        database = Path(folder) / "migrated.sqlite3"
        benches = [Bench(tree, Path(folder) / name, database, tests) for name in ("one", "other")]
        try:
            findings.look(benches, Reach.measured(benches, list(findings.sources)))
        except (EOFError, RuntimeError) as error:
            sys.exit(str(error))
        except KeyboardInterrupt:
            print("Stopped before the end.", file=sys.stderr)
            findings.stopped = True
        finally:
            for bench in benches:
                bench.close()
    findings.tell(everything=asked.all)
    return 0 if findings.enough and not findings.stopped else 1


def options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__.split("\n")[0])
    parser.add_argument("modules", nargs="+", help="their paths; with :18 only line 18")
    parser.add_argument("--tests", nargs="+", help="instead of those of the modules' rooms")
    parser.add_argument("--all", action="store_true", help="also say which test noticed what")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
