"""Random conditions on a collection, with values that its rows have, so that they select some and not all."""

from cql2_oracle import COMPARISONS, FOLDS, SPATIAL, TEMPORAL

KINDS = {"string": "text", "number": "number", "integer": "number", "boolean": "boolean"}


class Maker:
    def __init__(self, random, queryables, rows):
        self.random = random
        self.rows = rows
        self.names = {"text": [], "number": [], "boolean": [], "day": []}
        for name, described in queryables.items():
            if "type" in described:
                kind = "day" if described.get("format") == "date" else KINDS[described["type"]]
                # What differs from row to row is asked for four times as often.
                weight = 4 if len({row[name] for row in rows}) > 1 else 1
                self.names[kind] += [name] * weight

    def condition(self, depth=3):
        if depth == 0 or self.random.random() < 0.3:
            return self.predicate()
        op = self.random.choice(["and", "or", "or", "not"])
        if op == "not":
            return {"op": op, "args": [self.condition(depth - 1)]}
        count = self.random.choice([2, 2, 3])
        parts = [self.condition(depth - 1) for _ in range(count)]
        # A chain of one operator is one operation in CQL2.
        flat = [inner for part in parts for inner in (part["args"] if is_op(part, op) else [part])]
        return {"op": op, "args": flat}

    def predicate(self):
        kinds = [self.comparison, self.comparison, self.listed, self.between, self.like, self.missing]
        return self.random.choice([*kinds, self.spatial, self.temporal, self.truth])()

    def property(self, kind):
        return {"property": self.random.choice(self.names[kind])}

    def value_of(self, name):
        """A value that some row has of a property."""
        values = [row[name] for row in self.rows if row[name] is not None]
        return self.random.choice(values) if values else None

    def value(self, kind, name):
        value = self.value_of(name)
        if kind == "day":
            return {"date": value.isoformat() if value else "2025-07-01"}
        if kind == "number":
            value = 1 if value is None else value
            return value + self.random.choice([0, 0, 0.5, -1])
        if kind == "boolean":
            return self.random.choice([True, False])
        return "Không có" if value is None else value

    def kind(self, of=("text", "number", "day")):
        return self.random.choice([kind for kind in of if self.names[kind]])

    def comparison(self):
        kind = self.kind(("text", "text", "number", "boolean", "day"))
        operators = ["=", "<>"] if kind == "boolean" else list(COMPARISONS)
        left = self.property(kind)
        right = self.value(kind, left["property"])
        if self.random.random() < 0.1:
            right = self.property(kind)
        if kind == "text" and self.random.random() < 0.5:
            left, right = self.folded(left, right)
        pair = [left, right] if self.random.random() < 0.8 else [right, left]
        return {"op": self.random.choice(operators), "args": pair}

    def folded(self, left, right):
        """Both sides without case, without marks, or both; the written one changed so that it matters."""
        for fold in self.random.sample(list(FOLDS), self.random.choice([1, 2])):
            if isinstance(right, str):
                right = right.upper() if fold == "casei" else FOLDS["accenti"](right)
            left, right = ({"op": fold, "args": [side]} for side in (left, right))
        return left, right

    def listed(self):
        kind = self.kind()
        left = self.property(kind)
        items = [self.value(kind, left["property"]) for _ in range(self.random.choice([1, 2, 5]))]
        return {"op": "in", "args": [left, items]}

    def between(self):
        kind = self.kind()
        left = self.property(kind)
        ends = [self.value(kind, left["property"]) for _ in range(2)]
        ends.sort(key=lambda end: end["date"] if isinstance(end, dict) else end)
        return {"op": "between", "args": [left, *ends]}

    def like(self):
        left = self.property("text")
        letters = list(self.value("text", left["property"])[:60])
        for _ in range(self.random.choice([1, 2, 3])):
            at = self.random.randrange(len(letters) + 1)
            letters[at : at + self.random.choice([0, 1, 4])] = self.random.choice(["%", "_", "%"])
        pattern = "".join(letters) + self.random.choice(["", "%"])
        if self.random.random() < 0.4:
            left, pattern = self.folded(left, pattern)
        return {"op": "like", "args": [left, pattern]}

    def missing(self):
        return {"op": "isNull", "args": [self.property(self.kind(("text", "number", "day")))]}

    def truth(self):
        return self.property("boolean") if self.names["boolean"] else self.random.choice([True, False])

    def spatial(self):
        """A box, a triangle, a line or a point near some row."""
        row = self.random.choice(self.rows)
        at = row.shape.representative_point()
        bounds = [row.shape.bounds for row in self.rows]
        whole = max(b[2] for b in bounds) - min(b[0] for b in bounds)
        size = whole * self.random.choice([0.01, 0.05, 0.3])
        x, y = (at.x + size * self.random.uniform(-0.4, 0.4), at.y + size * self.random.uniform(-0.4, 0.4))
        corners = [[round(x + dx * size, 6), round(y + dy * size, 6)] for dx, dy in ((-1, -0.9), (1, -0.8), (0.1, 1))]
        shapes = [
            {"bbox": [*corners[0], corners[1][0], corners[2][1]]},
            {"type": "Polygon", "coordinates": [[*corners, corners[0]]]},
            {"type": "LineString", "coordinates": corners},
            {"type": "Point", "coordinates": [round(x, 6), round(y, 6)]},
            {"type": "MultiPoint", "coordinates": corners},
        ]
        return {"op": self.random.choice(list(SPATIAL)), "args": [{"property": "geometry"}, self.random.choice(shapes)]}

    def temporal(self):
        day = self.property("day")
        written = self.value("day", day["property"])
        spans = [
            day,
            {"interval": [{"property": "valid_from"}, {"property": "valid_to"}]},
        ]
        others = [
            written,
            {"interval": [written["date"], ".."]},
            {"interval": ["..", written["date"]]},
            {"interval": ["2024-01-01", "2025-07-01"]},
        ]
        pair = [self.random.choice(spans), self.random.choice(others)]
        if self.random.random() < 0.3:
            pair.reverse()
        return {"op": self.random.choice(list(TEMPORAL)), "args": pair}


def is_op(tree, op):
    return isinstance(tree, dict) and tree.get("op") == op
