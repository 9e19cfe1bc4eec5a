"""Every feature is what its collection's schema says, and its geometry what RFC 7946 says."""

import pytest
from jsonschema import Draft202012Validator, FormatChecker


@pytest.fixture(scope="module")
def everything(api):
    """All features of a collection, read once."""
    kept = {}

    def features(collection):
        if collection not in kept:
            page = api.items(collection, limit=10_000)
            assert page["numberReturned"] == page["numberMatched"] > 0
            kept[collection] = page["features"]
        return kept[collection]

    return features


@pytest.fixture
def schema(api, collection):
    return api.json(f"/collections/{collection}/schema")


def test_the_schema_is_a_json_schema(schema, collection, url):
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{url}/collections/{collection}/schema"


def test_every_feature_is_valid_against_the_schema(schema, collection, everything):
    """A null says that there is no value (RFC 7946, section 3.2), so the schema judges what is left.

    A type of ["number", "null"] would say so too, but QGIS makes text of every field whose type is a list.
    """
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    faults = []
    for feature in everything(collection):
        stated = {name: value for name, value in feature["properties"].items() if value is not None}
        faults += [f"{feature['id']} {error.json_path}: {error.message}" for error in validator.iter_errors(stated)]
    assert faults == []


def test_every_feature_has_every_property_in_the_order_of_the_schema(schema, collection, everything):
    seq = {name: p["x-ogc-propertySeq"] for name, p in schema["properties"].items() if name != "geometry"}
    wanted = sorted(seq, key=seq.get)
    for feature in everything(collection):
        assert list(feature["properties"]) == wanted, feature["id"]


def test_the_schema_requires_nothing_that_may_be_null(schema, collection, everything):
    """What may be unknown is told apart from what is always stated."""
    sometimes_null = {n for f in everything(collection) for n, value in f["properties"].items() if value is None}
    assert sometimes_null.isdisjoint(schema["required"])


def test_every_array_says_what_is_in_it(schema):
    for name, described in schema["properties"].items():
        assert described.get("type") != "array" or "items" in described, name


def rings(feature):
    for polygon in feature["geometry"]["coordinates"]:
        yield from enumerate(polygon)


def doubled_area(ring):
    """Positive when it runs counterclockwise; taken from its first position, which keeps the digits."""
    x, y = ring[0]
    moved = [(a - x, b - y) for a, b in ring]
    return sum(a * d - c * b for (a, b), (c, d) in zip(moved, moved[1:]))


def test_every_ring_is_closed_and_follows_the_right_hand_rule(collection, everything):
    """RFC 7946, section 3.1.6: the outer ring counterclockwise, holes clockwise."""
    if collection.geometry == "MultiPoint":
        assert all(feature["geometry"]["coordinates"] for feature in everything(collection))
        return
    for feature in everything(collection):
        for index, ring in rings(feature):
            assert len(ring) >= 4, feature["id"]
            assert ring[0] == ring[-1], feature["id"]
            assert (doubled_area(ring) > 0) == (index == 0), f"{feature['id']} ring {index}"


def test_every_position_has_two_numbers_of_at_most_seven_decimals(collection, everything):
    def positions(value):
        if isinstance(value[0], list):
            for inner in value:
                yield from positions(inner)
        else:
            yield value

    for feature in everything(collection):
        for position in positions(feature["geometry"]["coordinates"]):
            assert len(position) == 2
            assert all(round(number, 7) == number for number in position)


def test_no_feature_has_a_crs_member_or_an_id_among_its_properties(collection, everything, api):
    page = api.items(collection, limit=1)
    assert "crs" not in page
    for feature in everything(collection):
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        assert "id" not in feature["properties"]
