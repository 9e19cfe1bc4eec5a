"""What the two GDALs read in an exported file, brought to one form: a row of properties and a shape by feature id."""

import json
import re
import subprocess
import zipfile
from dataclasses import dataclass
from functools import cache

import pyogrio
import shapely
from shapely.geometry import shape

EXTENSIONS = {
    "gpkg": "gpkg",
    "shp": "shp.zip",
    "dxf": "dxf",
    "xlsx": "xlsx",
    "csv": "csv",
    "kml": "kml",
    "geojson": "geojson",
    "geojsonseq": "geojsons",
    "fgb": "fgb",
}
# Those with a row of properties for each feature: a drawing has none.
TABLES = [format for format in EXTENSIONS if format != "dxf"]


@dataclass
class Layer:
    """A layer of a file: rows by the names that stand in it, a shape each (or none)."""

    crs: str | None
    fields: list
    rows: list
    shapes: list
    # The type of each field in the words of OGR; only the newer GDAL is asked.
    kinds: dict


@cache
def new_gdal(path, layer=0):
    """GDAL 3.12, inside pyogrio."""
    meta, _, shapes, columns = pyogrio.raw.read(path, layer=layer)
    fields = list(meta["fields"])
    columns = [column.tolist() for column in columns]
    count = len(columns[0]) if columns else 0
    rows = [dict(zip(fields, row, strict=True)) for row in zip(*columns, strict=True)]
    shapes = [None] * count if shapes is None else [shapely.from_wkb(wkb) if wkb else None for wkb in shapes]
    kinds = map(" ".join, zip(meta["ogr_types"], meta["ogr_subtypes"], strict=True))
    return Layer(meta["crs"], fields, rows, shapes, dict(zip(fields, kinds, strict=True)))


@cache
def old_gdal(path, layer=None):
    """Debian's GDAL 3.6: what it reads, as the GeoJSON that it makes of it."""
    name = layer or pyogrio.list_layers(path)[0][0]
    said = run("ogrinfo", "-ro", "-so", path, name)
    # A line a field, such as `valid_from: Date (10.0)`, below what is said of the layer.
    fields = re.findall(r"^(.+): \w+(?:\(\w+\))? \(\d+\.\d+\)", said, re.MULTILINE)
    made = json.loads(run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", path, name))
    rows = [{"id": feature.get("id"), **feature["properties"]} for feature in made["features"]]
    shapes = [shape(feature["geometry"]) if feature["geometry"] else None for feature in made["features"]]
    named = made.get("crs", {}).get("properties", {}).get("name", "")
    crs = "EPSG:4326" if "CRS84" in named else named.replace("urn:ogc:def:crs:EPSG::", "EPSG:") or None
    return Layer(crs, fields, rows, shapes, {})


GDALS = {"3.6": old_gdal, "3.12": new_gdal}


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert not re.search(r"^(ERROR|Warning)", done.stdout + done.stderr, re.MULTILINE), done.stderr
    return done.stdout


def fields_of(path, format, layer, wanted):
    """The fields of a layer that hold each property, in the order in which a text goes on."""
    if format == "shp":
        return shapefile_fields(path)
    if format == "xlsx":
        titles = {re.search(r"\((\w+)\)$", title)[1]: [title] for title in layer.fields}
        return {name: titles[name] for name in wanted if name in titles}
    if format == "kml":
        # GDAL has a `Name` and, since 3.9, an `id` of its own; one of the same name comes second or is the same.
        ways = {name: [f"{name}2", name, name.capitalize()] for name in wanted}
        found = {name: [way for way in all if way in layer.fields][:1] for name, all in ways.items()}
        return {name: fields for name, fields in found.items() if fields}
    names = {*layer.fields, *(layer.rows[0] if layer.rows else [])}
    return {name: [name] for name in wanted if name in names}


def shapefile_fields(path):
    """The map of names that lies beside a shapefile."""
    with zipfile.ZipFile(path) as archive:
        text = archive.read("README.txt").decode("utf-8-sig")
    table = text.split("Trường · Field\t")[1].split("\r\n\r\n")[0]
    columns = (line.split("\t") for line in table.split("\r\n")[1:])
    return {property: names.split(" + ") for names, property, *_ in columns}


def properties(row, fields, format):
    """A row by the names of properties."""
    found = {}
    for property, names in fields.items():
        parts = [row[name] for name in names if row.get(name) is not None]
        value = parts[0] if len(parts) == 1 else "".join(parts)
        if format == "csv" and isinstance(value, str) and re.match(r"'+[=+\-@\t\r]", value):
            value = value[1:]
        found[property] = value
    return found


def plain(value, described):
    """A value as GeoJSON has it, told from the type that the schema gives."""
    kind = described.get("type", "string")
    if kind == "array" and not isinstance(value, str | None):
        return list(value)
    if value is None or value == "" or value != value:
        return None
    if described.get("format") == "date":
        return str(value)[:10].replace("/", "-")
    if kind == "number":
        return float(value)
    if kind == "integer":
        return int(value)
    if kind == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]
    if kind in ("array", "object"):
        return json.loads(value) if isinstance(value, str) else value
    assert isinstance(value, str), f"{value!r} is no text"
    return value


def is_near(one, other, tolerance):
    """Whether two shapes have the same corners, but for so much; order and direction of rings are each format's own."""
    same = shapely.get_num_coordinates(one) == shapely.get_num_coordinates(other)
    same &= len(shapely.get_parts(one)) == len(shapely.get_parts(other))
    return bool(same) and shapely.hausdorff_distance(one, other) <= tolerance
