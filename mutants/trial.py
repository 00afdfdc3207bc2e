"""Inside pytest, in a copy of the tree: tests are collected once, then each change is tried in a fork.

    python -m pytest -p mutants.trial …

The orders come as lines of JSON through a pipe, and so do the answers.
"""

import contextlib
import gc
import importlib
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections import defaultdict
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import pytest
from django.db import connection
from django.test.utils import setup_databases

ORDERS, ANSWERS = (int(number) for number in os.environ["MUTANTS_PIPES"].split(","))
DATABASE = Path(os.environ["MUTANTS_DATABASE"])  # as migrations leave it; copied for each trial
IS_FUNCTION = 2  # inspect.CO_NEWLOCALS: what has it runs when it is called, not at import


class KeptDatabase:
    """In the place of pytest-django's own: the database is a file that lies there already."""

    @pytest.fixture(scope="session")
    def django_db_setup(self, django_test_environment, django_db_blocker) -> None:
        with django_db_blocker.unblock():
            connection.settings_dict["NAME"] = str(restored_database())
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()
            connection.close()


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(KeptDatabase())


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    if session.testsfailed:
        raise session.Interrupted("The tests cannot be collected.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    items = {item.nodeid: item for item in session.items}
    with os.fdopen(ORDERS) as orders, os.fdopen(ANSWERS, "w") as answers:
        print(json.dumps(list(items)), file=answers, flush=True)
        for line in orders:
            order = json.loads(line)
            for module in order.get("modules", ()):  # here, as they are; a fork would forget them
                importlib.import_module(module_name(module))
            deed = {"database": make_database, "measure": measure, "try": try_change}[order["do"]]
            # In pytest-django's order: some tests leave an empty database behind.
            wanted = set(order.get("tests", []))
            chosen = [item for nodeid, item in items.items() if nodeid in wanted]
            answer = forked(partial(deed, session, chosen, order), order["seconds"])
            print(json.dumps(answer), file=answers, flush=True)
    return True


def forked(deed, seconds: float) -> dict:
    """What `deed` answers in a child, which is ended with all its children after `seconds`."""
    result = Path(f"{DATABASE}.{os.getpid()}.json")
    result.unlink(missing_ok=True)
    child = os.fork()
    if not child:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        silence = os.open(os.devnull, os.O_RDWR)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            result.write_text(json.dumps(deed()))
        except BaseException:
            result.write_text(json.dumps({"error": traceback.format_exc()}))
        os._exit(0)
    end = time.monotonic() + seconds
    ended = False
    try:
        while not ended and time.monotonic() < end:
            time.sleep(0.01)
            ended = bool(os.waitpid(child, os.WNOHANG)[0])
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        if not ended:
            os.waitpid(child, 0)
    if not ended:
        return {"hangs": True}
    return json.loads(result.read_text()) if result.exists() else {"failed": "the process"}


def run(session: pytest.Session, items: list[pytest.Item], around=contextlib.nullcontext) -> str:
    """Run the tests up to the first that fails, and say which that is."""
    for number, item in enumerate(items):
        following = items[number + 1] if number + 1 < len(items) else None
        with around(item):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return item.nodeid
    return ""


# --- The orders -------------------------------------------------------------------------------


def make_database(session, items, order) -> dict:
    """A database with nothing but what migrations make."""
    from pytest_django.plugin import blocking_manager_key

    with session.config.stash[blocking_manager_key].unblock():
        setup_databases(verbosity=0, interactive=False)
        connection.close()
        shutil.copy(connection.settings_dict["NAME"], DATABASE)
    return {"failed": ""}


def measure(session, items, order) -> dict:
    """Which of the tests reach which lines of the modules, and how long each takes."""
    measuring = coverage.Coverage(data_file=None, include=order["modules"], config_file=False)
    measuring.start()
    seconds = {}

    @contextlib.contextmanager
    def around(item: pytest.Item):
        began = time.monotonic()
        measuring.switch_context(item.nodeid)
        yield
        measuring.switch_context("")
        seconds[item.nodeid] = time.monotonic() - began

    failed = run(session, items, around)
    measuring.stop()
    data = measuring.get_data()
    reached = defaultdict(dict)
    for module in order["modules"]:
        for number, contexts in data.contexts_by_lineno(str(Path(module).resolve())).items():
            reached[module][number] = [context for context in contexts if context]
    return {"failed": failed, "seconds": seconds, "reached": reached}


def try_change(session, items, order) -> dict:
    """Put the changed functions in the place of the ones loaded, and run the tests."""
    path = Path(order["module"]).resolve()
    if order["anew"]:  # the module was changed before it was loaded
        return {"failed": run(session, items)}
    loaded, changed = (compile(order[name], str(path), "exec") for name in ("before", "source"))
    pairs = changed_functions(loaded, changed)
    if pairs is None or not all(exchanged(*pair) for pair in pairs):
        return {"failed": "", "needs_loading": True}
    return {"failed": run(session, items)}


def module_name(path: str) -> str:
    return ".".join(Path(path).with_suffix("").parts)


def changed_functions(before: CodeType, after: CodeType) -> list | None:
    """The functions that differ; None if something differs that runs when the module is loaded."""
    inner = [
        [each for each in code.co_consts if isinstance(each, CodeType)] for code in (before, after)
    ]
    outer = [
        (
            code.co_code,
            code.co_names,
            [each for each in code.co_consts if not isinstance(each, CodeType)],
        )
        for code in (before, after)
    ]
    if outer[0] != outer[1] or len(inner[0]) != len(inner[1]):
        return None
    pairs = []
    for one, other in zip(*inner, strict=True):
        if one == other:
            continue
        if one.co_flags & IS_FUNCTION:
            pairs.append((one, other))
            continue
        within = changed_functions(one, other)
        if within is None:
            return None
        pairs += within
    return pairs


def exchanged(before: CodeType, after: CodeType) -> bool:
    """Whether every function with the code `before` could be given the code `after`."""
    found = [
        each
        for each in gc.get_objects()
        if type(each) is FunctionType  # `isinstance` would wake Django's lazy objects
        and each.__code__ == before
        and each.__code__.co_filename == before.co_filename
    ]
    try:
        for function in found:
            function.__code__ = after
    except ValueError:  # other variables of what stands around it
        return False
    return bool(found)


def restored_database() -> Path:
    """The database as migrations left it, in the place where these tests look for theirs."""
    place = Path(connection.settings_dict["TEST"]["NAME"])
    for rest in place.parent.glob(f"{place.name}*"):
        rest.unlink()
    shutil.rmtree(place.parent / "private", ignore_errors=True)
    shutil.rmtree(place.parent / "public", ignore_errors=True)
    shutil.copy(DATABASE, place)
    return place
