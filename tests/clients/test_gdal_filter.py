"""Conditions of GDAL: what of them it leaves to the service, and that the rest comes out the same.

GDAL passes on equality of properties by a parameter each (`operating=yes`), dates as `datetime`, and the id; it decides
the rest itself. Its own CQL is that of a draft (`filter-lang=cql-text`), which is not offered, so it sends none.
"""

import os
import re
import subprocess
import sys

import pytest

PYOGRIO = """
import sys, pyogrio
_, _, _, values = pyogrio.raw.read(f"OAPIF:{sys.argv[1]}", layer="clusters", where=sys.argv[2], columns=["id"], PAGE_SIZE="1000")
print("ids", *sorted(values[0]))
"""

# A condition, the one as CQL2, and what of it must be in the address.
CONDITIONS = [
    ("operating = 'yes'", "operating = 'yes'", "operating=yes"),
    ("name = 'Liên Hà'", "name = 'Liên Hà'", "name=Li%C3%AAn%20H%C3%A0"),
    ("area_is_assumed = 1", "area_is_assumed", "area_is_assumed=1"),
    ("operating = 'yes' AND declared_area_ha > 20", "operating = 'yes' AND declared_area_ha > 20", "operating=yes"),
    ("valid_from >= '2025/11/12'", "valid_from >= DATE('2025-11-12')", "datetime="),
    ("id = 'bat-trang'", "id = 'bat-trang'", "items/bat-trang"),
    ("declared_area_ha > 20", "declared_area_ha > 20", None),
    ("declared_area_ha BETWEEN 10 AND 20", "declared_area_ha BETWEEN 10 AND 20", None),
    ("name LIKE 'L%'", "name LIKE 'L%'", None),
    ("operating IN ('yes', 'no')", "operating IN ('yes', 'no')", None),
    ("commune_code IS NULL", "commune_code IS NULL", None),
    ("NOT (operating = 'yes')", "NOT operating = 'yes'", None),
    ("operating = 'yes' OR declared_area_ha > 20", "operating = 'yes' OR declared_area_ha > 20", None),
]


def run(*command):
    debug = {**os.environ, "CPL_DEBUG": "HTTP"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=debug)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"^ERROR", done.stderr, re.MULTILINE), done.stderr
    addresses = re.findall(r"Fetch\(\S*?(/collections/\S*)\)", done.stdout + done.stderr)
    assert addresses, "no request is seen; the log shows nothing"
    return done.stdout, addresses


def old(url, condition):
    listed, addresses = run(
        "ogrinfo", "-ro", "-al", "-geom=NO", "-oo", "PAGE_SIZE=1000", "-where", condition, f"OAPIF:{url}", "clusters"
    )
    return set(re.findall(r"^  id \(String\) = (\S+)$", listed, re.MULTILINE)), addresses


def new(url, condition):
    listed, addresses = run(sys.executable, "-c", PYOGRIO, url, condition)
    return set(re.search(r"^ids(.*)$", listed, re.MULTILINE)[1].split()), addresses


@pytest.mark.parametrize(("where", "cql2", "passed_on"), CONDITIONS, ids=[c[0] for c in CONDITIONS])
@pytest.mark.parametrize("gdal", [old, new], ids=["gdal-3.6", "gdal-3.12"])
def test_a_condition_of_gdal_selects_what_the_same_filter_does(api, url, gdal, where, cql2, passed_on):
    got, addresses = gdal(url, where)
    wanted = {feature["id"] for feature in api.items("clusters", limit=1000, filter=cql2)["features"]}
    assert wanted and got == wanted
    if passed_on is not None:
        assert any(passed_on in address for address in addresses), addresses
