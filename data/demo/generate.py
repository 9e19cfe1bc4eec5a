#!/usr/bin/env python3
"""Write the illustrative plan: a partition into zones, and constraints laid over it.

Everything it draws is invented. Of Hà Nội it knows where the former communes and the new
commune seats lie (data/commune), nothing else: a real cluster must never be judged by an
invented zone, so the register is not read here.

    python3 data/demo/generate.py           write the files beside this script
    python3 data/demo/generate.py --check   fail if the committed files differ
"""

import argparse
import csv
import io
import json
import math
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
COMMUNES = HERE.parent / "commune"
SEED = 20250701

# Coordinates are whole micro-degrees until they are printed: shared corners stay shared.
MICRO = 1_000_000
STEP = 25_000
JITTER = 6_500
WEST, SOUTH = 105_270_000, 20_550_000
COLUMNS, ROWS = 31, 34
METRES_PER_DEGREE = 111_000
COS_LATITUDE = math.cos(math.radians(21))

EAST, NORTH, LEFT, DOWN = (1, 0), (0, 1), (-1, 0), (0, -1)

# id, title_vi, title_en, permission, article, weight
CLASSES = [
    ("cluster_land", "Đất cụm công nghiệp (minh hoạ)", "Industrial cluster land (illustrative)",
     "designated", "Điều 1 (minh hoạ)", 3),
    ("industry", "Đất công nghiệp (minh hoạ)", "Industrial land (illustrative)",
     "compatible", "Điều 2 (minh hoạ)", 2),
    ("craft_production", "Đất sản xuất làng nghề (minh hoạ)",
     "Craft production land (illustrative)", "compatible", "Điều 3 (minh hoạ)", 2),
    ("mixed_use", "Đất hỗn hợp (minh hoạ)", "Mixed-use land (illustrative)",
     "conditional", "Điều 4 (minh hoạ)", 2),
    ("farming", "Đất nông nghiệp (minh hoạ)", "Farm land (illustrative)",
     "conditional", "Điều 5 (minh hoạ)", 3),
    ("housing", "Đất ở (minh hoạ)", "Housing land (illustrative)",
     "incompatible", "Điều 6 (minh hoạ)", 3),
    ("green", "Đất cây xanh (minh hoạ)", "Green land (illustrative)",
     "incompatible", "Điều 7 (minh hoạ)", 2),
]

# kind: title_vi, title_en, article
KINDS = {
    "flood_discharge_corridor": (
        "Hành lang thoát lũ minh hoạ", "Illustrative flood corridor", "Điều 11 (minh hoạ)"),
    "dike": ("Hành lang đê minh hoạ", "Illustrative dike", "Điều 12 (minh hoạ)"),
    "water_source": (
        "Vùng bảo vệ nguồn nước minh hoạ", "Illustrative water source", "Điều 13 (minh hoạ)"),
    "heritage": ("Khu di tích minh hoạ", "Illustrative heritage site", "Điều 14 (minh hoạ)"),
    "power_line": (
        "Hành lang điện minh hoạ", "Illustrative power line", "Điều 15 (minh hoạ)"),
    "transport_reserve": (
        "Hành lang giao thông minh hoạ", "Illustrative transport reserve", "Điều 16 (minh hoạ)"),
}

PLAN = """\
# Written by data/demo/generate.py. Invented: no plan of Hà Nội looks like this.
slug = "demo"
title_vi = "Quy hoạch minh hoạ (hư cấu, không có giá trị pháp lý)"
title_en = "Illustrative plan (invented, no legal value)"
level = "province"
law_status = "in_force"
synthetic = true
boundary_certainty = "indicative"
source_id = "demo-plan"
valid_from = "2025-07-01"
# The decision whose real geometry is to replace this plan by import.
stands_in_for = "qd-1569-2024"
"""


def read(name):
    with open(COMMUNES / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def micro(text):
    return round(float(text) * MICRO)


def pick(rng, items):
    return items[rng.randrange(len(items))]


# Zones: cells of a jittered grid, grown from the commune seats into patches.


def covered_cells():
    boxes = [tuple(micro(row[side]) for side in ("west", "south", "east", "north"))
             for row in read("former.csv")]

    def inside(cell):
        x = WEST + cell[0] * STEP + STEP // 2
        y = SOUTH + cell[1] * STEP + STEP // 2
        return any(w <= x <= e and s <= y <= n for w, s, e, n in boxes)

    return [(i, j) for j in range(ROWS) for i in range(COLUMNS) if inside((i, j))]


def neighbours(cell):
    return [(cell[0] + dx, cell[1] + dy) for dx, dy in (EAST, NORTH, LEFT, DOWN)]


def without_gaps(rng, cells):
    """Leave some land in no zone at all."""
    gone = set()
    for _ in range(7):
        heart = pick(rng, cells)
        gone.add(heart)
        gone.update(n for n in neighbours(heart) if rng.randrange(4))
    gone.update(cell for cell in cells if rng.randrange(40) == 0)
    return [cell for cell in cells if cell not in gone]


def grow(rng, cells):
    """The patch number of each cell; every patch hangs together by whole edges."""
    free = set(cells)
    frontier = []
    patch_of = {}
    patches = 0

    def take(cell, patch):
        free.discard(cell)
        patch_of[cell] = patch
        frontier.append(cell)

    def spread():
        while frontier:
            at = rng.randrange(len(frontier))
            open_sides = [n for n in neighbours(frontier[at]) if n in free]
            if open_sides:
                take(pick(rng, open_sides), patch_of[frontier[at]])
            else:
                frontier[at] = frontier[-1]
                frontier.pop()

    for seat in read("units.csv"):
        east = micro(seat["seat_lon"]) - WEST
        north = micro(seat["seat_lat"]) - SOUTH
        cell = (east // STEP, north // STEP)
        if cell in free:
            take(cell, patches)
            patches += 1
    spread()
    for cell in cells:
        if cell in free:
            take(cell, patches)
            patches += 1
            spread()
    return patch_of, patches


def corners(rng):
    """Where each grid corner lies; moved too little for a cell to fold over."""
    return {
        (i, j): (WEST + i * STEP + rng.randint(-JITTER, JITTER),
                 SOUTH + j * STEP + rng.randint(-JITTER, JITTER))
        for j in range(ROWS + 1) for i in range(COLUMNS + 1)
    }


def outline(cells):
    """The rings around a patch, as grid corners, land on the left."""
    cells = set(cells)
    out = {}
    for i, j in cells:
        for (dx, dy), start, way in (
            (DOWN, (i, j), EAST), (EAST, (i + 1, j), NORTH),
            (NORTH, (i + 1, j + 1), LEFT), (LEFT, (i, j + 1), DOWN),
        ):
            if (i + dx, j + dy) not in cells:
                out.setdefault(start, set()).add(way)
    rings = []
    while out:
        start = min(out)
        at, way = start, min(out[start])
        ring = []
        while at in out:
            if ring:
                # Where a patch touches itself at a corner, the right turn keeps the rings apart.
                turns = [(way[1], -way[0]), way, (-way[1], way[0])]
                way = next(turn for turn in turns if turn in out[at])
            out[at].discard(way)
            if not out[at]:
                del out[at]
            ring.append(at)
            at = (at[0] + way[0], at[1] + way[1])
        rings.append(ring)
    return rings


def twice_area(ring):
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]))


def classes_for(rng, count):
    """Every class a few times, the rest by weight, in random order."""
    ids = [row[0] for row in CLASSES for _ in range(3)]
    weighted = [row[0] for row in CLASSES for _ in range(row[5])]
    ids += [pick(rng, weighted) for _ in range(count - len(ids))]
    rng.shuffle(ids)
    return ids


def law_status(rng):
    return "in_preparation" if rng.randrange(10) == 0 else "in_force"


def zones(rng):
    patch_of, count = grow(rng, without_gaps(rng, covered_cells()))
    place = corners(rng)
    classes = classes_for(rng, count)
    article = {row[0]: row[4] for row in CLASSES}
    for patch in range(count):
        rings = [[place[corner] for corner in ring]
                 for ring in outline(cell for cell, p in patch_of.items() if p == patch)]
        rings.sort(key=twice_area, reverse=True)
        number = f"{patch + 1:03}"
        yield feature([rings], {
            "slug": f"demo-zone-{number}",
            "name_vi": f"Khu minh hoạ {number}",
            "name_en": f"Illustrative zone {number}",
            "class": classes[patch],
            "law_status": law_status(rng),
            "article": article[classes[patch]],
            "synthetic": True,
        })


# Constraints: bands along invented lines, circles and blots. They may overlap.


def degrees(metres, across=1.0):
    return round(metres / (METRES_PER_DEGREE * across) * MICRO)


def wander(rng, start, end, low, high, drift):
    """An invented line: evenly spaced along one axis, straying along the other."""
    steps = 24
    value = rng.randint(low, high)
    line = []
    for k in range(steps + 1):
        line.append((start + (end - start) * k // steps, value))
        value = min(high, max(low, value + rng.randint(-drift, drift)))
    return line


def band(line, below, above, upright=False):
    """The land between two shifted copies of a line; simple, as the line never turns back."""
    ring = [(u, v + below) for u, v in line] + [(u, v + above) for u, v in reversed(line)]
    if upright:
        ring = [(v, u) for u, v in reversed(ring)]
    return ring


def blot(rng, x, y, metres, points, rough):
    ring = []
    for k in range(points):
        angle = 2 * math.pi * k / points
        reach = metres * (1 - rough * rng.randrange(1000) / 1000)
        ring.append((x + round(math.cos(angle) * degrees(reach, COS_LATITUDE)),
                     y + round(math.sin(angle) * degrees(reach))))
    return ring


def constraint_rings(rng):
    west, east = WEST + 2 * STEP, WEST + (COLUMNS - 2) * STEP
    south, north = SOUTH + 2 * STEP, SOUTH + (ROWS - 2) * STEP
    middle = (south + north) // 2

    river = wander(rng, west, east, middle - 6 * STEP, middle + 6 * STEP, 18_000)
    half, bank = degrees(700), degrees(120)
    yield "flood_discharge_corridor", band(river, -half, half)
    yield "dike", band(river, half - bank, half + bank)
    yield "dike", band(river, -half - bank, -half + bank)
    brook = wander(rng, south, north, west + 6 * STEP, east - 6 * STEP, 14_000)
    half = degrees(350, COS_LATITUDE)
    yield "flood_discharge_corridor", band(brook, -half, half, upright=True)

    for _ in range(2):
        half = degrees(30)
        line = wander(rng, west, east, south + 4 * STEP, north - 4 * STEP, 9_000)
        yield "power_line", band(line, -half, half)
    half = degrees(30, COS_LATITUDE)
    line = wander(rng, south, north, west + 4 * STEP, east - 4 * STEP, 9_000)
    yield "power_line", band(line, -half, half, upright=True)
    half = degrees(60)
    line = wander(rng, west, east, south + 6 * STEP, north - 6 * STEP, 6_000)
    yield "transport_reserve", band(line, -half, half)
    half = degrees(60, COS_LATITUDE)
    line = wander(rng, south, north, west + 6 * STEP, east - 6 * STEP, 6_000)
    yield "transport_reserve", band(line, -half, half, upright=True)

    # Two sources lie on the river, so that a place can fall under several constraints at once.
    for x, y in (river[8], river[16]):
        yield "water_source", blot(rng, x, y, 1_500, 48, 0)
    for _ in range(6):
        x, y = rng.randint(west, east), rng.randint(south, north)
        yield "water_source", blot(rng, x, y, rng.randint(500, 1_500), 48, 0)
    for _ in range(10):
        x, y = rng.randint(west, east), rng.randint(south, north)
        yield "heritage", blot(rng, x, y, rng.randint(250, 600), 12, 0.4)


def constraints(rng):
    counted = dict.fromkeys(KINDS, 0)
    for kind, ring in constraint_rings(rng):
        counted[kind] += 1
        title_vi, title_en, article = KINDS[kind]
        yield feature([[ring]], {
            "slug": f"demo-{kind.replace('_', '-')}-{counted[kind]}",
            "name_vi": f"{title_vi} {counted[kind]}",
            "name_en": f"{title_en} {counted[kind]}",
            "kind": kind,
            "law_status": law_status(rng),
            "article": article,
            "synthetic": True,
        })


# Files


def feature(polygons, properties):
    def shown(ring):
        return [[x / MICRO, y / MICRO] for x, y in ring + ring[:1]]

    return {
        "type": "Feature",
        "id": properties["slug"],
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [[shown(ring) for ring in rings] for rings in polygons],
        },
        "properties": properties,
    }


def lines(features):
    return "".join(
        json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in features)


def class_table():
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "title_vi", "title_en", "permission", "article", "synthetic"])
    writer.writerows([*row[:5], "true"] for row in CLASSES)
    return text.getvalue()


def files():
    """Name → text of all that is committed. Zones and constraints draw from separate seeds."""
    return {
        "plan.toml": PLAN,
        "classes.csv": class_table(),
        "zones.geojsonl": lines(zones(random.Random(SEED))),
        "constraints.geojsonl": lines(constraints(random.Random(SEED + 1))),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true",
                        help="compare with the committed files, write nothing")
    check = parser.parse_args().check
    stale = []
    for name, text in files().items():
        path = HERE / name
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.is_file() or path.read_bytes() != text.encode("utf-8"):
            stale.append(name)
    if stale:
        names = ", ".join(stale)
        sys.exit(f"not what generate.py writes: {names}; run python3 data/demo/generate.py")


if __name__ == "__main__":
    main()
