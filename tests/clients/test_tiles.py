"""A tile decoder reads the vector tiles of Hà Nội, from the whole world to a street."""

import gzip
import math

import mapbox_vector_tile
import pytest

WEST, SOUTH, EAST, NORTH = 105.2, 20.5, 106.1, 21.4
# Every collection is whole from here on; further out, what is smaller than a pixel is left out.
WHOLE_FROM_ZOOM = 10
DEEPEST_WHOLE_ZOOM = 11


def tile_at(zoom, lon, lat):
    """Column and row of the tile that holds a position."""
    count = 2**zoom
    sine = math.sin(math.radians(lat))
    column = (lon + 180) / 360 * count
    row = (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * count
    return int(column), int(row)


def tiles_over_hanoi(zoom):
    """All tiles over Hà Nội; further in than they can all be read, nine around the middle of the town."""
    west, north = tile_at(zoom, WEST, NORTH)
    east, south = tile_at(zoom, EAST, SOUTH)
    if zoom > DEEPEST_WHOLE_ZOOM:
        column, row = tile_at(zoom, 105.74, 20.955)
        west, east, north, south = column - 1, column + 1, row - 1, row + 1
    return [(zoom, x, y) for x in range(west, east + 1) for y in range(north, south + 1)]


def features_of(api, collection, tile):
    """The features of a tile; none where there is no content."""
    zoom, x, y = tile
    answer = api.response(f"/tiles/{collection}/{zoom}/{x}/{y}")
    if answer.status_code == 204:
        assert answer.content == b""
        return []
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    layers = mapbox_vector_tile.decode(answer.content)
    assert list(layers) == [collection.id]
    layer = layers[collection.id]
    assert layer["version"] == 2
    assert layer["extent"] == 4096
    assert layer["features"], "an empty tile is 204"
    return layer["features"]


def a_tile(api, collection):
    """Address of a tile that holds something."""
    feature = api.items(collection, limit=1)["features"][0]
    position = feature["geometry"]["coordinates"]
    while isinstance(position[0], list):
        position = position[0]
    x, y = tile_at(12, *position)
    return f"/tiles/{collection}/12/{x}/{y}"


@pytest.mark.parametrize("zoom", range(15))
def test_the_tiles_of_a_zoom_are_well_formed_and_hold_known_ids(api, collection, zoom, ids_in_database):
    known = ids_in_database(collection)
    fids = {}
    for tile in tiles_over_hanoi(zoom):
        features = features_of(api, collection, tile)
        for feature in features:
            assert isinstance(feature["id"], int), "MapLibre needs a number for feature-state"
            assert feature["id"] > 0
            assert feature["properties"]["id"] in known
            assert fids.setdefault(feature["id"], feature["properties"]["id"]) == feature["properties"]["id"]
            assert feature["geometry"]["type"] in ("Polygon", "MultiPolygon", "Point", "MultiPoint")
        assert len(features) == len({feature["id"] for feature in features}), f"{tile} has a feature twice"
    assert len(set(fids.values())) == len(fids), "two numbers for one id"
    if WHOLE_FROM_ZOOM <= zoom <= DEEPEST_WHOLE_ZOOM:
        assert set(fids.values()) == known


def test_the_attributes_of_a_tile_are_those_tilejson_names(api, collection):
    fields = api.json(f"/tiles/{collection}")["vector_layers"][0]["fields"]
    seen = set()
    for tile in tiles_over_hanoi(WHOLE_FROM_ZOOM):
        for feature in features_of(api, collection, tile):
            seen |= feature["properties"].keys()
    assert seen == fields.keys()


def test_the_attributes_of_a_tile_are_those_of_the_feature(api, collection):
    """A commune's name is its full name in tiles, the short one in features; a district's kind stands beside its name."""
    items = {f["id"]: f["properties"] for f in api.items(collection, limit=10_000)["features"]}
    for tile in tiles_over_hanoi(9):
        for feature in features_of(api, collection, tile):
            item = items[feature["properties"]["id"]]
            for name, value in feature["properties"].items():
                if name == "id":
                    continue
                if name == "name" and "full_name" in item and collection.id != "legacy-districts":
                    name = "full_name"
                assert value == item[name], f"{feature['properties']['id']}: {name}"


def test_tilejson_3_leads_to_the_tiles(api, url, collection):
    tilejson = api.json(f"/tiles/{collection}")
    assert tilejson["tilejson"] == "3.0.0"
    assert tilejson["scheme"] == "xyz"
    assert tilejson["tiles"] == [f"{url}/tiles/{collection}/{{z}}/{{x}}/{{y}}"]
    assert (tilejson["minzoom"], tilejson["maxzoom"]) == (0, 18)
    assert [layer["id"] for layer in tilejson["vector_layers"]] == [collection.id]
    assert tilejson["attribution"]
    west, south, east, north = tilejson["bounds"]
    extent = api.json(f"/collections/{collection}")["extent"]["spatial"]["bbox"][0]
    assert west <= extent[0] <= extent[2] <= east
    assert south <= extent[1] <= extent[3] <= north


def raw_body(api, path, encoding):
    """The bytes as sent, not decoded."""
    answer = api.session.get(api.url + path, headers={"Accept-Encoding": encoding}, stream=True, timeout=30)
    return answer, answer.raw.read(decode_content=False)


def test_gzip_and_identity_carry_the_same_bytes_under_different_strong_etags(api, collection):
    path = a_tile(api, collection)
    plain, identity = raw_body(api, path, "identity")
    packed, compressed = raw_body(api, path, "gzip")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed) == identity
    assert plain.headers["ETag"] != packed.headers["ETag"]
    for answer in (plain, packed):
        assert answer.headers["ETag"].startswith('"')
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_tile_that_the_client_has_is_not_sent_again(api, collection, encoding):
    path = a_tile(api, collection)
    first = api.response(path, headers={"Accept-Encoding": encoding})
    again = api.response(path, headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    other = api.response(path, headers={"Accept-Encoding": encoding, "If-None-Match": '"other"'})
    assert other.status_code == 200


def test_nothing_is_no_content(api, collection):
    for tile in ("18/0/0", "9/0/0"):
        answer = api.response(f"/tiles/{collection}/{tile}")
        assert (answer.status_code, answer.content) == (204, b"")


def test_a_tile_of_another_time_is_kept_by_nobody(api):
    """Before July 2025 there were no communes of today."""
    past = api.response("/tiles/communes/9/406/225?datetime=2025-06-30")
    assert past.status_code == 204
    assert past.headers["Cache-Control"] == "private, no-store"
    assert api.response("/tiles/communes/9/406/225").status_code == 200
