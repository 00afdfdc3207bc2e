"""What was found: the changes that no test noticed, and how many there were."""

import difflib
import queue
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tqdm import tqdm

from mutants.bench import Bench
from mutants.changes import Change, changes
from mutants.reach import Reach

ALLOWED = 0.1  # the share of changes that may stay unnoticed


class Findings:
    def __init__(self, tree: Path, places: list[str]) -> None:
        """`places` are modules, or modules with a colon and one line."""
        self.lines = dict(place.partition(":")[::2] for place in places)
        self.sources = {module: (tree / module).read_text() for module in self.lines}
        self.tried: list[tuple[str, Change, str]] = []
        self.stopped = False

    def look(self, benches: list[Bench], reach: Reach) -> None:
        """Try every change, at each bench one at a time."""
        waiting = queue.SimpleQueue()
        for module, source in self.sources.items():
            for change in changes(source):
                if self.lines[module] in ("", str(change.line)):
                    waiting.put((module, change))
        with (
            tqdm(total=waiting.qsize(), unit=" changes", file=sys.stderr) as bar,
            ThreadPoolExecutor(len(benches)) as pool,
        ):
            working = [pool.submit(self.work, bench, reach, waiting, bar) for bench in benches]
            try:
                for each in working:
                    each.result()
            except BaseException:
                self.stopped = True
                while not waiting.empty():
                    waiting.get_nowait()
                for bench in benches:
                    bench.close()
                raise

    def work(self, bench: Bench, reach: Reach, waiting: queue.SimpleQueue, bar: tqdm) -> None:
        while True:
            try:
                module, change = waiting.get_nowait()
            except queue.Empty:
                return
            tests = reach.of(module, change)
            noticed_by = bench.try_change(
                module,
                change.source,
                tests,
                reach.limit(tests),
                reached=bool(reach.directly(module, change)),
            )
            if self.stopped:
                return
            self.tried.append((module, change, noticed_by))
            bar.update()

    @property
    def enough(self) -> bool:
        unnoticed = [change for _, change, noticed_by in self.tried if not noticed_by]
        return len(unnoticed) <= ALLOWED * len(self.tried)

    def tell(self, *, everything: bool) -> None:
        """The changes that no test noticed, and the share of those that some did, by module."""
        for module, change, noticed_by in sorted(
            self.tried, key=lambda found: (found[0], found[1].line)
        ):
            if everything or not noticed_by:
                by = f", noticed by {noticed_by}" if noticed_by else ""
                print(f"\n{module}:{change.line}: {change.kind}{by}\n")
                print(difference(self.sources[module], change.source))
        print(f"\n{'module':<40} {'changes':>8} {'noticed':>8} {'share':>6}")
        for module in self.sources:
            all_of_it = [found for found in self.tried if found[0] == module]
            noticed = len([found for found in all_of_it if found[2]])
            share = noticed / len(all_of_it) if all_of_it else 1
            print(f"{module:<40} {len(all_of_it):>8} {noticed:>8} {share:>6.0%}")


def difference(before: str, after: str) -> str:
    """The lines that a change takes away and those it puts there."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(f"    {line}" for line in list(lines)[3:])
