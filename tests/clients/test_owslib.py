"""OWSLib, an independent client of OGC API Features, finds its way from the landing page to one feature."""

import pytest
from owslib.ogcapi.features import Features


@pytest.fixture(scope="module")
def features(url):
    return Features(url)


def test_the_landing_page_leads_to_everything(features):
    rels = {link["rel"] for link in features.links}
    assert {"self", "service-desc", "conformance", "data"} <= rels


def test_the_api_description_is_found_by_its_link(features):
    assert features.api()["openapi"].startswith("3.0.")


def test_the_conformance_classes_of_core_geojson_crs_and_schemas_are_claimed(features):
    claimed = set(features.conformance()["conformsTo"])
    for part in ("1/1.0/conf/core", "1/1.0/conf/geojson", "1/1.0/conf/oas30", "2/1.0/conf/crs", "5/1.0/conf/schemas"):
        assert f"http://www.opengis.net/spec/ogcapi-features-{part}" in claimed


def test_all_seven_are_feature_collections(features):
    assert features.feature_collections() == [
        "clusters", "wastewater-plants", "communes", "legacy-communes", "legacy-districts", "plan-zones", "plan-constraints",
    ]


def test_a_collection_describes_itself(features, collection, ids_in_database):
    described = features.collection(collection.id)
    west, south, east, north = described["extent"]["spatial"]["bbox"][0]
    assert 105 < west < east < 106.5
    assert 20 < south < north < 22
    assert described["itemCount"] == len(ids_in_database(collection))


def test_the_schema_describes_every_property_of_a_feature(features, collection):
    schema = features.collection_schema(collection.id)
    feature = features.collection_items(collection.id, limit=1)["features"][0]
    assert schema["properties"].keys() - {"geometry"} == feature["properties"].keys()
    for name, described in schema["properties"].items():
        assert described["title"], name
        assert described["x-title-en"], name


def test_every_queryable_is_in_the_schema(features, collection):
    queryables = features.collection_queryables(collection.id)["properties"]
    schema = features.collection_schema(collection.id)["properties"]
    assert queryables
    assert queryables.keys() - {"id"} <= schema.keys()


def test_the_pages_hold_each_feature_once(features, api, collection, ids_in_database):
    """By the `next` links, seven at a time: 91 and 126 end with a page that is exactly full."""
    page = features.collection_items(collection.id, limit=7)
    matched = page["numberMatched"]
    ids = []
    while True:
        assert page["numberReturned"] == len(page["features"]) <= 7
        assert page["numberMatched"] == matched
        ids += [feature["id"] for feature in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        assert page["features"], "an empty page has a next one"
        page = api.json(following[0])
    assert len(ids) == matched
    assert set(ids) == ids_in_database(collection)


def test_a_feature_by_its_id_is_the_one_of_the_page(features, collection):
    for listed in features.collection_items(collection.id, limit=3)["features"]:
        single = features.collection_item(collection.id, listed["id"])
        assert {name: single[name] for name in listed} == listed
        assert "self" in {link["rel"] for link in single["links"]}


def test_a_box_gives_what_intersects_it(features, collection):
    everything = features.collection_items(collection.id, bbox=[105, 20, 107, 22], limit=10000)
    assert everything["numberReturned"] == everything["numberMatched"] > 0
    nothing = features.collection_items(collection.id, bbox=[100, 10, 101, 11])
    assert nothing["features"] == []
    assert nothing["numberMatched"] == 0


def test_sorting_and_paging_together_lose_nothing(features, api, ids_in_database, collection):
    """Sorted by a property that many share, descending, three pages."""
    name = "boundary_certainty"
    size = len(ids_in_database(collection)) // 3 + 1
    page = features.collection_items(collection.id, limit=size, sortby=f"-{name}", properties=[name])
    ids = []
    while page is not None:
        ids += [feature["id"] for feature in page["features"]]
        assert all(feature["properties"].keys() == {name} for feature in page["features"])
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        page = api.json(following[0]) if following else None
    assert len(ids) == len(set(ids))
    assert set(ids) == ids_in_database(collection)
