"""The layer definition and the styles that QGIS is given, read as files: QGIS itself is not needed here."""

import sqlite3
from urllib.parse import urljoin

import pyogrio
import pytest
from conftest import COLLECTIONS
from lxml import etree

KINDS = {"MultiPolygon": "2", "MultiPoint": "0"}


@pytest.fixture(scope="module")
def definition(api):
    answer = api.response("/qgis/ccn-atlas.qlr")
    assert answer.headers["Content-Type"] == "application/x-qgis-layer-definition"
    return etree.fromstring(answer.content)


@pytest.fixture(scope="module")
def package(api, tmp_path_factory):
    """All collections in one GeoPackage."""
    path = tmp_path_factory.mktemp("styles") / "all.gpkg"
    collections = ",".join(collection.id for collection in COLLECTIONS)
    answer = api.response("/exports", params={"collections": collections, "f": "gpkg"})
    assert answer.status_code == 200, answer.text
    path.write_bytes(answer.content)
    return path


def settings(source):
    """The parts of a provider's address: `name='value'`."""
    return dict(part.split("=", 1) for part in source.replace("'", "").split(" "))


def test_the_landing_page_leads_to_the_layer_definition(api):
    links = api.json("/", headers={"Accept": "application/json"})["links"]
    (found,) = [link for link in links if link.get("type") == "application/x-qgis-layer-definition"]
    assert api.response(found["href"]).status_code == 200


def test_the_layers_are_the_collections_and_their_addresses_answer(definition, api, url):
    layers = definition.findall("maplayers/maplayer")
    named = [settings(layer.findtext("datasource"))["typename"] for layer in layers]
    assert sorted(named) == sorted(collection.id for collection in COLLECTIONS)
    assert named == [settings(node.get("source"))["typename"] for node in definition.iter("layer-tree-layer")]
    for layer, name in zip(layers, named, strict=True):
        told = settings(layer.findtext("datasource"))
        assert told["url"] == url
        assert layer.findtext("provider") == "OAPIF"
        assert api.items(name, limit=1)["numberReturned"] == 1
        assert api.json(urljoin(told["url"], layer.find("attribution").get("href")))["id"] == name


def test_a_layer_is_of_the_geometry_of_its_collection_in_crs84(definition):
    for collection in COLLECTIONS:
        (layer,) = [
            each
            for each in definition.iter("maplayer")
            if settings(each.findtext("datasource"))["typename"] == collection.id
        ]
        assert layer.get("wkbType") == collection.geometry
        assert layer.findtext("layerGeometryType") == KINDS[collection.geometry]
        assert layer.findtext("srs/spatialrefsys/authid") == "OGC:CRS84"
        assert "indicative" in layer.findtext("abstract")
        assert layer.findtext("attribution")
        assert layer.findtext("resourceMetadata/license")


def test_no_style_asks_for_a_column_that_is_not_there(definition, api):
    for layer in definition.iter("maplayer"):
        name = settings(layer.findtext("datasource"))["typename"]
        columns = {*api.items(name, limit=1)["features"][0]["properties"], "id"}
        assert {field.get("field") for field in layer.iter("alias")} == columns
        assert {field.get("name") for field in layer.iter("field")} == columns - {"id"}
        text = layer.find("labeling/settings/text-style")
        if text.get("isExpression") == "0":
            assert text.get("fieldName") in columns
        expressions = [option.get("value") for option in layer.iter("Option") if option.get("name") == "expression"]
        for expression in [*expressions, *(rule.get("filter") for rule in layer.iter("rule"))]:
            # Between double quotes stands a column.
            assert set(expression.split('"')[1::2]) <= columns, expression


def test_each_table_of_a_geopackage_has_its_style_as_the_default(package):
    with sqlite3.connect(package) as connection:
        kind = connection.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'").fetchone()
        rows = connection.execute(
            """
            SELECT g.table_name, g.column_name, s.useAsDefault, s.styleQML
            FROM gpkg_geometry_columns AS g
            LEFT JOIN layer_styles AS s ON s.f_table_name = g.table_name AND s.f_geometry_column = g.column_name
            """
        ).fetchall()
    assert kind == ("attributes",)
    assert {row[0] for row in rows} == {collection.id.replace("-", "_") for collection in COLLECTIONS}
    for table, _, is_default, text in rows:
        assert is_default == 1, table
        style = etree.fromstring(text.encode())
        columns = set(pyogrio.read_info(package, layer=table)["fields"])
        assert {alias.get("field") for alias in style.iter("alias")} <= columns, table
        assert style.find("renderer-v2").get("type") == "RuleRenderer"


def test_the_codes_of_a_geopackage_are_described_in_words(package):
    with sqlite3.connect(package) as connection:
        rows = connection.execute("SELECT value, description FROM gpkg_data_column_constraints").fetchall()
    assert ("indicative", "Tượng trưng") in rows
    assert [row for row in rows if not row[1]] == []


def test_every_feature_of_a_geopackage_is_drawn_by_one_rule_of_its_style_at_every_scale(package):
    with sqlite3.connect(package) as connection:
        for table, text in connection.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall():
            rules = list(etree.fromstring(text.encode()).iter("rule"))
            for scale in {rule.get("scalemaxdenom") for rule in rules}:
                filters = [rule.get("filter") or "true" for rule in rules if rule.get("scalemaxdenom") == scale]
                total = " + ".join(f"({each})" for each in filters)
                statement = f'SELECT count(*), count(*) FILTER (WHERE {total} = 1) FROM "{table}"'
                everything, once = connection.execute(statement).fetchone()
                assert everything > 0, table
                assert once == everything, f"{table} {scale}"
