"""Which tests reach which lines, learnt from one run of all of them."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from mutants.bench import Bench
from mutants.changes import Change

HOUSE = "tests/test_architecture.py"  # judges modules by what they are, not by what they do
ALL = 3600  # seconds that the database may take, and all tests
PATIENCE, TIMES = 30, 5  # seconds that a change may take, and how often the usual time of its tests


class Reach:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.tests: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))

    @classmethod
    def measured(cls, benches: list[Bench], modules: list[str]) -> "Reach":
        """Run the tests, each bench its part; RuntimeError unless all of them pass."""
        reach = cls()
        with ThreadPoolExecutor(len(benches)) as pool:
            try:
                reach.measure(pool, benches, modules)
            except BaseException:  # so that nobody waits for tests of which nothing is wanted
                for bench in benches:
                    bench.close()
                raise
        return reach

    def measure(self, pool: ThreadPoolExecutor, benches: list[Bench], modules: list[str]) -> None:
        opening = [pool.submit(bench.open) for bench in benches]
        found = opening[0].result()
        must_pass(benches[0].ask(do="database", seconds=ALL))
        opening[1].result()
        parts = [found[number :: len(benches)] for number in range(len(benches))]
        order = {"do": "measure", "modules": modules, "seconds": ALL}
        asking = [
            pool.submit(bench.ask, tests=part, **order)
            for bench, part in zip(benches, parts, strict=True)
        ]
        for each in asking:
            self.add(each.result())

    def add(self, answer: dict) -> None:
        must_pass(answer)
        self.seconds |= answer["seconds"]
        for module, lines in answer["reached"].items():
            for line, tests in lines.items():
                self.tests[module][int(line)].update(tests)

    def of(self, module: str, change: Change) -> list[str]:
        """The tests that may notice the change.

        A line that no test was seen to reach runs when the module is loaded, or in another
        process: then all that reach the module may notice, and those that judge the house.
        """
        tests = self.directly(module, change)
        if not tests:
            tests = set().union(*self.tests[module].values()) or set(self.seconds)
            tests |= {test for test in self.seconds if test.startswith(HOUSE)}
        return sorted(tests)

    def directly(self, module: str, change: Change) -> set[str]:
        lines = self.tests[module]
        return set().union(*(lines[line] for line in change.lines if line in lines))

    def limit(self, tests: list[str]) -> float:
        return PATIENCE + TIMES * sum(self.seconds[test] for test in tests)


def must_pass(answer: dict) -> None:
    """What must hold before any change is tried."""
    if answer.get("hangs") or answer["failed"]:
        what = answer.get("failed") or "what takes too long"
        raise RuntimeError(f"Nothing can be judged: without any change this fails: {what}")
