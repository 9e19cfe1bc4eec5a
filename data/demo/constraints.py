"""Constraints: bands along invented lines, circles and blots. They may overlap."""

import math

from grid import (
    COLUMNS, COS_LATITUDE, METRES_PER_DEGREE, MICRO, ROWS, SOUTH, STEP, WEST,
    feature, law_status,
)

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


def constraint(kind, number, ring, status):
    title_vi, title_en, article = KINDS[kind]
    return feature([[ring]], {
        "slug": f"demo-{kind.replace('_', '-')}-{number}",
        "name_vi": f"{title_vi} {number}",
        "name_en": f"{title_en} {number}",
        "kind": kind,
        "law_status": status,
        "article": article,
        "synthetic": True,
    })


def constraints(rng):
    counted = dict.fromkeys(KINDS, 0)
    for kind, ring in constraint_rings(rng):
        counted[kind] += 1
        yield constraint(kind, counted[kind], ring, law_status(rng))
