"""What QGIS asks of an OGC API Features service when a layer is added, request by request.

Debian's QGIS is too old for CRS and schemas, so its provider's requests are repeated here: the landing page, the
OpenAPI document read its way, conformance, the collection, ten features, the schema, and OPTIONS, whose `Allow`
decides whether a layer can be edited.
"""

import pytest

from raw_http import ask

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SERVICE_DESC = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA_REL = "http://www.opengis.net/def/rel/ogc/1.0/schema"
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def landing(api):
    answer = api.response("/", headers=JSON)
    assert answer.headers["Content-Type"].startswith("application/json")
    return answer.json()


@pytest.fixture(scope="module")
def description(api, landing):
    """The API description, found by the type that QGIS looks for."""
    hrefs = [x["href"] for x in landing["links"] if x["rel"] == "service-desc" and x["type"] == SERVICE_DESC]
    assert len(hrefs) == 1
    answer = api.response(hrefs[0], headers={"Accept": SERVICE_DESC})
    assert answer.headers["Content-Type"].replace(" ", "") == SERVICE_DESC
    return answer.json()


def link(document, rel, kind):
    """The one link of that relation and type."""
    found = [link["href"] for link in document["links"] if link["rel"] == rel and link.get("type") == kind]
    assert len(found) == 1, f"{rel} {kind}: {found}"
    return found[0]


def resolve(description, value):
    """Follows a `$ref` inside the document, as QGIS does."""
    reference = value.get("$ref")
    if reference is None:
        return value
    for part in reference.removeprefix("#/").split("/"):
        description = description[part]
    return description


def test_the_landing_page_has_the_links_in_the_types_qgis_takes(landing):
    link(landing, "data", "application/json")
    link(landing, "conformance", "application/json")


def test_the_page_size_stands_where_qgis_looks_for_it(description):
    assert description["openapi"].startswith("3.0.")
    schema = description["components"]["parameters"]["limit"]["schema"]
    assert (schema["maximum"], schema["default"]) == (10_000, 100)
    assert min(max(1000, schema["default"]), schema["maximum"]) == 1000


def test_the_page_size_of_qgis_is_answered(api, collection):
    page = api.items(collection, limit=1000)
    assert page["numberReturned"] == min(page["numberMatched"], 1000)


def test_each_collection_has_literal_paths_and_readable_parameters(description, collection):
    operation = description["paths"][f"/collections/{collection}/items"]["get"]
    assert f"/collections/{collection}/items/{{featureId}}" in description["paths"]
    parameters = {p["name"]: p for p in (resolve(description, p) for p in operation["parameters"])}
    assert {"limit", "bbox", "bbox-crs", "crs", "datetime", "properties", "sortby"} <= parameters.keys()
    for name, parameter in parameters.items():
        assert parameter["in"] == "query", name
        assert parameter["style"] == "form", name
        assert parameter["explode"] is False, name
        assert isinstance(parameter["schema"]["type"], str), name


def test_the_conformance_classes_that_switch_qgis_on_are_claimed(api, landing):
    claimed = api.json(link(landing, "conformance", "application/json"), headers=JSON)["conformsTo"]
    for spec in ("features-1/1.0/conf/core", "features-2/1.0/conf/crs", "features-5/1.0/conf/schemas"):
        assert f"http://www.opengis.net/spec/ogcapi-{spec}" in claimed


def test_the_collection_tells_its_storage_crs_and_keeps_crs84(api, collection):
    described = api.json(f"/collections/{collection}", headers=JSON)
    assert described["storageCrs"] == f"{EPSG}5897"
    assert described["crs"][0] == CRS84
    assert {CRS84, *(f"{EPSG}{code}" for code in (5897, 4326, 3857, 3405))} == set(described["crs"])


def test_the_first_ten_features_have_one_geometry_type_and_ids_outside_the_properties(api, collection):
    page = api.items(collection, limit=10)
    assert type(page["numberMatched"]) is int
    assert {feature["geometry"]["type"] for feature in page["features"]} == {collection.geometry}
    for feature in page["features"]:
        assert isinstance(feature["id"], str)
        assert "id" not in feature["properties"]
    if page["numberMatched"] > 10:
        link(page, "next", "application/geo+json")


def test_the_schema_gives_qgis_fields_geometry_and_order(api, collection):
    """QGIS reads a type only from a string: a list such as ["number", "null"] would make a text field."""
    described = api.json(f"/collections/{collection}", headers=JSON)
    schema = api.json(link(described, SCHEMA_REL, "application/schema+json"), headers={"Accept": "application/schema+json"})
    geometry = [p for p in schema["properties"].values() if p.get("x-ogc-role") == "primary-geometry"]
    assert [p["format"] for p in geometry] == [f"geometry-{collection.geometry.lower()}"]
    fields = {name: p for name, p in schema["properties"].items() if "type" in p}
    assert {p["type"] for p in fields.values()} <= {"string", "integer", "number", "boolean", "array", "object"}
    order = [p["x-ogc-propertySeq"] for p in fields.values()]
    assert sorted(order) == list(range(1, len(fields) + 1))


def test_options_allow_reading_only_in_the_letters_old_qgis_compares(url, api, collection):
    """With POST or PUT in it QGIS would offer editing, which the service does not take yet."""
    first = api.items(collection, limit=1)["features"][0]["id"]
    for path in ("items", f"items/{first}", "items/unknown_id"):
        reply = ask(f"{url}/collections/{collection}/{path}", "OPTIONS")
        assert reply.status == 200, path
        assert "Allow" in reply.headers, f"{path}: {list(reply.headers)}"
        assert {verb.strip() for verb in reply.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


def test_options_from_another_origin_still_tell_what_is_allowed(url):
    """Only a preflight, which names the method it asks for, is answered for the browser."""
    plain = ask(f"{url}/collections/clusters/items", "OPTIONS", ["Origin: http://elsewhere.example"])
    assert plain.headers["Allow"] == "GET, HEAD, OPTIONS"
    asked = ["Origin: http://elsewhere.example", "Access-Control-Request-Method: GET"]
    preflight = ask(f"{url}/collections/clusters/items", "OPTIONS", asked)
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("path", ["/", "/collections", "/collections/communes/items?limit=1", "/nothing", "/style.json"])
def test_every_header_name_begins_its_words_with_capitals(url, path):
    for name in ask(url + path, headers=["Accept-Encoding: gzip"]).headers:
        assert all(word[:1].isupper() or word[:1].isdigit() for word in name.split("-")), name


def first_position(feature):
    position = feature["geometry"]["coordinates"]
    while isinstance(position[0], list):
        position = position[0]
    return position


@pytest.mark.parametrize("code", [5897, 4326, 3857, 3405])
def test_coordinates_come_in_the_crs_and_axis_order_asked_for(api, database, collection, code):
    uri = f"{EPSG}{code}"
    answer = api.response(f"/collections/{collection}/items", params={"crs": uri, "limit": 20})
    assert answer.headers["Content-Crs"] == f"<{uri}>"
    statement = collection.select("ST_X(p.geom), ST_Y(p.geom)").replace(
        "WHERE", "CROSS JOIN LATERAL (SELECT geom FROM ST_DumpPoints(ST_Transform(v.geom, %s)) LIMIT 1) AS p WHERE", 1
    ) + f" AND i.{collection.key} = %s"
    tolerance = 1e-6 if code == 4326 else 1e-3
    for feature in answer.json()["features"]:
        x, y = database.execute(statement, (code, feature["id"])).fetchone()
        wanted = [y, x] if code == 4326 else [x, y]
        assert first_position(feature) == pytest.approx(wanted, abs=tolerance, rel=0), feature["id"]


def test_crs84_is_the_default_and_is_stated(api, collection):
    for params in ({}, {"crs": CRS84}):
        answer = api.response(f"/collections/{collection}/items", params={"limit": 1, **params})
        assert answer.headers["Content-Crs"] == f"<{CRS84}>"
        lon, lat = first_position(answer.json()["features"][0])
        assert 105 < lon < 106.5
        assert 20 < lat < 22


def test_a_single_feature_comes_in_the_crs_asked_for(api, collection):
    listed = api.items(collection, limit=1, crs=f"{EPSG}5897")["features"][0]
    answer = api.response(f"/collections/{collection}/items/{listed['id']}", params={"crs": f"{EPSG}5897"})
    assert answer.headers["Content-Crs"] == f"<{EPSG}5897>"
    assert answer.json()["geometry"] == listed["geometry"]


@pytest.mark.parametrize("query", ["", f"?crs={EPSG}5897", "?precision=3"])
def test_a_feature_that_the_client_has_is_not_sent_again_unless_in_another_form(api, collection, query):
    path = f"/collections/{collection}/items/{api.items(collection, limit=1)['features'][0]['id']}"
    first = api.response(path + query)
    held = {"If-None-Match": first.headers["ETag"]}
    assert api.response(path + query, headers=held).status_code == 304
    assert api.response(f"{path}?crs={EPSG}3857", headers=held).status_code == 200


@pytest.mark.parametrize(
    ("code", "box"),
    [
        (4326, (20.9, 105.7, 21.1, 105.9)),
        (5897, (570_000, 2_310_000, 590_000, 2_330_000)),
        (3857, (11_766_000, 2_380_000, 11_790_000, 2_405_000)),
        (3405, (573_000, 2_311_000, 594_000, 2_333_000)),
    ],
)
def test_a_box_is_read_in_its_crs_and_axis_order(api, database, collection, code, box):
    page = api.items(collection, limit=10_000, bbox=",".join(map(str, box)), **{"bbox-crs": f"{EPSG}{code}"})
    west, south, east, north = (box[1], box[0], box[3], box[2]) if code == 4326 else box
    statement = collection.select(f"i.{collection.key}")
    statement += " AND ST_Intersects(ST_Transform(v.geom, %s), ST_MakeEnvelope(%s, %s, %s, %s, %s))"
    wanted = {row[0] for row in database.execute(statement, (code, west, south, east, north, code)).fetchall()}
    assert wanted, "nothing lies in the box; it shows nothing"
    assert {feature["id"] for feature in page["features"]} == wanted
