"""Planning fit as others read it: JSON Schema, shapely as another engine, CSV, GDAL; and what must be refused."""

import csv
import io
import json
import math

import pyogrio
import pytest
import requests
from jsonschema import Draft202012Validator
from shapely import wkb
from shapely.ops import unary_union

DEMO = {"plan": "demo"}
PERMISSIONS = ("designated", "compatible", "conditional", "incompatible")


def ring(lon, lat, radius, corners=24):
    """A closed ring of so many corners around a place."""
    turns = [math.tau * step / corners for step in range(corners)]
    points = [[round(lon + radius * math.cos(t), 7), round(lat + radius * math.sin(t), 7)] for t in turns]
    return [*points, points[0]]


AREAS = [
    {"type": "Polygon", "coordinates": [ring(105.6 + 0.05 * step, 20.9 + 0.03 * step, 0.004 * (step + 1))]}
    for step in range(6)
] + [
    {"type": "Polygon", "coordinates": [ring(105.7, 21.0, 0.05), ring(105.7, 21.0, 0.02)[::-1]]},
    {"type": "MultiPolygon", "coordinates": [[ring(105.6, 21.0, 0.01)], [ring(105.75, 21.05, 0.015)]]},
]


@pytest.fixture(scope="module")
def validator(api):
    schema = api.json("/fit/schema")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def post(api, body, **params):
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return api.session.post(
        f"{api.url}/fit", params=params, data=text, headers={"Accept-Language": "en"}, timeout=60
    )


def adds_up(document):
    total = sum(part["share"] for part in document["classes"])
    total += document["residual"]["share"] - document["double_counted"]["share"]
    assert abs(total - 1) <= max(1e-9, 1e-6 / document["area_m2"])


@pytest.mark.parametrize("params", [{}, DEMO, {**DEMO, "datetime": "2027-01-01"}, {"plan": "qd-2512-2026"}], ids=str)
def test_every_cluster_answers_as_the_schema_says(api, validator, params):
    rows = api.json("/fit", params=params)["rows"]
    assert len(rows) == 91
    for row in rows:
        document = api.json(f"/collections/clusters/items/{row['id']}/fit", params=params)
        assert [error.message for error in validator.iter_errors(document)] == []
        adds_up(document)
        assert (document["verdict"], document["confidence"]) == (row["verdict"], row["confidence"]) or (
            document["sensitivity"]["run"] and not document["sensitivity"]["stable"]
        ), "only the shift can make the single answer less sure"


@pytest.mark.parametrize("area", AREAS, ids=range(len(AREAS)))
def test_another_engine_measures_the_same(api, validator, database, area):
    document = post(api, area, **DEMO).json()
    assert [error.message for error in validator.iter_errors(document)] == []
    adds_up(document)
    subject = wkb.loads(
        database.execute(
            "SELECT ST_AsBinary(ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(%s), 4326), 5897))", [json.dumps(area)]
        ).fetchone()[0]
    )
    zones = {}
    for class_id, geom in database.execute(
        "SELECT class_id, ST_AsBinary(geom) FROM plan_zone_version WHERE valid @> current_date AND recorded @> now()"
    ):
        zones.setdefault(class_id, []).append(wkb.loads(geom))
    unions = {class_id: unary_union([zone.intersection(subject) for zone in all_]) for class_id, all_ in zones.items()}
    wanted = {class_id: union.area for class_id, union in unions.items() if union.area > 0}
    found = {part["class"]: part["area_m2"] for part in document["classes"]}
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-3)
    residual = subject.difference(unary_union(list(unions.values()))).area
    assert document["residual"]["area_m2"] == pytest.approx(residual, rel=1e-6, abs=1e-3)
    assert document["area_m2"] == pytest.approx(subject.area, rel=1e-9)


def test_the_table_is_csv_and_says_the_same_as_json(api):
    rows = api.json("/fit", params=DEMO)["rows"]
    answer = api.response("/fit", params={**DEMO, "f": "csv"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fit-demo.csv"'
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["id"] for line in table] == [row["id"] for row in rows]
    for line, row in zip(table, rows, strict=True):
        assert line["verdict"] == row["verdict"] and line["plan_synthetic"] == "true"
        assert float(line["residual_share"]) == row["residual_share"]
        assert line["flags"] == ";".join(row["flags"])


def test_gdal_reads_the_list_and_the_pieces(api, tmp_path):
    listed = tmp_path / "fit.geojson"
    listed.write_bytes(api.response("/fit", params={**DEMO, "f": "geojson"}).content)
    _, _, shapes, _ = pyogrio.raw.read(listed)
    assert len(shapes) == 91
    pieces = tmp_path / "pieces.geojson"
    pieces.write_bytes(post(api, AREAS[-1], f="geojson", **DEMO).content)
    info, _, shapes, fields = pyogrio.raw.read(pieces)
    parts = dict(zip(info["fields"], fields, strict=True))["part"]
    assert parts[0] == "subject" and {"zone", "commune"} <= set(parts)
    assert all(wkb.loads(shape).is_valid for shape in shapes)


def test_the_list_is_kept_by_its_etag(api):
    first = api.response("/fit", params=DEMO)
    again = api.response("/fit", params=DEMO, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert api.session.head(f"{api.url}/fit", timeout=30).status_code == 200
    assert "POST" in api.session.options(f"{api.url}/fit", timeout=30).headers["Allow"]


def polygon(*points):
    return {"type": "Polygon", "coordinates": [list(points)]}


REFUSED = {
    "self-intersection": (polygon([105.7, 21], [105.8, 21.1], [105.8, 21], [105.7, 21.1], [105.7, 21]), 400),
    "unclosed": (polygon([105.7, 21], [105.8, 21], [105.8, 21.1]), 400),
    "two points": (polygon([105.7, 21], [105.8, 21], [105.7, 21]), 400),
    "one number": (polygon([105.7], [105.8, 21], [105.8, 21.1], [105.7]), 400),
    "no ring": ({"type": "Polygon", "coordinates": []}, 400),
    "empty": ({"type": "MultiPolygon", "coordinates": []}, 400),
    "NaN": ('{"type":"Polygon","coordinates":[[[NaN,21],[105.8,21],[105.8,21.1],[NaN,21]]]}', 400),
    "infinite": ('{"type":"Polygon","coordinates":[[[1e999,21],[105.8,21],[105.8,21.1],[1e999,21]]]}', 400),
    "line": ({"type": "LineString", "coordinates": [[105.7, 21], [105.8, 21]]}, 400),
    "point": ({"type": "Point", "coordinates": [105.7, 21]}, 400),
    "collection": ({"type": "GeometryCollection", "geometries": [AREAS[0]]}, 400),
    "nested collection": ('{"type":"GeometryCollection","geometries":[' * 200 + "]}" * 200, 400),
    "features": ({"type": "FeatureCollection", "features": []}, 400),
    "nothing in a feature": ({"type": "Feature", "geometry": None, "properties": {}}, 400),
    "Sài Gòn": ({"type": "Polygon", "coordinates": [ring(106.7, 10.8, 0.01)]}, 400),
    "swapped axes": ({"type": "Polygon", "coordinates": [[[y, x] for x, y in ring(105.7, 21, 0.01)]]}, 400),
    "no JSON": ("{", 400),
    "no body": ("", 400),
    "no UTF-8": (b"\xff\xfe", 400),
    "10,001 vertices": ({"type": "Polygon", "coordinates": [ring(105.7, 21, 0.05, 10_001)]}, 413),
    "a million vertices": ({"type": "Polygon", "coordinates": [ring(105.7, 21, 0.05, 1_000_000)]}, 413),
    "30 MB": (" " * 30_000_000, 413),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_sound_area_is_refused(api, what):
    body, status = REFUSED[what]
    try:
        answer = post(api, body, **DEMO)
    except requests.ConnectionError:
        # A client that goes on sending what is refused may see the connection end first.
        assert what in ("30 MB", "a million vertices")
        return
    assert answer.status_code == status, answer.text[:300]
    problem = answer.json()
    assert problem["type"].rsplit("/", 1)[1] in ("invalid-body", "invalid-geometry", "too-large")
    for error in problem.get("errors", []):
        assert error["detail"]
        if "location" in error:
            assert error["location"]["type"] == "Point"


QUERIES = {
    "plan": ["", "nothing", "%00", "a" * 101, "demo%27--"],
    "datetime": ["", "x", "2026-01-01/..", "0000-01-01", "1e400", "1999-01-01", "9999-12-31T23:59:59Z"],
    "as-of": ["", "x", "0001-01-01T00:00:00+23:59", "9999-12-31"],
    "sensitivity": ["", "1", "yes"],
    "f": ["", "html", "%00"],
    "nothing": ["1"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in QUERIES.items() for value in values])
def test_every_parameter_refuses_what_it_cannot_use(api, name, value):
    for path in ("/fit", "/collections/clusters/items/yen-nghia/fit"):
        answer = api.response(f"{path}?{name}={value}", headers={"Accept-Language": "en"})
        assert answer.status_code == 400, f"{path}?{name}={value}: {answer.status_code} {answer.text[:200]}"
        assert name in answer.text


def test_permissions_are_all_there_and_never_more_than_the_whole(api):
    for row in api.json("/fit", params=DEMO)["rows"]:
        shares = [row[f"{permission}_share"] for permission in PERMISSIONS]
        assert all(0 <= share <= 1 + 1e-9 for share in shares)
