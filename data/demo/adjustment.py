"""The second version: some zones have another class, some another edge towards a neighbour;
one constraint moves and one is added. What stays is not written again."""

import random

from constraints import band, constraint, constraints, degrees, wander
from grid import (
    COLUMNS, EAST, JITTER, MICRO, NORTH, ROWS, SEED, SOUTH, STEP, WEST,
    feature, pick,
)
from zones import CLASSES, drawn, partition, zones

RECLASSED, EDGES = 12, 2
PENDING = "pending_without_advance_effect"
MOVED_M = 2_500


def patches_around(corner, patch_of):
    i, j = corner
    return {patch_of.get(cell) for cell in ((i - 1, j - 1), (i, j - 1), (i - 1, j), (i, j))}


def shared_edges(patch_of):
    """Edges between two patches whose ends touch no third one and no gap; with those patches."""
    for j in range(1, ROWS):
        for i in range(1, COLUMNS):
            for way, beside in ((EAST, (i, j - 1)), (NORTH, (i - 1, j))):
                ends = ((i, j), (i + way[0], j + way[1]))
                both = patches_around(ends[0], patch_of)
                if (None not in both and len(both) == 2
                        and both == patches_around(ends[1], patch_of)
                        and patch_of[i, j] != patch_of[beside]):
                    yield ends, way, both


def with_moved_edges(rng, patch_of, place):
    """The corners after some edges went to the other side of their play; the patches changed."""
    place, changed = dict(place), set()
    edges = list(shared_edges(patch_of))
    rng.shuffle(edges)
    for ends, way, both in edges:
        if len(changed) == 2 * EDGES:
            break
        if both & changed:
            continue
        changed |= both
        # An edge that runs east is moved north or south, and the other way round.
        axis = 1 if way == EAST else 0
        at = [(WEST, SOUTH)[axis] + end[axis] * STEP for end in ends]
        strays = sum(place[end][axis] - middle for end, middle in zip(ends, at))
        for end, middle in zip(ends, at):
            point = list(place[end])
            point[axis] = middle - JITTER if strays >= 0 else middle + JITTER
            place[end] = tuple(point)
    return place, changed


def adjusted_zones(rng):
    patch_of, count, place = partition(random.Random(SEED))
    before = [zone["properties"] for zone in zones(random.Random(SEED))]
    place, changed = with_moved_edges(rng, patch_of, place)
    kept = [patch for patch in range(count) if patch not in changed]
    rng.shuffle(kept)
    reclassed = set(kept[:RECLASSED])
    permission = {row[0]: row[3] for row in CLASSES}
    article = {row[0]: row[4] for row in CLASSES}
    for patch in sorted(changed | reclassed):
        properties = dict(before[patch], law_status=PENDING)
        if patch in reclassed:
            may = permission[properties["class"]]
            others = [each for each in permission if permission[each] != may]
            properties["class"] = pick(rng, others)
            properties["article"] = article[properties["class"]]
        yield feature([drawn(patch, patch_of, place)], properties)


def adjusted_constraints(rng):
    """The first power line moves north, and a transport reserve is added."""
    before = list(constraints(random.Random(SEED + 1)))
    line = next(each for each in before if each["properties"]["kind"] == "power_line")
    ring = [(round(x * MICRO), round(y * MICRO) + degrees(MOVED_M))
            for x, y in line["geometry"]["coordinates"][0][0][:-1]]
    yield constraint("power_line", 1, ring, PENDING)
    reserves = sum(each["properties"]["kind"] == "transport_reserve" for each in before)
    middle, half = SOUTH + ROWS // 2 * STEP, degrees(60)
    line = wander(rng, WEST + 2 * STEP, WEST + (COLUMNS - 2) * STEP,
                  middle - 4 * STEP, middle + 4 * STEP, 6_000)
    yield constraint("transport_reserve", reserves + 1, band(line, -half, half), PENDING)
