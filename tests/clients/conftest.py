"""What every test of a client gets: the service's address, its database and what it should hold.

CCN_E2E_URL               where the service runs
CCN_CLIENT_DATABASE_URL   its database, as libpq reads it; counts are taken from the tables there
"""

import os
from dataclasses import dataclass

import psycopg
import pytest
import requests

TODAY = "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
LAST_DAY_OF_THE_FORMER = "date '2025-06-30'"


@dataclass(frozen=True)
class Collection:
    """A collection and the tables behind it."""

    id: str
    geometry: str
    table: str
    key: str = "slug"
    only: str = "true"
    day: str = TODAY

    def __str__(self):
        return self.id

    def select(self, what):
        """A statement over the identities that are true on the day the collection shows by default."""
        return f"""
            SELECT {what} FROM {self.table} AS i JOIN {self.table}_version AS v ON v.{self.table}_id = i.id
            WHERE v.valid @> {self.day} AND v.recorded @> now() AND {self.only}
        """


COLLECTIONS = [
    Collection("clusters", "MultiPolygon", "cluster"),
    Collection("wastewater-plants", "MultiPoint", "wastewater_plant"),
    Collection("communes", "MultiPolygon", "admin_unit", "code", "i.valid_from >= '2025-07-01'"),
    Collection(
        "legacy-communes",
        "MultiPolygon",
        "admin_unit",
        "code",
        "i.valid_from < '2025-07-01' AND length(i.code) = 5",
        LAST_DAY_OF_THE_FORMER,
    ),
    Collection(
        "legacy-districts", "MultiPolygon", "admin_unit", "code", "length(i.code) = 3", LAST_DAY_OF_THE_FORMER
    ),
    Collection("plan-zones", "MultiPolygon", "plan_zone"),
    Collection("plan-constraints", "MultiPolygon", "plan_constraint"),
]


def setting(name):
    value = os.environ.get(name)
    if not value:
        pytest.exit(f"{name} is not set; bin/test sets it", returncode=2)
    return value


def pytest_generate_tests(metafunc):
    if "collection" in metafunc.fixturenames:
        metafunc.parametrize("collection", COLLECTIONS, ids=str)


@pytest.fixture(scope="session")
def url():
    return setting("CCN_E2E_URL").rstrip("/")


class Api:
    """A plain client."""

    def __init__(self, url, session):
        self.url = url
        self.session = session

    def response(self, path, **kwargs):
        return self.session.get(path if path.startswith("http") else self.url + path, timeout=30, **kwargs)

    def json(self, path, **kwargs):
        answer = self.response(path, **kwargs)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def items(self, collection, **params):
        return self.json(f"/collections/{collection}/items", params=params)


@pytest.fixture(scope="session")
def api(url):
    with requests.Session() as session:
        yield Api(url, session)


@pytest.fixture(scope="session")
def database():
    with psycopg.connect(setting("CCN_CLIENT_DATABASE_URL"), autocommit=True) as connection:
        connection.read_only = True
        yield connection


@pytest.fixture(scope="session")
def ids_in_database(database):
    """The ids of a collection as its tables hold them."""

    def ids(collection):
        rows = database.execute(collection.select(f"i.{collection.key}")).fetchall()
        assert rows, f"{collection} is empty; an empty collection shows nothing"
        assert len(rows) == len({row[0] for row in rows}), f"{collection} has an id twice"
        return {row[0] for row in rows}

    return ids
