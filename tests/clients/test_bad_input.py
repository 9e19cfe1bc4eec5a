"""Whatever is wrong with a request is said by name, in problem details, and is never the server's fault."""

import pytest
import requests

BASE = "/collections/clusters/items"
FAR = "1e400"
NUL = "%00"
NO_TEXT = "%FF"

# Parameter, and values of it that no reader can take.
PAGE = {
    "limit": ["0", "-1", "1.5", "abc", "", FAR, NUL, NO_TEXT, "%C3%A0", "0x10", "1%2C2"],
    "bbox": [
        "", "1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "a,b,c,d", f"1,2,3,{FAR}", "NaN,0,1,1", "Infinity,0,1,1",
        "105,21,106,20", "181,0,182,1", "0,-91,1,0", "1,,2,3", NUL, NO_TEXT,
    ],
    "bbox-crs": ["", "EPSG:9999", "4326", "http://www.opengis.net/def/crs/EPSG/0/0", NUL, FAR],
    "crs": ["", "EPSG:9999", "4326", "http://www.opengis.net/def/crs/EPSG/0/0", NUL, FAR],
    "datetime": [
        "", "yesterday", "2025-13-01", "2025-02-30", "2025-07-01/2025-01-01", "../..", "/", "2025-01-01/x", "1/2/3",
        "99999-01-01", "0000-01-01", "-4713-01-01", "9999-12-31T23:59:59Z", "2025-07-01T25:00:00Z", FAR, NUL, NO_TEXT,
    ],
    "as-of": [
        "", "yesterday", "2025-13-01", "99999-01-01", "-4713-01-01", "9999-12-31T23:59:59-23:59",
        "2025-07-01T25:00:00Z", "2025-01-01/..", FAR, NUL, NO_TEXT,
    ],
    "properties": ["nothing", "name,nothing", "geometry", NUL, NO_TEXT, "name%27--"],
    "sortby": ["nothing", "", "citations", "--name", "%2B-name", "name,phase", NUL, NO_TEXT, "name%27--"],
    "q": [NUL, NO_TEXT],
    "precision": ["-1", "10", "1.5", "abc", "", FAR, NUL],
    "cursor": ["", "abc", "1:2", "1:%22a%22", "99999999999999999999", FAR, NUL, NO_TEXT],
    "f": ["html", "xml", "", NUL],
}
ONE = {name: PAGE[name] for name in ("crs", "datetime", "as-of", "precision", "f")}
SEARCH = {"limit": PAGE["limit"], "q": [NUL, NO_TEXT, "a" * 201]}
TILE = {"datetime": [*PAGE["datetime"], "2025-01-01/.."], "as-of": PAGE["as-of"]}

CASES = [
    (path, name, value)
    for path, table in [
        (BASE, PAGE), (f"{BASE}/yen-nghia", ONE), ("/search", SEARCH), ("/tiles/communes/9/406/225", TILE),
    ]
    for name, values in table.items()
    for value in values
]


def refused(api, path, status=400):
    """The problem details of a request that must be refused."""
    try:
        answer = api.response(path, headers={"Accept-Language": "en"})
    except requests.ConnectionError as error:
        pytest.fail(f"{path}: no answer at all ({error})")
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"] and problem["title"] and problem["detail"]
    assert all(character >= " " for character in problem["detail"]), "a control character in a sentence"
    return problem


def named(problem):
    return [error.get("parameter") for error in problem.get("errors", [])]


@pytest.mark.parametrize(("path", "name", "value"), CASES)
def test_a_value_that_cannot_be_read_is_refused_by_the_name_of_its_parameter(api, path, name, value):
    more = "q=a&" if path == "/search" and name != "q" else ""
    assert named(refused(api, f"{path}?{more}{name}={value}")) == [name]


@pytest.mark.parametrize("name", PAGE)
def test_a_repeated_parameter_is_refused_even_if_both_are_fine(api, name):
    fine = {"limit": "1", "bbox": "105,20,106,21", "precision": "5", "q": "a", "f": "json", "datetime": "2026-01-01"}
    value = fine.get(name, "x")
    assert named(refused(api, f"{BASE}?{name}={value}&{name}={value}")) == [name]


@pytest.mark.parametrize(
    "path",
    [
        "/?f=json", "/api", "/conformance", "/collections", "/collections/clusters", "/collections/clusters/schema",
        "/collections/clusters/queryables", BASE, f"{BASE}/yen-nghia", "/search?q=a", "/tiles/clusters",
        "/tiles/clusters/9/406/225", "/style.json", "/config.json",
    ],
)
def test_an_unknown_parameter_is_refused_by_its_name_everywhere(api, path):
    for name in ("nothing", "Limit", "bbox_crs", "%F0%9F%98%80"):
        problem = refused(api, f"{path}{'&' if '?' in path else '?'}{name}=1")
        assert named(problem) == [requests.utils.unquote(name)]


@pytest.mark.parametrize("bad", ["-1", "1.5", "abc", FAR, NUL, "99999999999", "%20", "+1", "0x1"])
def test_a_tile_number_that_cannot_be_is_refused_by_its_name(api, bad):
    for index, name in enumerate("zxy"):
        numbers = ["9", "406", "225"]
        numbers[index] = bad
        assert named(refused(api, "/tiles/communes/" + "/".join(numbers))) == [name]


@pytest.mark.parametrize(("tile", "name"), [("19/0/0", "z"), ("0/1/0", "x"), ("0/0/1", "y"), ("18/262144/0", "x")])
def test_a_tile_outside_the_pyramid_is_refused_by_the_number_that_lies_outside(api, tile, name):
    assert named(refused(api, f"/tiles/communes/{tile}")) == [name]


@pytest.mark.parametrize("bad", ["nothing", "Clusters", "%27", "..%2F..%2Fetc", "a" * 5000, NUL, "%E2%80%AE"])
def test_what_does_not_exist_is_not_found(api, bad):
    for path in (
        f"/collections/{bad}", f"/collections/{bad}/items", f"/collections/{bad}/schema",
        f"/collections/clusters/items/{bad}", f"/tiles/{bad}", f"/tiles/{bad}/0/0/0", f"/assets/{bad}", f"/{bad}",
    ):
        refused(api, path, 404)


@pytest.mark.parametrize("path", ["/collections/%FF/items", "/collections/clusters/items/%FF", "/tiles/%FF/0/0/0"])
def test_a_path_that_is_no_text_is_refused(api, path):
    refused(api, path)


def test_an_answer_follows_every_refusal(api):
    """A refused request leaves nothing broken for the next one; twenty use every pooled connection."""
    for value in ("9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        try:
            api.response(f"{BASE}?as-of={value}")
        except requests.ConnectionError:
            pass
        assert {api.response(f"{BASE}?limit=1&as-of=2026-01-01T00:00:0{n % 10}Z").status_code for n in range(20)} == {200}


@pytest.mark.parametrize(
    "value", ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00%2B23:59", "9999-12-31T16:59:59Z", "2026-01-01T00:00:00-23:59"]
)
def test_the_ends_of_time_are_answered_or_refused(api, value):
    for name in ("datetime", "as-of"):
        assert api.response(f"{BASE}?limit=1&{name}={value}").status_code in (200, 400)


@pytest.mark.parametrize("words", ["%25", "_", "%27%22%5C", "%F0%9F%98%80", "zzzzqq", "%D8%A7"])
def test_words_that_are_in_no_name_match_nothing(api, words):
    assert api.json(f"{BASE}?q={words}")["numberMatched"] == 0
    assert api.json(f"/search?q={words}")["results"] == []


@pytest.mark.parametrize("limit", ["10001", "99999999999999999999999"])
def test_a_limit_over_the_maximum_counts_as_the_maximum(api, limit):
    page = api.json(f"/collections/legacy-communes/items?limit={limit}")
    assert page["numberReturned"] == page["numberMatched"]


BODIES = [
    b"", b"\x00", b"\xff", b"null", b"[]", b"{", b"1e400", b'{"type":"Point","coordinates":[105,21]}',
    b'{"type":"LineString","coordinates":[]}', b'{"type":"LineString","coordinates":[[105,21]]}',
    b'{"type":"LineString","coordinates":[[105,21],[1e400,21]]}', b'{"type":"LineString","coordinates":[["a","b"]]}',
    b'{"type":"LineString","coordinates":[[105,21],[null,21]]}', b'{"type":"LineString"}', b'{"type":"Nothing"}',
    b'{"type":"LineString","coordinates":[[181,21],[105,21]]}', b'{"type":"LineString","coordinates":[[105,91],[105,21]]}',
    b'{"type":"Polygon","coordinates":[[[105,21],[106,21],[106,22]]]}',
    b'{"type":"Polygon","coordinates":[[[105,21],[106,22],[106,21],[105,22],[105,21]]]}',
    b'{"type":"Polygon","coordinates":[]}', b'{"type":"Polygon","coordinates":[[]]}',
    b"[" * 100_000, b'{"a":' * 100_000,
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:60].decode("latin-1"))
def test_a_geometry_that_cannot_be_measured_is_refused(api, body):
    answer = api.session.post(f"{api.url}/measure", data=body, timeout=30, headers={"Content-Type": "application/geo+json"})
    assert answer.status_code == 400, answer.text[:300]
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_a_body_too_large_is_refused_as_such(api):
    answer = api.session.post(f"{api.url}/measure", data=b" " * (3 << 20), timeout=30)
    assert answer.status_code == 413
    assert answer.json()["status"] == 413


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_is_not_allowed_is_told_which_are(api, method):
    for path in (BASE, f"{BASE}/yen-nghia", "/tiles/communes/0/0/0"):
        answer = api.session.request(method, api.url + path, timeout=30)
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]
        assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_a_problem_speaks_the_language_asked_for(api):
    said = {}
    for language in ("vi", "en"):
        answer = api.response(f"{BASE}?limit=0", headers={"Accept-Language": language})
        said[language] = answer.json()["title"]
        assert answer.headers["Content-Language"] == language
    assert said["vi"] != said["en"]
