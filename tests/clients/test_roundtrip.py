"""What is exported and brought back is the same, also where a text looks like a formula."""

import csv
import io
import json
import re
import zipfile
from contextlib import contextmanager

import pytest
from conftest import COLLECTIONS, setting
from exported import EXTENSIONS, is_near, new_gdal
from shapely.geometry import shape

IMPORTABLE = ["clusters", "wastewater-plants", "plan-zones", "plan-constraints"]
# Formats that are read back, and how far off a corner may be: 0.1 mm on the grid; in degrees the millimetre that
# the way to WGS 84 and back may take.
FORMATS = {"gpkg": 1e-4, "fgb": 1e-4, "shp": 1e-4, "kml": 1e-3, "geojson": 1e-3, "geojsonseq": 1e-3, "csv": 1e-3}
# A spreadsheet would take each of these for a formula; the last two would be taken for one in disguise.
FORMULAS = [
    '=HYPERLINK("http://example.org";"Liên Hà")',
    "+84 24 3825 3536",
    "-1+1",
    "@SUM(A1:A9)",
    "'=1+1",
    "''@Hà Nội",
]


class Desk:
    """Who holds the token."""

    def __init__(self, api):
        self.api = api
        self.headers = {"Authorization": f"Bearer {setting('CCN_E2E_TOKEN')}"}

    def ask(self, method, path, status=200, **kwargs):
        path = path if path.startswith("http") else self.api.url + path
        answer = self.api.session.request(method, path, headers=self.headers, timeout=60, **kwargs)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def kept(self):
        """Imports that are staged or published."""
        imports = self.ask("GET", "/imports")["imports"]
        return {each["id"] for each in imports if each["state"] != "undone"}

    def export(self, collection, format, **params):
        answer = self.api.response("/exports", params={"collections": collection, "f": format, **params})
        assert answer.status_code == 200, answer.text
        return answer.content

    @contextmanager
    def staged(self, collection, name, content, **settings):
        """A file that is brought and settled, and gone afterwards: undone if it was published."""
        params = {"collection": collection, "file-name": name, "by": "Người thử"}
        document = self.ask("POST", "/imports", 201, params=params, data=content)
        here = f"/imports/{document['id']}"
        try:
            yield self.ask("PUT", f"{here}/settings", json=settings) if settings else document
        finally:
            if self.ask("GET", here)["state"] == "published":
                self.ask("POST", f"{here}/undo")
            else:
                self.ask("DELETE", here, 204)


@pytest.fixture(scope="module")
def desk(api):
    desk = Desk(api)
    before = register(api)
    staged = desk.kept()
    yield desk
    assert register(api) == before, "the register is another than before"
    assert desk.kept() <= staged, "a file is left behind"


def register(api):
    """All that can be imported, as it is now; whatever is done and undone has another version."""
    features = {id: api.items(id, limit=10000)["features"] for id in IMPORTABLE}
    for feature in (feature for all in features.values() for feature in all):
        del feature["properties"]["row_version"]
    return features


def settings_of(collection, format):
    """What a file of ours does not say itself: a plan, and the CRS of a table."""
    settings = {"plan": "demo"} if collection.startswith("plan-") else {}
    return settings | ({"crs": "EPSG:4326"} if format == "csv" else {})


def codes(document):
    return sorted({defect["code"] for defect in document["defects"] if defect["severity"] == "error"})


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("id", IMPORTABLE)
def test_what_was_exported_comes_back_the_same(id, format, desk, api, database):
    name = f"{id}.{EXTENSIONS[format]}"
    count = api.items(id, limit=1)["numberMatched"]
    with desk.staged(id, name, desk.export(id, format), **settings_of(id, format)) as document:
        assert (document["state"], document["asks"], codes(document)) == ("checked", [], [])
        counts = document["counts"]
        changed = [(row["feature_id"], row["change"]) for row in document["rows"] if row["change"] != "same"]
        assert changed == []
        assert counts["rows"] == counts["same"] == count
        assert counts["add"] == counts["replace"] == counts["refused"] == counts["errors"] == 0
        assert all(row["same_geometry"] for row in document["rows"])
        assert_preview_is_the_register(desk, document, api)
        # Where each corner lies on the grid of the register, closer than documents tell.
        (collection,) = [each for each in COLLECTIONS if each.id == id]
        farthest, rows = database.execute(
            f"""
            SELECT max(ST_HausdorffDistance(r.geom, v.geom)), count(*)
            FROM import_row AS r JOIN ({collection.select(f"i.{collection.key} AS slug, v.geom")}) AS v USING (slug)
            WHERE r.import_id = %s AND ST_NPoints(r.geom) = ST_NPoints(v.geom)
            """,
            (document["id"],),
        ).fetchone()
        assert rows == count
        assert farthest <= FORMATS[format]


def assert_preview_is_the_register(desk, document, api):
    shapes = {"old": {}, "new": {}}
    for feature in desk.ask("GET", f"/imports/{document['id']}/preview")["features"]:
        shapes[feature["properties"]["role"]][feature["properties"]["feature_id"]] = shape(feature["geometry"])
    features = api.items(document["collection"], limit=10000)["features"]
    items = {feature["id"]: shape(feature["geometry"]) for feature in features}
    assert set(shapes["old"]) == set(shapes["new"]) == set(items)
    for id, now in items.items():
        # The seventh decimal of a degree may be rounded up by one and down by the other.
        assert is_near(shapes["old"][id], now, 1.5e-7) and is_near(shapes["new"][id], now, 1.5e-7), id


@pytest.mark.parametrize(
    ("property", "value", "change"),
    [("name", "Một tên khác", "replace"), ("declared_area_ha", 17.25, "replace"), ("id", "khong-co-that", "same")],
)
def test_one_difference_is_seen(property, value, change, desk):
    exported = json.loads(desk.export("clusters", "geojson", filter="id = 'tan-hoi'"))
    (feature,) = exported["features"]
    (feature if property == "id" else feature["properties"])[property] = value
    with desk.staged("clusters", "khac.geojson", json.dumps(exported)) as document:
        (row,) = document["rows"]
        # Whoever has another id is found by the name, and told.
        assert (row["feature_id"], row["change"]) == ("tan-hoi", change)
        assert ("id-unknown" in [defect["code"] for defect in document["defects"]]) is (property == "id")


def test_a_decimetre_is_another_place(desk):
    exported = json.loads(desk.export("clusters", "geojson", filter="id = 'tan-hoi'"))
    (feature,) = exported["features"]
    for part in feature["geometry"]["coordinates"]:
        for ring in part:
            ring[:] = [[lon + 1e-6, lat] for lon, lat in ring]
    with desk.staged("clusters", "khac.geojson", json.dumps(exported)) as document:
        (row,) = document["rows"]
        assert (row["change"], row["same_geometry"]) == ("replace", False)


@pytest.fixture(scope="module")
def with_formulas(desk, api):
    """Names that look like formulas, published for the time of a test; by the ids of their clusters."""
    exported = json.loads(desk.export("clusters", "geojson"))
    exported["features"] = exported["features"][: len(FORMULAS)]
    for feature, name in zip(exported["features"], FORMULAS, strict=True):
        feature["properties"]["name"] = name
    with desk.staged("clusters", "cong-thuc.geojson", json.dumps(exported)) as document:
        assert (codes(document), document["counts"]["replace"]) == ([], len(FORMULAS))
        desk.ask("POST", f"/imports/{document['id']}/publish")
        names = dict(zip((feature["id"] for feature in exported["features"]), FORMULAS, strict=True))
        for id, name in names.items():
            assert api.json(f"/collections/clusters/items/{id}")["properties"]["name"] == name
        yield names


def test_no_cell_of_csv_is_a_formula_and_the_text_can_be_had(desk, with_formulas):
    text = desk.export("clusters", "csv").decode("utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    for id, name in with_formulas.items():
        assert rows[id]["name"] == f"'{name}"
    cells = [cell for row in rows.values() for cell in row.values()]
    assert [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)] == []


def test_no_cell_of_xlsx_is_a_formula(desk, with_formulas, tmp_path):
    path = tmp_path / "names.xlsx"
    path.write_bytes(desk.export("clusters", "xlsx"))
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert not re.search(rb"<f[ >]", archive.read(name)), name
    layer = new_gdal(path)
    names = {row["Mã (id)"]: row["Tên cụm (name)"] for row in layer.rows}
    assert {id: names[id] for id in with_formulas} == with_formulas


@pytest.mark.parametrize("format", ["csv", "kml", "shp"])
def test_names_like_formulas_come_back_as_they_were(format, desk, with_formulas):
    content = desk.export("clusters", format)
    with desk.staged("clusters", f"names.{EXTENSIONS[format]}", content, **settings_of("clusters", format)) as document:
        changed = [(row["title"], row["change"]) for row in document["rows"] if row["change"] != "same"]
        assert (codes(document), changed) == ([], [])
