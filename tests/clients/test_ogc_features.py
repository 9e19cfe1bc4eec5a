"""OGC API Features, requirement by requirement: Part 1 (17-069r4), GeoJSON and OpenAPI 3.0. Each test is named by the
id of the requirement it asks about, `/req/core/fc-limit-response-1` as `test_req_core_fc_limit_response_1`."""

from datetime import datetime, timedelta

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from raw_http import ask

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
GEOJSON = "application/geo+json"


@pytest.fixture(scope="module")
def landing(api):
    return api.json("/", headers={"Accept": "application/json"})


@pytest.fixture(scope="module")
def openapi(api):
    return api.json("/api")


@pytest.fixture(scope="module")
def listed(api):
    return {entry["id"]: entry for entry in api.json("/collections")["collections"]}


def hrefs(document, rel, kind=None):
    return [x["href"] for x in document["links"] if x["rel"] == rel and (kind is None or x.get("type") == kind)]


def parameters(openapi, collection):
    """The query parameters of a page, references followed."""
    found = {}
    for parameter in openapi["paths"][f"/collections/{collection}/items"]["get"]["parameters"]:
        while "$ref" in parameter:
            name = parameter["$ref"].rsplit("/", 1)[1]
            parameter = openapi["components"]["parameters"][name]
        found[parameter["name"]] = parameter
    return found


# Part 1, core: the documents.


def test_req_core_root_op_and_root_success(api):
    answer = api.response("/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    document = answer.json()
    assert hrefs(document, "service-desc", OPENAPI)
    assert hrefs(document, "conformance") and hrefs(document, "data") and hrefs(document, "self")


def test_req_core_api_definition_op_and_api_definition_success(api, landing):
    answer = api.response(hrefs(landing, "service-desc", OPENAPI)[0], headers={"Accept": OPENAPI})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].replace(" ", "") == OPENAPI


def test_req_core_conformance_op_and_conformance_success(api, landing):
    for address in (hrefs(landing, "conformance")[0], f"{api.url}/conformance"):
        answer = api.response(address)
        assert answer.status_code == 200
        assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in answer.json()["conformsTo"]


def test_req_core_http(url):
    for path in ("/collections", "/collections/clusters/items?limit=1", "/nowhere"):
        reply = ask(url + path)
        assert reply.headers["Content-Type"] and reply.headers["Content-Length"], path


def test_rec_core_cross_origin(api):
    answer = api.response("/collections", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/collections/clusters/items", "/collections", "/conformance", "/api"])
def test_req_core_query_param_unknown(api, path):
    answer = api.response(path, params={"unknown": "x"})
    assert answer.status_code == 400
    assert "unknown" in answer.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=-1", "limit=ten", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=105,22,106,21", "datetime=yesterday",
        "datetime=2025-13-01", "datetime=2025-07-01/2025-06-01", "crs=EPSG:1", "bbox=105,20,106,21&bbox-crs=x",
    ],
)
def test_req_core_query_param_invalid(api, query):
    answer = api.response(f"/collections/clusters/items?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_req_core_crs84(api, collection):
    """Without `crs`: longitude, latitude."""
    for feature in api.items(collection, limit=20)["features"]:
        position = feature["geometry"]["coordinates"]
        while isinstance(position[0], list):
            position = position[0]
        assert 105 < position[0] < 106.5 and 20 < position[1] < 22, feature["id"]


# Part 1, core: the collections.


def test_req_core_fc_md_op_and_fc_md_success(api, landing):
    answer = api.response(hrefs(landing, "data")[0])
    assert answer.status_code == 200
    assert answer.json()["collections"]


def test_req_core_fc_md_links(api):
    assert hrefs(api.json("/collections"), "self", "application/json")


def test_req_core_fc_md_items(openapi, listed):
    described = {path.split("/")[2] for path in openapi["paths"] if path.startswith("/collections/")}
    assert described == set(listed)


def test_req_core_fc_md_items_links(listed, collection):
    links = [x for x in listed[collection.id]["links"] if x["rel"] == "items"]
    assert GEOJSON in {x["type"] for x in links}
    assert all(x["type"] for x in links)


def test_req_core_fc_md_extent(api, listed, collection):
    """The stated box and time hold every feature."""
    extent = listed[collection.id]["extent"]
    assert extent["spatial"].get("crs", CRS84) == CRS84
    west, south, east, north = extent["spatial"]["bbox"][0]
    slack = 1e-6
    for feature in api.items(collection, limit=10_000)["features"]:
        for x, y in positions(feature["geometry"]["coordinates"]):
            assert west - slack <= x <= east + slack and south - slack <= y <= north + slack, feature["id"]
    first, last = extent["temporal"]["interval"][0]
    assert first is None or datetime.fromisoformat(first)
    assert last is None or datetime.fromisoformat(last)


def positions(coordinates):
    if isinstance(coordinates[0], list):
        for inner in coordinates:
            yield from positions(inner)
    else:
        yield coordinates[:2]


def test_req_core_sfc_md_op_and_sfc_md_success(api, listed, collection):
    answer = api.response(f"/collections/{collection}")
    assert answer.status_code == 200
    document, entry = answer.json(), listed[collection.id]
    assert {key: document[key] for key in ("id", "title", "extent", "itemType", "crs")} == {
        key: entry[key] for key in ("id", "title", "extent", "itemType", "crs")
    }
    assert {(x["rel"], x["href"]) for x in document["links"]} == {(x["rel"], x["href"]) for x in entry["links"]}
    assert api.response("/collections/nothing").status_code == 404


# Part 1, core: the features of a collection.


def test_req_core_fc_op(api, listed, collection):
    for address in hrefs(listed[collection.id], "items", GEOJSON):
        assert api.response(address, params={"limit": 1}).status_code == 200


def test_req_core_fc_limit_definition(openapi, collection):
    limit = parameters(openapi, collection)["limit"]
    assert (limit["in"], limit["required"], limit["style"], limit["explode"]) == ("query", False, "form", False)
    schema = limit["schema"]
    assert schema["type"] == "integer" and schema["minimum"] >= 1
    assert schema["minimum"] <= schema["default"] <= schema["maximum"]


@pytest.mark.parametrize("limit", [1, 5, 10_000])
def test_req_core_fc_limit_response_1(api, collection, limit):
    page = api.items(collection, limit=limit)
    assert len(page["features"]) == min(limit, page["numberMatched"])


def test_req_core_fc_limit_response_2(api, openapi, collection):
    """More than the maximum is the maximum, and no error."""
    maximum = parameters(openapi, collection)["limit"]["schema"]["maximum"]
    assert len(api.items(collection, limit=maximum * 10)["features"]) <= maximum
    default = parameters(openapi, collection)["limit"]["schema"]["default"]
    assert len(api.items(collection)["features"]) <= default


def test_req_core_fc_bbox_definition(openapi, collection):
    bbox = parameters(openapi, collection)["bbox"]
    schema = bbox["schema"]
    assert (bbox["in"], bbox["required"], bbox["style"], bbox["explode"]) == ("query", False, "form", False)
    assert (schema["type"], schema["items"]["type"], schema["minItems"], schema["maxItems"]) == ("array", "number", 4, 6)


def test_req_core_fc_bbox_response(api, collection):
    """Only what meets the box, as boxes of the features tell; heights of a box count for nothing here."""
    box = (105.6, 20.9, 105.9, 21.1)
    page = api.items(collection, limit=10_000, bbox=",".join(map(str, box)))
    high = api.items(collection, limit=10_000, bbox="105.6,20.9,-10,105.9,21.1,3000")
    assert [x["id"] for x in high["features"]] == [x["id"] for x in page["features"]]
    assert page["features"]
    for feature in page["features"]:
        xs, ys = zip(*positions(feature["geometry"]["coordinates"]), strict=True)
        assert min(xs) <= box[2] and max(xs) >= box[0] and min(ys) <= box[3] and max(ys) >= box[1], feature["id"]
    nowhere = api.items(collection, bbox="-10,-10,-9,-9")
    assert (nowhere["features"], nowhere["numberMatched"]) == ([], 0)


def test_req_core_fc_time_definition(openapi, collection):
    time = parameters(openapi, collection)["datetime"]
    assert (time["in"], time["required"], time["style"], time["explode"]) == ("query", False, "form", False)
    assert time["schema"]["type"] == "string"


@pytest.mark.parametrize(
    "interval", ["2025-08-01", "2025-08-01T00:00:00Z", "2025-08-01/2025-09-01", "2025-08-01/..", "../2025-08-01", "2025-08-01/"]
)
def test_req_core_fc_time_response(api, collection, interval):
    """What is given was true at some time within; `valid_to` is the first day after."""
    first, _, last = interval.replace("T00:00:00Z", "").partition("/")
    first = first if first not in ("", "..") else "0001-01-01"
    last = first if "/" not in interval else last if last not in ("", "..") else "9999-12-31"
    for feature in api.items(collection, limit=10_000, datetime=interval)["features"]:
        valid = feature["properties"]
        assert valid["valid_from"] <= last, feature["id"]
        assert valid["valid_to"] is None or valid["valid_to"] > first, feature["id"]


def test_req_core_fc_time_response_tells_apart(api):
    """There were no communes of today on the last day of the former, and the other way round."""
    count = lambda collection, day: api.json(f"/collections/{collection}/items?limit=1&datetime={day}")["numberMatched"]
    assert (count("communes", "2025-06-30"), count("communes", "2025-07-01")) == (0, 126)
    assert (count("legacy-communes", "2025-06-30"), count("legacy-communes", "2025-07-01")) == (526, 0)


def test_req_core_fc_response(api, collection):
    """All parameters hold at once: the box, the day and a property."""
    ids = lambda **params: {x["id"] for x in api.items(collection, limit=10_000, **params)["features"]}
    box, day = {"bbox": "105.6,20.9,105.9,21.1"}, {"datetime": "2025-06-01/.."}
    name = "name_vi" if collection.id.startswith("plan-") else "name"
    some = next(iter(api.items(collection, limit=1, **box, **day)["features"]))["properties"][name]
    boxed, named = ids(**box, **day), ids(**day, **{name: some})
    assert boxed and named
    assert ids(**box, **day, **{name: some}) == boxed & named


def test_req_core_fc_links(api, collection):
    page = api.items(collection, limit=1)
    assert hrefs(page, "self", GEOJSON)
    assert bool(hrefs(page, "next", GEOJSON)) == (page["numberMatched"] > 1)


def test_req_core_fc_rel_type(api, collection):
    for link in api.items(collection, limit=1)["links"]:
        assert link["rel"] and link["type"]


def test_req_core_fc_time_stamp(api, collection):
    stamp = datetime.fromisoformat(api.items(collection, limit=1)["timeStamp"])
    assert abs(datetime.now(stamp.tzinfo) - stamp) < timedelta(days=1)


def test_req_core_fc_number_matched(api, collection, ids_in_database):
    assert api.items(collection, limit=1)["numberMatched"] == len(ids_in_database(collection))


def test_req_core_fc_number_returned(api, collection):
    for limit in (1, 3, 10_000):
        page = api.items(collection, limit=limit)
        assert page["numberReturned"] == len(page["features"])


def test_req_core_f_op_and_f_success(api, collection):
    listed = api.items(collection, limit=1)["features"][0]
    one = api.json(f"/collections/{collection}/items/{listed['id']}")
    assert {key: one[key] for key in ("id", "geometry", "properties")} == {
        key: listed[key] for key in ("id", "geometry", "properties")
    }
    assert api.response(f"/collections/{collection}/items/nothing").status_code == 404


def test_req_core_f_links(api, collection):
    ident = api.items(collection, limit=1)["features"][0]["id"]
    feature = api.json(f"/collections/{collection}/items/{ident}")
    assert hrefs(feature, "self", GEOJSON)
    assert hrefs(feature, "collection") == [f"{api.url}/collections/{collection}"]


# Part 1, GeoJSON and OpenAPI 3.0.


def test_req_geojson_definition_and_content(api, collection):
    answer = api.response(f"/collections/{collection}/items", params={"limit": 3})
    assert answer.headers["Content-Type"] == GEOJSON
    page = answer.json()
    assert page["type"] == "FeatureCollection" and page["links"]
    for feature in page["features"]:
        assert feature["type"] == "Feature" and {"geometry", "properties", "id"} <= feature.keys()
    one = api.response(f"/collections/{collection}/items/{page['features'][0]['id']}")
    assert one.headers["Content-Type"] == GEOJSON
    assert one.json()["type"] == "Feature"


def test_req_oas30_oas_definition_and_completeness(openapi):
    assert openapi["openapi"].startswith("3.0.")
    validate(openapi)
    for path in ("/", "/conformance", "/collections", "/collections/clusters", "/collections/clusters/items"):
        assert "200" in openapi["paths"][path]["get"]["responses"], path


def test_req_oas30_oas_impl(api, openapi, collection):
    """An answer is as its schema says."""
    schema = openapi["components"]["schemas"]["featureCollectionGeoJSON"]
    root = {"components": openapi["components"], **schema}
    Draft202012Validator(root).validate(api.items(collection, limit=3))


def test_req_oas30_exceptions_codes(api, openapi, collection):
    responses = openapi["paths"][f"/collections/{collection}/items"]["get"]["responses"]
    assert "400" in responses
    assert api.response(f"/collections/{collection}/items?limit=x").status_code == 400
