"""The grid everything invented is drawn on, and a feature of it."""

import json
import math

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


def pick(rng, items):
    return items[rng.randrange(len(items))]


def law_status(rng):
    return "in_preparation" if rng.randrange(10) == 0 else "in_force"


def twice_area(ring):
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]))


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
