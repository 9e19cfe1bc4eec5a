"""GDAL reads every collection: Debian's ogrinfo (3.6, pages of 10) and the newer one inside pyogrio."""

import re
import subprocess

import pyogrio
import pytest

OGRINFO_TYPE = {"MultiPolygon": "Multi Polygon", "MultiPoint": "Multi Point"}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert not re.search(r"^(ERROR|Warning)", said, re.MULTILINE), said
    return done.stdout


def read(url, collection, **options):
    """What the newer GDAL reads: the layer's facts, and its fields by name."""
    meta, _, _, values = pyogrio.raw.read(f"OAPIF:{url}", layer=collection.id, **options)
    return meta, dict(zip(meta["fields"], values, strict=True))


def test_ogrinfo_lists_the_seven_collections(url):
    listed = run("ogrinfo", "-ro", f"OAPIF:{url}")
    found = re.findall(r"^\d+: (\S+)", listed, re.MULTILINE)
    assert sorted(found) == sorted(
        ["clusters", "wastewater-plants", "communes", "legacy-communes", "legacy-districts", "plan-zones", "plan-constraints"]
    )


def test_ogrinfo_counts_what_the_tables_hold(url, collection, api, ids_in_database):
    summary = run("ogrinfo", "-ro", "-so", f"OAPIF:{url}", collection.id)
    count = int(re.search(r"Feature Count: (\d+)", summary)[1])
    assert count == len(ids_in_database(collection)) == api.items(collection, limit=1)["numberMatched"]


def test_ogrinfo_sees_one_multi_geometry_type_and_every_property(url, collection, api):
    summary = run("ogrinfo", "-ro", "-so", f"OAPIF:{url}", collection.id)
    assert f"Geometry: {OGRINFO_TYPE[collection.geometry]}\n" in summary
    fields = dict(re.findall(r"^(\w+): (\w+)", summary.split("Data axis to CRS axis mapping")[1], re.MULTILINE))
    schema = api.json(f"/collections/{collection}/schema")["properties"]
    assert set(schema) - {"geometry"} <= set(fields), "a property of the schema is no field"


def test_ogrinfo_follows_the_pages_to_the_last_feature(url, collection, ids_in_database):
    """At GDAL's own page size of 10, each feature comes once."""
    listed = run("ogrinfo", "-ro", "-al", "-geom=NO", "-oo", "PAGE_SIZE=10", f"OAPIF:{url}", collection.id)
    ids = re.findall(r"^  id \(String\) = (\S+)$", listed, re.MULTILINE)
    assert len(ids) == len(set(ids)), "a feature came twice"
    assert set(ids) == ids_in_database(collection)


@pytest.mark.parametrize("page_size", [7, 1000])
def test_a_newer_gdal_reads_every_feature(url, collection, page_size, ids_in_database):
    """7 divides 91 clusters and 126 communes: the last page is exactly full."""
    meta, fields = read(url, collection, PAGE_SIZE=page_size)
    ids = list(fields["id"])
    assert len(ids) == len(set(ids)), "a feature came twice"
    assert set(ids) == ids_in_database(collection)
    assert meta["geometry_type"] == collection.geometry


def test_a_newer_gdal_reads_numbers_as_numbers(url, collection, api):
    _, fields = read(url, collection)
    schema = api.json(f"/collections/{collection}/schema")["properties"]
    del schema["geometry"]
    assert set(schema) <= set(fields)
    for name, described in schema.items():
        is_number = described["type"] in ("number", "integer")
        has_values = any(value is not None for value in fields[name])
        assert not is_number or not has_values or fields[name].dtype.kind in "iuf", name


def test_a_newer_gdal_reads_the_storage_crs_when_asked(url, collection):
    """In EPSG:5897 a commune is kilometres wide; coordinates in degrees would all be below 360."""
    info = pyogrio.read_info(f"OAPIF:{url}", layer=collection.id, CRS="EPSG:5897", force_total_bounds=True)
    west, south, east, north = info["total_bounds"]
    assert info["crs"] == "EPSG:5897"
    assert 500_000 < west < east < 700_000
    assert 2_200_000 < south < north < 2_400_000


def test_a_newer_gdal_swaps_no_axes_of_epsg_4326(url, collection):
    """The service answers latitude first; GDAL turns that round, as QGIS does."""
    info = pyogrio.read_info(f"OAPIF:{url}", layer=collection.id, CRS="EPSG:4326", force_total_bounds=True)
    west, south, east, north = info["total_bounds"]
    assert 105 < west < east < 106.5
    assert 20 < south < north < 22


@pytest.mark.parametrize(
    ("crs", "srid", "box"),
    [("OGC:CRS84", 4326, (105.7, 20.9, 105.9, 21.1)), ("EPSG:5897", 5897, (570_000, 2_310_000, 590_000, 2_330_000))],
)
def test_a_spatial_filter_of_gdal_gives_the_features_of_that_box(url, database, collection, crs, srid, box):
    _, fields = read(url, collection, CRS=crs, bbox=box)
    inside = collection.select(f"i.{collection.key}")
    inside += " AND ST_Intersects(ST_Transform(v.geom, %s), ST_MakeEnvelope(%s, %s, %s, %s, %s))"
    wanted = {row[0] for row in database.execute(inside, (srid, *box, srid)).fetchall()}
    assert wanted, "nothing lies in the box; it shows nothing"
    assert set(fields["id"]) == wanted
