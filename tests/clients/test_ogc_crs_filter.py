"""OGC API Features Part 2 (18-058r1, CRS) and Part 3 (19-079r2, filters), with CQL2 (21-065r2), requirement by
requirement: each test is named by the id of the requirement it asks about."""

import json

import pytest

from test_ogc_features import hrefs, parameters, positions

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SCHEMA = "application/schema+json"
BOX = "BBOX(105.6,20.9,105.9,21.1)"


@pytest.fixture(scope="module")
def openapi(api):
    return api.json("/api")


def ids(api, collection, **params):
    return {feature["id"] for feature in api.items(collection, limit=10_000, **params)["features"]}


def refused(api, collection, **params):
    answer = api.response(f"/collections/{collection}/items", params=params)
    assert answer.status_code == 400, answer.text
    return answer.json()["detail"]


# Part 2.


def test_req_crs_crs_uri_and_fc_md_crs_list(api, collection):
    listed = api.json(f"/collections/{collection}")["crs"]
    assert listed[0] == CRS84
    assert all(uri.startswith("http://www.opengis.net/def/crs/") for uri in listed)


def test_req_crs_fc_md_storage_crs_valid_value(api, collection):
    document = api.json(f"/collections/{collection}")
    assert document["storageCrs"] in document["crs"]


def test_req_crs_fc_md_crs_list_global(api, collection):
    assert api.json("/collections")["crs"] == api.json(f"/collections/{collection}")["crs"]


def test_req_crs_fc_crs_definition_and_fc_bbox_crs_definition(openapi, collection):
    for name in ("crs", "bbox-crs"):
        parameter = parameters(openapi, collection)[name]
        assert (parameter["in"], parameter["required"], parameter["style"], parameter["explode"]) == ("query", False, "form", False)
        assert (parameter["schema"]["type"], parameter["schema"]["format"]) == ("string", "uri")


def test_req_crs_fc_crs_valid_value_and_fc_bbox_crs_valid_value(api, collection):
    assert "crs" in refused(api, collection, crs=f"{EPSG}9999")
    assert "bbox-crs" in refused(api, collection, bbox="1,2,3,4", **{"bbox-crs": f"{EPSG}9999"})


def test_req_crs_fc_crs_default_value_and_ogc_crs_header(api, collection):
    answer = api.response(f"/collections/{collection}/items", params={"limit": 1})
    assert answer.headers["Content-Crs"] == f"<{CRS84}>"


@pytest.mark.parametrize("uri", [CRS84, *(f"{EPSG}{code}" for code in (4326, 3857, 5897, 3405))])
def test_req_crs_fc_crs_action_and_ogc_crs_header_value(api, collection, uri):
    answer = api.response(f"/collections/{collection}/items", params={"limit": 1, "crs": uri})
    assert answer.headers["Content-Crs"] == f"<{uri}>"
    x, y = next(iter(positions(answer.json()["features"][0]["geometry"]["coordinates"])))
    assert (105 < x < 107) == (uri == CRS84)
    assert (105 < y < 107) == (uri == f"{EPSG}4326")


def test_req_crs_fc_bbox_crs_action(api, collection):
    lonlat = ids(api, collection, bbox="105.6,20.9,105.9,21.1")
    latlon = ids(api, collection, bbox="20.9,105.6,21.1,105.9", **{"bbox-crs": f"{EPSG}4326"})
    assert lonlat and lonlat == latlon
    assert lonlat == ids(api, collection, bbox="105.6,20.9,105.9,21.1", **{"bbox-crs": CRS84})


# Part 3: queryables.


def test_req_queryables_queryables_link(api, collection):
    expected = f"{api.url}/collections/{collection}/queryables"
    assert hrefs(api.json(f"/collections/{collection}"), QUERYABLES, SCHEMA) == [expected]
    answer = api.response(f"/collections/{collection}/items", params={"limit": 1})
    assert f'<{expected}>; rel="{QUERYABLES}"' in answer.headers["Link"]


def test_req_queryables_get_queryables_op_and_get_queryables_response(api, collection):
    answer = api.response(f"/collections/{collection}/queryables", headers={"Accept": SCHEMA})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, SCHEMA)
    document = answer.json()
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["$id"] == f"{api.url}/collections/{collection}/queryables"
    assert document["type"] == "object"
    assert document["properties"]["geometry"]["format"] == f"geometry-{collection.geometry.lower()}"


def test_req_queryables_expression_construction(api, collection):
    """Each queryable can be asked by; what is none cannot."""
    properties = api.json(f"/collections/{collection}/queryables")["properties"]
    for name in properties:
        assert api.response(f"/collections/{collection}/items", params={"filter": f"{name} IS NULL"}).status_code == 200, name
    assert "nothing" in refused(api, collection, filter="nothing IS NULL")


def test_req_queryables_query_parameters_parameters(api, openapi, collection):
    """Each by a parameter of the same schema, which selects what has that value."""
    queryables = api.json(f"/collections/{collection}/queryables")["properties"]
    known = parameters(openapi, collection)
    feature = api.items(collection, limit=1)["features"][0]
    values = {**feature["properties"], "id": feature["id"]}
    for name, schema in queryables.items():
        if "type" not in schema:
            continue
        assert {key: schema.get(key) for key in ("type", "format", "enum")} == {
            key: known[name]["schema"].get(key) for key in ("type", "format", "enum")
        }, name
        if values[name] is None:
            continue
        given = str(values[name]).lower() if isinstance(values[name], bool) else values[name]
        page = api.items(collection, limit=10_000, **{name: given})
        assert feature["id"] in {x["id"] for x in page["features"]}, name
        for other in page["features"]:
            assert {**other["properties"], "id": other["id"]}[name] == values[name], name


# Part 3: filters.


def test_req_filter_filter_param(openapi, collection):
    parameter = parameters(openapi, collection)["filter"]
    assert (parameter["in"], parameter["required"], parameter["style"], parameter["explode"]) == ("query", False, "form", False)
    assert parameter["schema"]["type"] == "string"


def test_req_filter_filter_lang_param(api, openapi, collection):
    schema = parameters(openapi, collection)["filter-lang"]["schema"]
    assert (schema["enum"], schema["default"]) == (["cql2-text", "cql2-json"], "cql2-text")
    text = f"s_intersects(geometry,{BOX})"
    tree = {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [105.6, 20.9, 105.9, 21.1]}]}
    by_default = ids(api, collection, filter=text)
    assert by_default
    assert by_default == ids(api, collection, filter=text, **{"filter-lang": "cql2-text"})
    assert by_default == ids(api, collection, filter=json.dumps(tree), **{"filter-lang": "cql2-json"})
    assert "filter-lang" in refused(api, collection, filter=text, **{"filter-lang": "ecql"})


def test_req_filter_filter_crs_wgs84(api, collection):
    assert ids(api, collection, filter=f"s_intersects(geometry,{BOX})") == ids(api, collection, bbox="105.6,20.9,105.9,21.1")


def test_req_filter_filter_crs_param(api, openapi, collection):
    assert parameters(openapi, collection)["filter-crs"]["schema"]["type"] == "string"
    turned = "s_intersects(geometry,BBOX(20.9,105.6,21.1,105.9))"
    assert ids(api, collection, filter=turned, **{"filter-crs": f"{EPSG}4326"}) == ids(
        api, collection, filter=f"s_intersects(geometry,{BOX})"
    )
    assert "filter-crs" in refused(api, collection, filter=turned, **{"filter-crs": f"{EPSG}9999"})


def test_req_filter_response(api, collection):
    """What holds is given, what does not is not; what cannot be read is an error."""
    everything = ids(api, collection)
    holds = ids(api, collection, filter=f"s_intersects(geometry,{BOX})")
    holds_not = ids(api, collection, filter=f"NOT s_intersects(geometry,{BOX})")
    assert holds and holds | holds_not == everything and not holds & holds_not
    refused(api, collection, filter="this is no filter")


def test_req_filter_mixing_expressions(api, collection):
    """With other parameters all of them hold."""
    filtered = ids(api, collection, filter="row_version >= 1 AND s_intersects(geometry,BBOX(105.7,20.5,106.1,21.4))")
    boxed = ids(api, collection, bbox="105.3,20.9,105.8,21.1")
    both = ids(
        api, collection, bbox="105.3,20.9,105.8,21.1", filter="row_version >= 1 AND s_intersects(geometry,BBOX(105.7,20.5,106.1,21.4))"
    )
    assert both and both == filtered & boxed


def test_conf_features_filter_keeps_paging(api, collection):
    filter = f"s_intersects(geometry,{BOX})"
    wanted = ids(api, collection, filter=filter)
    page, seen = api.items(collection, limit=3, filter=filter), []
    while True:
        assert page["numberMatched"] == len(wanted)
        seen += [feature["id"] for feature in page["features"]]
        following = hrefs(page, "next", "application/geo+json")
        if not following:
            break
        page = api.json(following[0])
    assert len(seen) == len(wanted) and set(seen) == wanted


# CQL2: each class that is claimed answers its operators; what they select is tried in test_cql2.

CLASSES = {
    "basic-cql2": ["valid_from = DATE('2025-07-01')", "NOT (row_version <> 1 OR row_version < 0) AND row_version IS NOT NULL", "TRUE"],
    "advanced-comparison-operators": ["boundary_certainty LIKE 'ind%'", "row_version BETWEEN 0 AND 9", "row_version IN (1,2,3)"],
    "case-insensitive-comparison": ["casei(boundary_certainty) = casei('INDICATIVE')", "casei(id) LIKE casei('D%')"],
    "accent-insensitive-comparison": ["accenti(boundary_certainty) = accenti('índicàtive')"],
    "basic-spatial-functions": ["s_intersects(geometry,POINT(105.8 21))", f"s_intersects(geometry,{BOX})"],
    "basic-spatial-functions-plus": [
        f"s_intersects(geometry,{wkt})"
        for wkt in (
            "LINESTRING(105 21,106 21)", "POLYGON((105 20,106 20,106 21,105 20))", "MULTIPOINT((105 21),(106 21))",
            "MULTILINESTRING((105 21,106 21),(105 20,106 20))", "MULTIPOLYGON(((105 20,106 20,106 21,105 20)))",
            "GEOMETRYCOLLECTION(POINT(105 21),LINESTRING(105 21,106 21))",
        )
    ],
    "spatial-functions": [
        f"s_{name}(geometry,POLYGON((105 20,106 20,106 21,105 20)))"
        for name in ("contains", "crosses", "disjoint", "equals", "overlaps", "touches", "within")
    ],
    "temporal-functions": [
        f"t_{name}(INTERVAL(valid_from,valid_to),INTERVAL('2025-01-01','..'))"
        for name in (
            "after", "before", "contains", "disjoint", "during", "equals", "finishedBy", "finishes", "intersects", "meets", "metBy",
            "overlappedBy", "overlaps", "startedBy", "starts",
        )
    ],
    "property-property": ["valid_from < valid_to", "boundary_certainty = boundary_certainty"],
    "cql2-text": ["row_version = 1"],
}


@pytest.mark.parametrize("name", CLASSES)
def test_conf_cql2_class(api, collection, name):
    claimed = api.json("/conformance")["conformsTo"]
    assert f"http://www.opengis.net/spec/cql2/1.0/conf/{name}" in claimed
    for filter in CLASSES[name]:
        answer = api.response(f"/collections/{collection}/items", params={"limit": 1, "filter": filter})
        assert answer.status_code == 200, f"{filter}: {answer.text}"


def test_no_class_is_claimed_that_is_not_tried_here(api):
    prefix = "http://www.opengis.net/spec/cql2/1.0/conf/"
    claimed = {uri.removeprefix(prefix) for uri in api.json("/conformance")["conformsTo"] if uri.startswith(prefix)}
    # JSON is tried with filter-lang above; the operators are the functions of the draft, under their old name.
    assert claimed == {*CLASSES, "cql2-json", "basic-spatial-operators"}
