"""QGIS adds a layer, then filters it: its requests in their order, with the conditions as its compiler writes them."""

import pytest
from shapely.geometry import box, shape

from qgis_provider import Layer

GEOMETRIES = {"MultiPolygon", "MultiPoint"}


@pytest.fixture(scope="module")
def layer(api):
    kept = {}

    def opened(collection_id):
        if collection_id not in kept:
            kept[collection_id] = Layer(api, collection_id)
        return kept[collection_id]

    return opened


def test_a_layer_is_added_by_these_requests_in_this_order(api, collection):
    here = f"/collections/{collection}"
    layer = Layer(api, collection.id)
    first = api.items(collection, limit=1)["features"][0]["id"]
    assert layer.asked == [
        "GET /",
        "GET /api",
        f"GET {here}",
        "GET /conformance",
        f"GET {here}/queryables",
        f"GET {here}/items?limit=10",
        f"GET {here}/schema",
        f"OPTIONS {here}/items",
        f"OPTIONS {here}/items/{first}",
    ]


def test_all_that_switches_filters_on_is_found(layer, collection):
    opened = layer(collection.id)
    assert opened.filters and opened.like_between_in and opened.casei and opened.spatial == [True, True]
    assert opened.geometry_column == "geometry"
    assert opened.page_size == 1000
    assert opened.crs == "http://www.opengis.net/def/crs/EPSG/0/5897"
    properties = opened.schema["properties"]
    assert all(isinstance(p["type"], str) for name, p in properties.items() if name != "geometry")
    # What an expression names must be queryable, or QGIS fetches everything.
    for name, described in opened.queryables.items():
        assert name in ("geometry", "id") or properties[name]["type"] == described["type"], name
        assert name == "geometry" or opened.simple_queryables[name] == described["type"], name


def test_a_view_is_fetched_in_the_storage_crs_with_its_box(layer, collection):
    opened = layer(collection.id)
    view = (560_000.0, 2_300_000.0, 590_000.0, 2_330_000.0)
    found = opened.download(box=view)
    assert found
    assert all(shape(feature["geometry"]).intersects(box(*view)) for feature in found)
    assert len(opened.download()) == opened.count
    assert "&bbox=560000.0,2300000.0,590000.0,2330000.0&bbox-crs=" in opened.asked[-2]


# A condition of the query builder, as its compiler writes it, and what it means.
CONDITIONS = [
    ("(operating = 'yes')", lambda p: p["operating"] == "yes"),
    ("(operating <> 'yes')", lambda p: p["operating"] != "yes"),
    ("(\"declared_area_ha\" > 20)", lambda p: p["declared_area_ha"] is not None and p["declared_area_ha"] > 20),
    ("(\"declared_area_ha\" > ( - (5)))", lambda p: p["declared_area_ha"] is not None),
    ("(\"declared_area_ha\" IS NULL)", lambda p: p["declared_area_ha"] is None),
    ("(\"declared_area_ha\" IS NOT NULL)", lambda p: p["declared_area_ha"] is not None),
    ("(\"area_is_assumed\" = TRUE)", lambda p: p["area_is_assumed"]),
    ("((operating = 'yes') AND (\"in_plan\" = 'unknown'))", lambda p: p["operating"] == "yes" and p["in_plan"] == "unknown"),
    ("((operating = 'yes') OR (phase IS NOT NULL))", lambda p: p["operating"] == "yes" or p["phase"] is not None),
    ("(NOT ((operating = 'yes')))", lambda p: p["operating"] != "yes"),
    ("(name LIKE 'L%')", lambda p: p["name"].startswith("L")),
    ("(CASEI(name) LIKE CASEI('%hà%'))", lambda p: "hà" in p["name"].lower()),
    ("(CASEI(name) NOT LIKE CASEI('%hà%'))", lambda p: "hà" not in p["name"].lower()),
    ("name IN ('Liên Hà','Bát Tràng')", lambda p: p["name"] in ("Liên Hà", "Bát Tràng")),
    ("name NOT IN ('Liên Hà','Bát Tràng')", lambda p: p["name"] not in ("Liên Hà", "Bát Tràng")),
    ("\"declared_area_ha\" BETWEEN 10 AND 20", lambda p: p["declared_area_ha"] is not None and 10 <= p["declared_area_ha"] <= 20),
    ("(\"valid_from\" >= DATE('2025-11-12'))", lambda p: p["valid_from"] >= "2025-11-12"),
    ("(\"valid_from\" < TIMESTAMP('2025-11-12T00:00:00.000Z'))", lambda p: p["valid_from"] < "2025-11-12"),
    # A subset of the layer and a condition of the request, joined as the downloader does.
    ("((operating = 'yes')) AND ((\"declared_area_ha\" > 20))", lambda p: p["operating"] == "yes" and (p["declared_area_ha"] or 0) > 20),
]


@pytest.mark.parametrize(("written", "means"), CONDITIONS, ids=[written for written, _ in CONDITIONS])
def test_a_condition_of_the_query_builder_is_answered_by_the_service(api, layer, written, means):
    opened = layer("clusters")
    everything = api.json("/collections/clusters/items?limit=1000")["features"]
    wanted = {feature["id"] for feature in everything if means(feature["properties"])}
    assert {feature["id"] for feature in opened.download(written)} == wanted
    counted = api.items("clusters", limit=1, filter=written, **{"filter-lang": "cql2-text"})
    assert counted["numberMatched"] == len(wanted)


def test_a_condition_on_the_shape_is_read_in_the_crs_of_the_layer(layer, collection):
    """`intersects_bbox($geometry, …)` and `intersects($geometry, …)` of a point, in EPSG:5897."""
    opened = layer(collection.id)
    everything = opened.download()
    view = (560_000, 2_300_000, 590_000, 2_330_000)
    boxed = opened.download(f"S_INTERSECTS(geometry,BBOX({','.join(map(str, view))}))", has_shape=True)
    assert {x["id"] for x in boxed} == {x["id"] for x in everything if shape(x["geometry"]).intersects(box(*view))}
    assert "filter-crs=http://www.opengis.net/def/crs/EPSG/0/5897" in opened.asked[-1]
    if collection.geometry == "MultiPolygon":
        inside = shape(everything[0]["geometry"]).representative_point()
        met = opened.download(f"S_INTERSECTS(geometry,POINT({inside.x!r} {inside.y!r}))", has_shape=True)
        assert everything[0]["id"] in {x["id"] for x in met}
        assert {x["id"] for x in met} == {x["id"] for x in everything if shape(x["geometry"]).intersects(inside)}


def test_a_filtered_layer_is_paged_by_its_next_links(api, layer):
    """QGIS asks for 1,000 at once; a layer with a page size of its own for less."""
    opened = layer("legacy-communes")
    before, opened.page_size = opened.page_size, 7
    try:
        condition = "(district = 'Quận Đống Đa')"
        found = [feature["id"] for feature in opened.download(condition)]
    finally:
        opened.page_size = before
    assert len(found) == len(set(found)) == api.items("legacy-communes", filter=condition)["numberMatched"] > 14


def test_what_the_service_does_not_offer_is_an_error_that_says_so(api):
    """QGIS compiles arithmetic although no class claims it; the layer then shows nothing, and the log this sentence."""
    answer = api.response("/collections/clusters/items", params={"filter": "(\"declared_area_ha\" * 2 > 20)"})
    assert answer.status_code == 400
    assert "declared_area_ha * 2" in answer.json()["detail"]
