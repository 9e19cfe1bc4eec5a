#!/usr/bin/env python3
"""Tests of the illustrative plan's generator: python3 data/demo/test_generate.py"""

import csv
import io
import json
import pathlib
import random
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

# They lie beside this file, which need not be a package.
import adjustment  # noqa: E402
import constraints  # noqa: E402
import generate  # noqa: E402
import grid  # noqa: E402
import zones  # noqa: E402

LAYERS = ("zones.geojsonl", "constraints.geojsonl",
          "adjusted_zones.geojsonl", "adjusted_constraints.geojsonl")

OPENED = set()
sys.addaudithook(lambda event, args: OPENED.add(str(args[0])) if event == "open" else None)


def read(name):
    return [json.loads(line) for line in generate.files()[name].splitlines()]


def adjusted(name):
    """A layer as it is in the second version: what is written again stands in for what was."""
    features = {each["id"]: each for each in read(name)}
    features.update((each["id"], each) for each in read(f"adjusted_{name}"))
    return list(features.values())


def drawn():
    return [feature for name in LAYERS for feature in read(name)]


def rings_of(feature):
    """Each ring as whole micro-degrees, without the repeated last point."""
    for polygon in feature["geometry"]["coordinates"]:
        for at, ring in enumerate(polygon):
            points = [(round(x * grid.MICRO), round(y * grid.MICRO)) for x, y in ring[:-1]]
            yield at, points


def edges(ring):
    return zip(ring, ring[1:] + ring[:1])


def side(a, b, p):
    turn = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    return (turn > 0) - (turn < 0)


def cross(a, b, c, d):
    """Whether two segments meet anywhere but at a common end."""
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    if {a, b} & {c, d}:
        return False
    return side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0


def crossings(segments):
    segments = sorted(segments, key=lambda s: min(s[0][0], s[1][0]))
    for i, (a, b) in enumerate(segments):
        for c, d in segments[i + 1:]:
            if min(c[0], d[0]) > max(a[0], b[0]):
                break
            if cross(a, b, c, d):
                yield (a, b), (c, d)


class Files(unittest.TestCase):
    def test_two_runs_write_the_same(self):
        self.assertEqual(generate.files(), generate.files())

    def test_the_committed_files_are_what_it_writes(self):
        for name, text in generate.files().items():
            self.assertEqual((generate.HERE / name).read_bytes(), text.encode("utf-8"), name)

    def test_it_reads_nothing_but_the_communes(self):
        OPENED.clear()
        generate.files()
        read_files = {pathlib.Path(name).name for name in OPENED}
        self.assertEqual(read_files, {"former.csv", "units.csv"})

    def test_everything_is_marked_synthetic_in_both_languages(self):
        for feature in drawn():
            properties = feature["properties"]
            self.assertIs(properties["synthetic"], True)
            self.assertIn("minh hoạ", properties["name_vi"])
            self.assertIn("llustrative", properties["name_en"])

    def test_slugs_are_unique(self):
        for version in (read, adjusted):
            slugs = [f["id"] for f in version("zones.geojsonl") + version("constraints.geojsonl")]
            self.assertEqual(len(slugs), len(set(slugs)))


class Rings(unittest.TestCase):
    def test_rings_are_closed_and_wound_right_handed(self):
        for feature in drawn():
            for polygon in feature["geometry"]["coordinates"]:
                for ring in polygon:
                    self.assertEqual(ring[0], ring[-1], feature["id"])
            for at, ring in rings_of(feature):
                self.assertEqual(len(ring), len(set(ring)), feature["id"])
                turn = grid.twice_area(ring)
                self.assertTrue(turn > 0 if at == 0 else turn < 0, feature["id"])

    def test_no_ring_crosses_itself(self):
        for feature in drawn():
            segments = [edge for _, ring in rings_of(feature) for edge in edges(ring)]
            self.assertEqual(list(crossings(segments)), [], feature["id"])


class Partition(unittest.TestCase):
    def layer(self):
        return read("zones.geojsonl")

    def place(self, patch_of, place):
        return place

    def setUp(self):
        self.zones = self.layer()
        self.owner = {}
        for zone in self.zones:
            for _, ring in rings_of(zone):
                for edge in edges(ring):
                    message = f"{zone['id']} lies on {self.owner.get(edge)}"
                    self.assertFalse(edge in self.owner, message)
                    self.owner[edge] = zone["id"]

    def test_neighbours_share_whole_edges(self):
        shared = sum((b, a) in self.owner for a, b in self.owner)
        self.assertGreater(shared, len(self.owner) // 2)
        for a, b in self.owner:
            self.assertNotEqual(self.owner.get((b, a)), self.owner[a, b])

    def test_no_two_edges_cross(self):
        once = {(min(edge), max(edge)) for edge in self.owner}
        self.assertEqual(list(crossings(once)), [])

    def test_each_zone_has_the_area_of_its_cells(self):
        patch_of, _, place = zones.partition(random.Random(grid.SEED))
        place = self.place(patch_of, place)
        expected = [0] * len(self.zones)
        for (i, j), patch in patch_of.items():
            cell = [place[c] for c in ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))]
            self.assertGreater(grid.twice_area(cell), 0)
            expected[patch] += grid.twice_area(cell)
        areas = [sum(grid.twice_area(ring) for _, ring in rings_of(zone)) for zone in self.zones]
        self.assertEqual(areas, expected)

    def test_some_land_inside_is_in_no_zone(self):
        covered = set(zones.covered_cells())
        kept = set(zones.without_gaps(random.Random(grid.SEED), sorted(covered)))
        inner = [c for c in covered - kept if all(n in covered for n in zones.neighbours(c))]
        self.assertGreater(len(inner), 5)


class AdjustedPartition(Partition):
    """The second version leaves no gap and no overlap either."""

    def layer(self):
        return adjusted("zones.geojsonl")

    def place(self, patch_of, place):
        rng = random.Random(grid.SEED + 2)
        return adjustment.with_moved_edges(rng, patch_of, place)[0]


class Adjustment(unittest.TestCase):
    def setUp(self):
        self.before = {each["id"]: each for name in LAYERS[:2] for each in read(name)}
        self.zones = read("adjusted_zones.geojsonl")

    def is_moved(self, feature):
        return feature["geometry"] != self.before[feature["id"]]["geometry"]

    def test_twelve_zones_change_to_a_class_that_allows_something_else(self):
        may = {row[0]: row[3] for row in zones.CLASSES}
        changed = [zone for zone in self.zones if not self.is_moved(zone)]
        self.assertEqual(len(changed), 12)
        for zone in changed:
            was = self.before[zone["id"]]["properties"]["class"]
            self.assertNotEqual(may[zone["properties"]["class"]], may[was], zone["id"])

    def test_two_edges_move_and_no_zone_changes_both_class_and_shape(self):
        moved = [zone for zone in self.zones if self.is_moved(zone)]
        self.assertEqual(len(moved), 4)
        for zone in moved:
            was = self.before[zone["id"]]["properties"]
            self.assertEqual(zone["properties"]["class"], was["class"], zone["id"])

    def test_one_constraint_moves_and_one_is_added(self):
        moved, added = read("adjusted_constraints.geojsonl")
        north = adjustment.degrees(adjustment.MOVED_M)
        for (_, was), (_, now) in zip(rings_of(self.before[moved["id"]]), rings_of(moved)):
            self.assertEqual([(x, y + north) for x, y in was], now)
        self.assertGreater(north, 0)
        self.assertNotIn(added["id"], self.before)

    def test_all_of_it_is_pending(self):
        for feature in self.zones + read("adjusted_constraints.geojsonl"):
            self.assertEqual(feature["properties"]["law_status"], adjustment.PENDING)
        self.assertIn(adjustment.PENDING, generate.ADJUSTED)


class Vocabulary(unittest.TestCase):
    def test_every_class_is_drawn_and_every_permission_has_one(self):
        classes = list(csv.DictReader(io.StringIO(generate.files()["classes.csv"])))
        used = {zone["properties"]["class"] for zone in read("zones.geojsonl")}
        self.assertEqual(used, {row["id"] for row in classes})
        self.assertEqual({row["permission"] for row in classes},
                         {"designated", "compatible", "conditional", "incompatible"})

    def test_every_kind_of_constraint_is_drawn(self):
        used = {each["properties"]["kind"] for each in read("constraints.geojsonl")}
        self.assertEqual(used, set(constraints.KINDS))

    def test_constraints_overlap_one_another(self):
        segments = {}
        for each in read("constraints.geojsonl"):
            for _, ring in rings_of(each):
                for edge in edges(ring):
                    segments[edge] = each["id"]
        pairs = {frozenset((segments[one], segments[two])) for one, two in crossings(segments)}
        self.assertGreater(sum(len(pair) == 2 for pair in pairs), 10)


if __name__ == "__main__":
    unittest.main()
