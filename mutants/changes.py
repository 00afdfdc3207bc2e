"""The changes that are tried on a module: each alters one place of what it does, none its words."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mutants.alternatives import WORDS, alternatives

LOGGING = {"debug", "info", "warning", "error", "exception", "critical"}


@dataclass(frozen=True)
class Change:
    """A module with one place altered; `lines` are those that run when the place does."""

    line: int
    lines: range
    kind: str
    source: str


def changes(source: str) -> list[Change]:
    """Every change of the module, in the order of its lines."""
    found = {}
    for place, lines, in_class in places(ast.parse(source)):
        for kind, node, new in alternatives(place, in_class):
            altered = replaced(source, node, new)
            if altered and altered not in found:
                found[altered] = Change(node.lineno, lines, kind, altered)
    return sorted(found.values(), key=lambda change: change.line)


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, range, bool]]:
    """Each node that may be altered, the lines of its statement, and whether a class holds that."""

    def walk(node: ast.AST, lines: range, in_class: bool):
        if isinstance(node, ast.stmt):
            lines = head_of(node)
        if is_words(node):
            return
        yield node, lines, in_class
        if isinstance(node, ast.JoinedStr):  # Python 3.11 places its parts wrongly
            return
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.stmt):
                    yield from walk(child, lines, isinstance(node, ast.ClassDef))
                elif isinstance(child, ast.AST):
                    yield from walk(child, lines, in_class)

    for statement in tree.body:
        yield from walk(statement, range(0), False)


def head_of(statement: ast.stmt) -> range:
    """The lines of a statement without the statements that it holds."""
    first = min(
        [statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", []))]
    )
    body = getattr(statement, "body", None)
    last = max(first, body[0].lineno - 1) if body else statement.end_lineno
    return range(first, last + 1)


def is_words(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant()):  # a docstring
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.keyword(arg=name) if name in WORDS:
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) if name in WORDS:
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))) if name in LOGGING:
            return True
        case ast.Constant(value=str(text)):
            return " " in text.strip()
        case ast.JoinedStr(values=values):
            return any(
                " " in str(getattr(part, "value", "")).strip()
                for part in values
                if isinstance(part, ast.Constant)
            )
    return False


def replaced(source: str, node: ast.AST, new: ast.AST | str) -> str | None:
    """The source with `new` in the place of `node`; None if Python cannot read that."""
    raw = source.encode()
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    begin = starts[node.lineno - 1] + node.col_offset
    end = starts[node.end_lineno - 1] + node.end_col_offset
    text = new if isinstance(new, str) else ast.unparse(new)
    if text == "":  # a decorator goes with its sign
        begin = raw.rindex(b"@", 0, begin)

    def around(middle: str) -> str:
        return (raw[:begin] + middle.encode() + raw[end:]).decode()

    try:
        plain = around(text)
        if isinstance(new, ast.expr):
            bracketed = around(f"({text})")
            if meaning(plain) != meaning(bracketed):
                return bracketed
        return plain if meaning(plain) != meaning(source) else None
    except SyntaxError:
        return None


def meaning(source: str) -> str:
    return ast.dump(ast.parse(source))
