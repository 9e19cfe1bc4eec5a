"""Conditions as trees: made at random, written as CQL2 text and JSON, and decided here, row by row.

The evaluator shares nothing with the service: it reads the tree and not a text, compares in Python, and asks shapely
(with a GEOS of its own) how shapes lie. True, False and None are the three values of CQL2.
"""

import re
import unicodedata
from datetime import date

from shapely.geometry import box, shape

COMPARISONS = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
SPATIAL = {
    "s_intersects": "intersects",
    "s_disjoint": "disjoint",
    "s_within": "within",
    "s_contains": "contains",
    "s_overlaps": "overlaps",
    "s_crosses": "crosses",
    "s_touches": "touches",
    "s_equals": "equals",
}
# Ends of the first span a..b and the second c..d, as the standard's table has them.
TEMPORAL = {
    "t_after": lambda a, b, c, d: a > d,
    "t_before": lambda a, b, c, d: b < c,
    "t_contains": lambda a, b, c, d: a < c and b > d,
    "t_disjoint": lambda a, b, c, d: a > d or b < c,
    "t_during": lambda a, b, c, d: a > c and b < d,
    "t_equals": lambda a, b, c, d: a == c and b == d,
    "t_finishedBy": lambda a, b, c, d: a < c and b == d,
    "t_finishes": lambda a, b, c, d: a > c and b == d,
    "t_intersects": lambda a, b, c, d: not (a > d or b < c),
    "t_meets": lambda a, b, c, d: b == c,
    "t_metBy": lambda a, b, c, d: a == d,
    "t_overlappedBy": lambda a, b, c, d: a > c and a < d and b > d,
    "t_overlaps": lambda a, b, c, d: a < c and b > c and b < d,
    "t_startedBy": lambda a, b, c, d: a == c and b > d,
    "t_starts": lambda a, b, c, d: a == c and b < d,
}


class Row:
    """A feature as an answer has it."""

    def __init__(self, feature, schema):
        self.id = feature["id"]
        self.shape = shape(feature["geometry"])
        self.values = {**feature["properties"], "id": feature["id"]}
        self.days = {name for name, described in schema.items() if described.get("format") == "date"}

    def __getitem__(self, name):
        value = self.values[name]
        return date.fromisoformat(value) if name in self.days and value is not None else value


def decide(tree, row):
    """Whether a condition holds for a row: True, False, or None where that is unknown."""
    if isinstance(tree, bool):
        return tree
    if "property" in tree:
        return row[tree["property"]]
    op, args = tree["op"], tree["args"]
    if op == "not":
        inner = decide(args[0], row)
        return None if inner is None else not inner
    if op in ("and", "or"):
        decided = [decide(arg, row) for arg in args]
        if (op == "or") in decided:
            return op == "or"
        return None if None in decided else op == "and"
    if op == "isNull":
        return value(args[0], row) is None
    if op in SPATIAL:
        return bool(getattr(place(args[0], row), SPATIAL[op])(place(args[1], row)))
    if op in TEMPORAL:
        ends = [*span(args[0], row), *span(args[1], row)]
        return None if None in ends else TEMPORAL[op](*ends)
    if op == "in":
        items = [value(item, row) for item in args[1]]
        wanted = value(args[0], row)
        return None if wanted is None else wanted in items
    values = [value(arg, row) for arg in args]
    if None in values:
        return None
    if op == "between":
        return values[1] <= values[0] <= values[2]
    if op == "like":
        return re.fullmatch(pattern(values[1]), values[0], re.DOTALL) is not None
    return COMPARISONS[op](*values)


def value(tree, row):
    if isinstance(tree, dict):
        if "property" in tree:
            return row[tree["property"]]
        if "date" in tree:
            return date.fromisoformat(tree["date"])
        inner = value(tree["args"][0], row)
        return inner if inner is None else FOLDS[tree["op"]](inner)
    return tree


def without_case(text):
    return unicodedata.normalize("NFC", text).lower()


def without_marks(text):
    apart = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


FOLDS = {"casei": without_case, "accenti": without_marks}


def pattern(like):
    """A LIKE pattern as a regular expression."""
    pieces = re.findall(r"\\.|.", like, re.DOTALL)
    as_regex = {"%": ".*", "_": "."}
    return "".join(as_regex.get(p) or re.escape(p[1:] if p.startswith("\\") and len(p) == 2 else p) for p in pieces)


def span(tree, row):
    if isinstance(tree, dict) and "interval" in tree:
        first, last = tree["interval"]
        return end(first, row, date.min), end(last, row, date.max)
    day = value(tree, row)
    return day, day


def end(tree, row, if_open):
    """An end that is `..`, or a property that no source states, is open."""
    if tree == "..":
        return if_open
    if isinstance(tree, str):
        return date.fromisoformat(tree)
    day = value(tree, row)
    return if_open if day is None else day


def place(tree, row):
    if "property" in tree:
        return row.shape
    return box(*tree["bbox"]) if "bbox" in tree else shape(tree)


# Writing a tree as CQL2 text.

LOOSENESS = {"or": 0, "and": 1, "not": 2}


def text(tree, around=-1, brackets=False):
    """A tree as text; brackets only where they are needed, unless asked for everywhere."""
    if isinstance(tree, bool):
        return "TRUE" if tree else "FALSE"
    if isinstance(tree, str):
        return "'" + tree.replace("'", "''") + "'"
    if isinstance(tree, (int, float)):
        return repr(tree)
    if "property" in tree:
        return tree["property"]
    if "date" in tree:
        return f"DATE('{tree['date']}')"
    if "interval" in tree:
        return "INTERVAL({})".format(", ".join(text(end) for end in tree["interval"]))
    if "bbox" in tree:
        return "BBOX({})".format(",".join(repr(n) for n in tree["bbox"]))
    if "coordinates" in tree or "geometries" in tree:
        return shape(tree).wkt
    op, args = tree["op"], tree["args"]
    if op in LOOSENESS:
        own = LOOSENESS[op]
        parts = [text(arg, own, brackets) for arg in args]
        written = f"NOT {parts[0]}" if op == "not" else f" {op.upper()} ".join(parts)
        return f"({written})" if brackets or own < around or (own == around and op == "not") else written
    if op == "isNull":
        return f"{text(args[0])} IS NULL"
    if op == "between":
        return f"{text(args[0])} BETWEEN {text(args[1])} AND {text(args[2])}"
    if op == "in":
        return "{} IN ({})".format(text(args[0]), ", ".join(text(item) for item in args[1]))
    if op == "like":
        return f"{text(args[0])} LIKE {text(args[1])}"
    if op in COMPARISONS:
        return f"{text(args[0])} {op} {text(args[1])}"
    return "{}({})".format(op.upper(), ", ".join(text(arg) for arg in args))
