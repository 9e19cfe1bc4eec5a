"""Every export is opened by Debian's GDAL 3.6 and by the 3.12 inside pyogrio, and holds what items hold."""

import io
import json
import re
import sqlite3
import time
import unicodedata
import zipfile
from datetime import datetime, timedelta

import pyogrio
import pytest
import shapely
from conftest import COLLECTIONS
from exported import EXTENSIONS, GDALS, TABLES, fields_of, is_near, new_gdal, plain, properties, run
from shapely.geometry import shape

CRS = ["EPSG:5897", "EPSG:3405", "EPSG:4326", "EPSG:3857", "CRS84"]
# Formats whose coordinates are those of the database in any CRS, and hold its name.
EXACT = ["gpkg", "shp", "fgb"]
# A condition on each collection that some features meet and some do not.
CONDITIONS = {
    "clusters": "operating = 'yes' AND name LIKE '%ê%'",
    "wastewater-plants": "due_year IS NOT NULL",
    "communes": "s_intersects(geometry, BBOX(105.8, 21.0, 105.9, 21.1))",
    "legacy-communes": "district = 'Quận Đống Đa' OR casei(accenti(name)) LIKE 'lien%'",
    "legacy-districts": "area_m2 > 100000000",
    "plan-zones": "class IN ('green', 'housing')",
    "plan-constraints": "NOT kind = 'dike'",
}
ALL = ",".join(collection.id for collection in COLLECTIONS)


@pytest.fixture(scope="module")
def export(api, tmp_path_factory):
    """The file of an export; the same one is made once."""
    made = {}

    def get(collections, format, **params):
        key = (collections, format, *sorted(params.items()))
        if key not in made:
            answer = api.response("/exports", params={"collections": collections, "f": format, **params})
            assert answer.status_code == 200, answer.text
            made[key] = tmp_path_factory.mktemp(format) / f"atlas.{EXTENSIONS[format]}"
            made[key].write_bytes(answer.content)
        return made[key]

    return get


@pytest.fixture(scope="module")
def items(api):
    """All features of a collection, read once."""
    read = {}

    def get(collection, **params):
        key = (collection, *sorted(params.items()))
        if key not in read:
            page = api.items(collection, limit=10000, **params)
            assert page["numberReturned"] == page["numberMatched"]
            read[key] = page["features"]
        return read[key]

    return get


@pytest.fixture(scope="module")
def schema(api):
    """The properties of a collection, described; its id among them."""
    read = {}

    def get(collection):
        if collection not in read:
            described = api.json(f"/collections/{collection}/schema")["properties"]
            read[collection] = {"id": {"type": "string"}, **described}
            del read[collection]["geometry"]
        return read[collection]

    return get


def by_id(layer, path, format, described):
    """Rows of a layer by the names of properties, and its shapes, by id."""
    fields = fields_of(path, format, layer, described)
    rows = [properties(row, fields, format) for row in layer.rows]
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids), "a feature came twice"
    return dict(zip(ids, rows, strict=True)), dict(zip(ids, layer.shapes, strict=True))


def ids_of_drawing(path):
    """The ids that entities of a drawing carry as extended data."""
    return set(re.findall(r"^1000\nid=(.*)$", path.read_text("ascii"), re.MULTILINE))


def test_the_formats_here_are_those_that_are_offered(api):
    offered = {format["id"]: format["extension"] for format in api.json("/exports/formats")["formats"]}
    assert offered == EXTENSIONS


@pytest.mark.parametrize("gdal", GDALS)
@pytest.mark.parametrize("format", TABLES)
def test_a_file_has_every_feature_with_every_property_as_items_have_it(collection, format, gdal, export, items, schema):
    path, described = export(collection.id, format), schema(collection.id)
    layer = GDALS[gdal](path)
    features = items(collection.id)
    fields = fields_of(path, format, layer, described)
    assert list(fields) == list(described), "a property has no field, or in another place"
    assert {name for names in fields.values() for name in names} <= {*layer.fields, "id"}
    rows, _ = by_id(layer, path, format, described)
    assert len(layer.rows) == len(features)
    letters = 0
    for feature in features:
        wanted = {"id": feature["id"], **feature["properties"]}
        found = {name: plain(rows[feature["id"]][name], described[name]) for name in described}
        assert found == wanted
        texts = [value for value in found.values() if isinstance(value, str)]
        assert all(unicodedata.is_normalized("NFC", text) for text in texts)
        letters += sum(not text.isascii() for text in texts)
    assert letters >= len(features), "no Vietnamese is among it; it shows nothing"


@pytest.mark.parametrize("format", ["gpkg", "shp", "fgb", "xlsx", "geojson"])
def test_numbers_are_numbers_and_days_are_days(collection, format, export, items, schema):
    path, described = export(collection.id, format), schema(collection.id)
    layer = new_gdal(path)
    for name, (field, *_) in fields_of(path, format, layer, described).items():
        if all(feature["properties"].get(name) is None for feature in items(collection.id)):
            continue
        kind = layer.kinds[field]
        if described[name].get("type") in ("number", "integer"):
            assert kind.startswith(("OFTReal", "OFTInteger")), name
        if described[name].get("type") == "boolean" and format != "shp":
            assert kind == "OFTInteger OFSTBoolean", name
        # A spreadsheet has its days as they are written.
        if described[name].get("format") == "date" and format != "xlsx":
            assert kind.startswith("OFTDate"), name


@pytest.mark.parametrize("gdal", GDALS)
@pytest.mark.parametrize("format", [format for format in TABLES if format != "xlsx"])
def test_shapes_are_those_of_items_in_the_crs_that_the_file_names(collection, format, gdal, export, items, schema):
    path = export(collection.id, format)
    layer = GDALS[gdal](path)
    _, shapes = by_id(layer, path, format, schema(collection.id))
    grid = format in EXACT
    if format != "csv":
        assert layer.crs == ("EPSG:5897" if grid else "EPSG:4326")
    # 0.1 mm on the grid; of degrees, the ninth decimal.
    params, tolerance = ({"crs": "EPSG:5897", "precision": 4}, 1e-4) if grid else ({"precision": 9}, 1.5e-9)
    for feature in items(collection.id, **params):
        assert is_near(shapes[feature["id"]], shape(feature["geometry"]), tolerance), feature["id"]


@pytest.mark.parametrize("gdal", GDALS)
@pytest.mark.parametrize("crs", CRS)
@pytest.mark.parametrize("format", EXACT)
def test_a_file_is_in_the_crs_that_is_asked(format, crs, gdal, export, items, schema):
    path = export("wastewater-plants", format, crs=crs)
    layer = GDALS[gdal](path)
    assert layer.crs == crs.replace("CRS84", "EPSG:4326")
    _, shapes = by_id(layer, path, format, schema("wastewater-plants"))
    for feature in items("wastewater-plants", crs=crs, precision=9 if crs in ("EPSG:4326", "CRS84") else 4):
        ((x, y),) = feature["geometry"]["coordinates"]
        # In a file x is always longitude or easting.
        at = shapely.MultiPoint([(y, x) if crs == "EPSG:4326" else (x, y)])
        assert is_near(shapes[feature["id"]], at, 1e-4 if x > 1000 else 1.5e-9), feature["id"]


@pytest.mark.parametrize("gdal", GDALS)
@pytest.mark.parametrize("crs", [None, "EPSG:5897", "EPSG:3857"])
def test_a_spreadsheet_has_a_point_inside_of_each_area(gdal, crs, export, items):
    path = export("communes", "xlsx", **({"crs": crs} if crs else {}))
    layer = GDALS[gdal](path)
    x, y = layer.fields[-2:]
    assert ("(longitude)" in x and "(latitude)" in y) is (crs is None)
    points = {row["Mã (id)"]: shapely.Point(row[x], row[y]) for row in layer.rows}
    for feature in items("communes", **({"crs": crs} if crs else {})):
        assert shape(feature["geometry"]).contains(points[feature["id"]]), feature["id"]


@pytest.mark.parametrize("gdal", GDALS)
def test_a_drawing_has_each_boundary_and_each_name(collection, gdal, export, items):
    path = export(collection.id, "dxf")
    layer = GDALS[gdal](path)
    features = items(collection.id, crs="EPSG:5897", precision=4)
    assert ids_of_drawing(path) == {feature["id"] for feature in features}
    drawn = list(zip([row["Layer"] for row in layer.rows], layer.rows, layer.shapes, strict=True))
    prefix = f"CCN-{collection.id.upper().replace('-', '_')}"
    assert all(name.startswith(prefix) or name == "CCN-GHI-CHU" for name, _, _ in drawn)
    written = [row["Text"] for name, row, _ in drawn if name.startswith(prefix) and name.endswith("-TEN")]
    keys = ["full_name", "name", "name_vi"]
    called = [next(filter(None, map(feature["properties"].get, keys))) for feature in features]
    assert sorted(written) == sorted(called)
    lines = [line for name, _, line in drawn if name.startswith(prefix) and not name.endswith("-TEN")]
    parts = [part for feature in features for part in shape(feature["geometry"]).geoms]
    assert corners(lines) == corners(ring for part in parts for ring in rings(part))


def rings(part):
    return [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]


def corners(lines):
    """The corners of lines and points to 0.1 mm, whatever the order; an area that GDAL made of a line counts as one."""
    outlines = (rings(line)[0] for line in lines)
    return sorted(sorted({(round(x, 4), round(y, 4)) for x, y, *_ in outline.coords}) for outline in outlines)


@pytest.mark.parametrize(
    ("id", "format"), [*((id, "gpkg") for id in CONDITIONS), *(("clusters", format) for format in EXTENSIONS)]
)
def test_a_filter_gives_the_features_that_items_give(id, format, export, items, schema):
    wanted = {feature["id"] for feature in items(id, filter=CONDITIONS[id])}
    assert wanted < {feature["id"] for feature in items(id)}
    assert wanted, "nothing meets the condition; it shows nothing"
    path = export(id, format, filter=CONDITIONS[id])
    if format == "dxf":
        assert ids_of_drawing(path) == wanted
    else:
        rows, _ = by_id(new_gdal(path), path, format, schema(id))
        assert set(rows) == wanted


@pytest.mark.parametrize("gdal", GDALS)
@pytest.mark.parametrize("format", EXTENSIONS)
@pytest.mark.parametrize("id", ["clusters", "wastewater-plants"])
def test_a_file_of_nothing_is_a_whole_file(id, format, gdal, export, schema):
    path = export(id, format, filter="id = 'khong-co-gi-nhu-the'")
    if format == "geojsonseq":
        # A sequence of no texts has no bytes, says RFC 7464; GDAL tells no format by them.
        assert path.read_bytes() == b""
        return
    layer = GDALS[gdal](path)
    if format == "xlsx":
        # Of a sheet with one row GDAL takes the header for values.
        (titles,) = [list(filter(None, row.values())) for row in layer.rows]
        assert titles == new_gdal(export(id, format)).fields
        return
    assert layer.rows == []
    if format not in ("dxf", "kml", "geojson"):
        fields = fields_of(path, format, layer, schema(id))
        assert list(fields) == list(schema(id))
        assert {name for names in fields.values() for name in names} <= set(layer.fields)
    if format in EXACT:
        assert layer.crs == "EPSG:5897"


@pytest.mark.parametrize("format", ["gpkg", "shp", "kml", "xlsx"])
def test_a_file_of_all_collections_has_a_layer_for_each(format, export, items):
    path = export(ALL, format)
    wanted = sorted(len(items(collection.id)) for collection in COLLECTIONS)

    def is_data(name):
        return name != "layer_styles" and "chú thích" not in name

    names = [name for name, _ in pyogrio.list_layers(path) if is_data(name)]
    new = [pyogrio.read_info(path, layer=name, force_feature_count=True)["features"] for name in names]
    assert sorted(new) == wanted
    told = run("ogrinfo", "-ro", "-so", "-al", path)
    old = re.findall(r"^Layer name: ([^\n]+)$.*?^Feature Count: (\d+)$", told, re.MULTILINE | re.DOTALL)
    assert sorted(int(count) for name, count in old if is_data(name)) == wanted


def test_a_geopackage_says_what_it_is_and_where_it_comes_from(api, export, items):
    path = export(ALL, "gpkg")
    about = {}
    with sqlite3.connect(path) as connection:
        for table, text in connection.execute(
            """
            SELECT r.table_name, m.metadata FROM gpkg_metadata AS m
            JOIN gpkg_metadata_reference AS r ON r.md_file_id = m.id WHERE m.mime_type = 'application/json'
            """
        ):
            about[table] = json.loads(text)
        contents = dict(connection.execute("SELECT table_name, identifier FROM gpkg_contents").fetchall())
        styled = {row[0] for row in connection.execute("SELECT f_table_name FROM layer_styles")}
    for collection in COLLECTIONS:
        table = collection.id.replace("-", "_")
        told, said = api.json(f"/collections/{collection}"), about[table]
        assert contents[table] == told["title"] == said["title"]["vi"]
        assert said["title"] == told["titles"]
        assert said["description"] == told["descriptions"]
        for key, member in [("source", "citation"), ("licence", "licence"), ("attribution", "attribution")]:
            assert said[key] == {"vi": told[member], "en": told[member]}
        made = datetime.fromisoformat(said["exported"]["vi"])
        assert timedelta(0) <= datetime.now(made.tzinfo) - made < timedelta(minutes=10)
        day = items(collection.id)[0]["properties"]["valid_to"] and "2025-06-30" or made.date().isoformat()
        assert said["datetime"]["vi"] == day
        plans = {feature["properties"].get("plan") for feature in items(collection.id)} - {None}
        versions = [plan for plan in said.get("plans", {"en": ""})["en"].split("; ") if plan]
        assert sorted(plan.split(":")[0] for plan in versions) == sorted(plans)
        assert all(re.search(r", version \d+, ", plan) for plan in versions)
        assert table in styled
        # GDAL hands on what a file says of itself.
        assert told["citation"] in run("ogrinfo", "-ro", "-so", path, table)


def test_a_geopackage_says_what_its_columns_are(export, schema):
    with sqlite3.connect(export(ALL, "gpkg")) as connection:
        rows = connection.execute("SELECT table_name, column_name, title FROM gpkg_data_columns").fetchall()
    for collection in COLLECTIONS:
        table = collection.id.replace("-", "_")
        titles = {column: title for named, column, title in rows if named == table}
        described = {name: each["title"] for name, each in schema(collection.id).items() if name != "id"}
        assert titles == described


def test_a_job_leads_to_the_file_that_would_have_been_the_answer(api, url, export):
    asked = {"collections": "clusters,communes", "f": "shp"}
    begun = api.response("/exports", params=asked, headers={"Prefer": "respond-async"})
    assert begun.status_code == 202
    address = begun.headers["Location"]
    assert address == f"{url}/exports/jobs/{begun.json()['id']}"
    assert int(begun.headers["Retry-After"]) > 0
    assert begun.json()["state"] in ("waiting", "writing", "done")
    until = time.monotonic() + 30
    while (told := api.json(address))["state"] in ("waiting", "writing"):
        assert time.monotonic() < until, told
        assert told["link"] is None
        assert told["written"] <= told["matched"] or told["matched"] == 0
    assert told["state"] == "done"
    count = sum(api.items(id, limit=1)["numberMatched"] for id in told["collections"])
    assert told["matched"] == told["written"] == count
    ends = datetime.fromisoformat(told["expires_at"])
    assert timedelta(minutes=59) < ends - datetime.now(ends.tzinfo) <= timedelta(hours=1)
    answer = api.response(told["link"])
    assert len(answer.content) == told["bytes"] == int(answer.headers["Content-Length"])
    at_once = export("clusters,communes", "shp")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as job, zipfile.ZipFile(at_once) as whole:
        assert job.namelist() == whole.namelist()
        assert [job.read(name) for name in job.namelist() if name.endswith((".shp", ".dbf"))] == [
            whole.read(name) for name in whole.namelist() if name.endswith((".shp", ".dbf"))
        ]
    assert api.session.delete(address, timeout=30).status_code == 204
    for gone in (address, told["link"]):
        assert api.response(gone).status_code == 404


@pytest.mark.parametrize("id", ["0" * 32, "khong-co", "%00", "..%2F..%2Fhealth"])
def test_an_unknown_job_is_not_found(api, id):
    for path in (f"/exports/jobs/{id}", f"/exports/jobs/{id}/file"):
        for answer in (api.response(path), api.session.delete(api.url + path, timeout=30)):
            if answer.status_code == 405:
                assert path.endswith("/file")
                continue
            assert answer.status_code == 404, answer.text
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["type"].endswith("/problems/not-found")
