"""What may stand in the place of a piece of code."""

import ast
import copy
from collections.abc import Iterator

# What is done, at which node, and what stands there then: a node, or text.
Alternative = tuple[str, ast.AST, ast.AST | str]

COMPARISONS = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
# Arguments of these are conditions, and each may be the one that no test asks for.
ASKING = {"filter", "exclude", "get", "Q", "get_or_create", "update_or_create"}
OPPOSITE = {"filter": "exclude", "exclude": "filter"}
# Left out of a chain, the rest still runs.
LINKS = {
    *("all", "casefold", "distinct", "live", "lower", "order_by", "public", "reverse", "rstrip"),
    *("lstrip", "select_for_update", "specific", "strip", "upper", "visible", "released"),
}
AROUND = {"reversed", "set", "sorted"}
WORDS = {"heading", "help_text", "label", "verbose_name", "verbose_name_plural"}


def alternatives(node: ast.AST, in_class: bool) -> Iterator[Alternative]:
    """What may stand in the place of `node`, and what that is called."""
    match node:
        case ast.Compare():
            for number, operator in enumerate(node.ops):
                other = COMPARISONS[type(operator)]()
                ops = [*node.ops[:number], other, *node.ops[number + 1 :]]
                yield "comparison swapped", node, but(node, ops=ops)
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "and/or swapped", node, but(node, op=other)
        case ast.UnaryOp(op=ast.Not()):
            yield "negation left out", node, node.operand
        case ast.UnaryOp(op=ast.USub()):
            yield "sign left out", node, node.operand
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator):
            if type(operator) in ARITHMETIC:
                yield "arithmetic changed", node, but(node, op=ARITHMETIC[type(operator)]())
        case ast.Constant():
            yield from other_constants(node)
        case ast.JoinedStr():
            yield "constant changed", node, ast.Constant("XX")
        case ast.List() | ast.Set() | ast.Tuple(ctx=ast.Load()):
            for rest in without_one(node.elts):
                new = but(node, elts=rest) if rest or not isinstance(node, ast.Set) else "set()"
                yield "element dropped", node, new
        case ast.Dict():
            for number in range(len(node.keys)):
                keys = node.keys[:number] + node.keys[number + 1 :]
                values = node.values[:number] + node.values[number + 1 :]
                yield "element dropped", node, but(node, keys=keys, values=values)
        case ast.Call():
            yield from other_calls(node)
    yield from other_conditions(node)
    if isinstance(node, ast.stmt | ast.withitem):
        yield from other_statements(node, in_class)


def other_constants(node: ast.Constant) -> Iterator[Alternative]:
    value = node.value
    if isinstance(value, bool):
        yield "constant changed", node, ast.Constant(not value)
    elif isinstance(value, int | float):
        yield "constant changed", node, ast.Constant(value + 1)
    elif isinstance(value, str):
        yield "constant changed", node, ast.Constant(f"XX{value}")
    elif isinstance(value, bytes):
        yield "constant changed", node, ast.Constant(b"XX" + value)


def other_calls(node: ast.Call) -> Iterator[Alternative]:
    for rest in without_one(node.keywords):
        (gone,) = [each for each in node.keywords if each not in rest]
        if gone.arg not in WORDS:
            yield "keyword argument dropped", node, but(node, keywords=rest)
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name in ASKING:
        for rest in without_one(node.args):
            yield "argument dropped", node, but(node, args=rest)
    if isinstance(node.func, ast.Attribute):
        if name in OPPOSITE:
            yield (
                "filter/exclude swapped",
                node,
                but(node, func=but(node.func, attr=OPPOSITE[name])),
            )
        if name in LINKS:
            yield "call left out", node, node.func.value
    elif name in AROUND and node.args:
        yield "call left out", node, node.args[0]


def other_conditions(node: ast.AST) -> Iterator[Alternative]:
    """The conditions in `node` turned round, where none of the other changes does that."""
    match node:
        case ast.If() | ast.While() | ast.IfExp():
            tests = [node.test]
        case ast.comprehension():
            tests = node.ifs
        case _:
            return
    for test in tests:
        turned_anyway = (
            isinstance(test, ast.Compare | ast.UnaryOp) and len(getattr(test, "ops", [1])) == 1
        )
        if not turned_anyway:
            yield "condition negated", test, ast.UnaryOp(ast.Not(), test)


def other_statements(node: ast.stmt | ast.withitem, in_class: bool) -> Iterator[Alternative]:
    for decorator in getattr(node, "decorator_list", []):
        yield "decorator removed", decorator, ""
    match node:
        case ast.withitem(optional_vars=None):
            nothing = '__import__("contextlib").nullcontext()'
            yield "context left out", node.context_expr, nothing
        case ast.Return(value=value) if not isinstance(value, ast.Constant | None):
            yield "return value replaced", value, "None"
        case ast.Expr(value=ast.Call() | ast.Await() | ast.Yield()):
            yield "statement removed", node, "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_]):
            yield "statement removed", node, "pass"
        case ast.Assign(value=value) if in_class and not isinstance(value, ast.Call):
            yield "statement removed", node, "pass"
        case ast.AugAssign() | ast.Raise() | ast.Delete() | ast.Continue():
            yield "statement removed", node, "pass"
        case ast.Break():
            yield "break continued", node, "continue"


def without_one(things: list) -> Iterator[list]:
    for number in range(len(things)):
        yield things[:number] + things[number + 1 :]


def but(node: ast.AST, **fields) -> ast.AST:
    """A copy of `node` with other fields."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
