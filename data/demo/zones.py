"""Zones: cells of a jittered grid, grown from the commune seats into patches."""

import csv
import pathlib

from grid import (
    COLUMNS, DOWN, EAST, JITTER, LEFT, MICRO, NORTH, ROWS, SOUTH, STEP, WEST,
    feature, law_status, pick, twice_area,
)

COMMUNES = pathlib.Path(__file__).resolve().parent.parent / "commune"

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


def read(name):
    with open(COMMUNES / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def micro(text):
    return round(float(text) * MICRO)


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


def classes_for(rng, count):
    """Every class a few times, the rest by weight, in random order."""
    ids = [row[0] for row in CLASSES for _ in range(3)]
    weighted = [row[0] for row in CLASSES for _ in range(row[5])]
    ids += [pick(rng, weighted) for _ in range(count - len(ids))]
    rng.shuffle(ids)
    return ids


def partition(rng):
    """The patch of each cell, how many patches there are, and where the corners lie."""
    patch_of, count = grow(rng, without_gaps(rng, covered_cells()))
    return patch_of, count, corners(rng)


def drawn(patch, patch_of, place):
    """The rings of a patch, the outer one first."""
    rings = [[place[corner] for corner in ring]
             for ring in outline(cell for cell, p in patch_of.items() if p == patch)]
    return sorted(rings, key=twice_area, reverse=True)


def zones(rng):
    patch_of, count, place = partition(rng)
    classes = classes_for(rng, count)
    article = {row[0]: row[4] for row in CLASSES}
    for patch in range(count):
        number = f"{patch + 1:03}"
        yield feature([drawn(patch, patch_of, place)], {
            "slug": f"demo-zone-{number}",
            "name_vi": f"Khu minh hoạ {number}",
            "name_en": f"Illustrative zone {number}",
            "class": classes[patch],
            "law_status": law_status(rng),
            "article": article[classes[patch]],
            "synthetic": True,
        })
