"""A copy of the tree in which one change after the other is tried, by a pytest that stays open."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What is no part of the code, or belongs to somebody's machine.
LEFT_BEHIND = shutil.ignore_patterns(".*", "__pycache__", "var", "node_modules")


class Bench:
    def __init__(self, tree: Path, folder: Path, database: Path, tests: list[str]) -> None:
        self.tree, self.database, self.tests = folder / "tree", database, tests
        self.temporary = folder / "temporary"
        self.temporary.mkdir(parents=True)
        shutil.copytree(tree, self.tree, ignore=LEFT_BEHIND)
        self.standing: Session | None = None
        self.passing: Session | None = None

    def open(self) -> list[str]:
        """Collect the tests; the names of those found."""
        self.standing = Session(self, self.tests)
        return self.standing.read()

    def ask(self, **order) -> dict:
        return self.standing.ask(**order)

    def try_change(
        self, module: str, source: str, tests: list[str], seconds: float, *, reached: bool
    ) -> str:
        """The test that notices the change; nothing if none does.

        Changed functions are exchanged in the pytest that stands open. What runs when a module is
        loaded, a pytest of its own must load.
        """
        path = self.tree / module
        before = path.read_text()
        order = {"do": "try", "module": module, "source": source, "before": before}
        order |= {"tests": tests, "seconds": seconds}
        try:
            self.write(path, source)
            answer = self.ask(anew=False, **order) if reached else {"needs_loading": True}
            if not answer.get("needs_loading"):
                return "a time limit" if answer.get("hangs") else answer["failed"]
            self.passing = Session(self, tests)
            try:
                self.passing.read()
            except EOFError:
                return "loading"
            answer = self.passing.ask(anew=True, **order)
            return "a time limit" if answer.get("hangs") else answer["failed"]
        finally:
            if self.passing:
                self.passing.close()
            self.write(path, before)

    def write(self, path: Path, source: str) -> None:
        """Python tells a change by seconds and size; two changes may share both."""
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()
        path.write_text(source)

    def close(self) -> None:
        for session in (self.standing, self.passing):
            if session:
                session.close()


class Session:
    """A pytest that collects its tests, says their names, and waits for orders."""

    def __init__(self, bench: Bench, tests: list[str]) -> None:
        names = bench.temporary / "tests.txt"
        names.write_text("\n".join(tests))
        orders, give = os.pipe()
        take, answers = os.pipe()
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {
            "MUTANTS_PIPES": f"{orders},{answers}",
            "MUTANTS_DATABASE": str(bench.database),
            "TMPDIR": str(bench.temporary),
        }
        plugins = ["-p", "mutants.trial", "-p", "no:cacheprovider"]
        self.log = bench.temporary / "pytest.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "pytest",
                    *plugins,
                    "-s",
                    "--hypothesis-seed=0",
                    f"@{names}",
                ],
                cwd=bench.tree,
                env=environment,
                pass_fds=(orders, answers),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        os.close(orders)
        os.close(answers)
        self.orders, self.answers = os.fdopen(give, "w"), os.fdopen(take)

    def read(self):
        line = self.answers.readline()
        if not line:
            self.close()
            raise EOFError(self.log.read_text())
        return json.loads(line)

    def ask(self, **order) -> dict:
        print(json.dumps(order), file=self.orders, flush=True)
        answer = self.read()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def close(self) -> None:
        """End pytest, which ends what it has begun."""
        self.process.terminate()
        self.process.wait()
