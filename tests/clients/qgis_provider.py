"""What the OGC API Features provider of QGIS 3.32 and newer does, request by request, without QGIS.

After its sources (providers/wfs/oapif): which documents it opens in which order, what it reads of them, how it writes
the address of a page, and how its compiler writes an expression as CQL2.
"""

from urllib.parse import quote

from raw_http import ask

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
SERVICE_DESC = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA_REL = "http://www.opengis.net/def/rel/ogc/1.0/schema"
CLASS = "http://www.opengis.net/spec/"
GEOJSON_SCHEMAS = "https://geojson.org/schema/"


class Layer:
    """A layer as QGIS adds it; `asked` lists the addresses in their order."""

    def __init__(self, api, collection_id):
        self.api = api
        self.asked = []
        landing = self.get(f"{api.url}/", "application/json")
        description = self.get(link(landing, "service-desc", SERVICE_DESC), SERVICE_DESC)
        limit = description["components"]["parameters"]["limit"]["schema"]
        self.page_size = min(max(1000, limit["default"]), limit["maximum"])
        self.simple_queryables = simple_queryables(description, collection_id)
        self.address = f"{link(landing, 'data', 'application/json')}/{collection_id}"
        described = self.get(self.address, "application/json")
        classes = set(self.get(link(landing, "conformance", "application/json"), "application/json")["conformsTo"])
        self.crs = described["storageCrs"] if CLASS + "ogcapi-features-2/1.0/conf/crs" in classes else CRS84
        self.filters = {
            CLASS + "ogcapi-features-3/1.0/conf/filter",
            CLASS + "ogcapi-features-3/1.0/conf/features-filter",
            CLASS + "cql2/1.0/conf/cql2-text",
            CLASS + "cql2/1.0/conf/basic-cql2",
        } <= classes
        self.like_between_in = CLASS + "cql2/1.0/conf/advanced-comparison-operators" in classes
        self.casei = CLASS + "cql2/1.0/conf/case-insensitive-comparison" in classes
        # Releases until 2025 look for the name of the draft, newer ones for that of the standard.
        self.spatial = [CLASS + f"cql2/1.0/conf/basic-spatial-{word}" in classes for word in ("operators", "functions")]
        self.queryables = {}
        if self.filters:
            self.queryables = self.get(f"{self.address}/queryables", "application/schema+json")["properties"]
        first = self.get(f"{self.address}/items?limit=10", "application/geo+json, application/json")
        self.count = first["numberMatched"]
        self.schema = None
        if CLASS + "ogcapi-features-5/1.0/conf/schemas" in classes:
            self.schema = self.get(link(described, SCHEMA_REL, "application/schema+json"), "application/schema+json")
        ident = first["features"][0]["id"] if first["features"] else "unknown_id"
        self.allowed = [self.options("items"), self.options(f"items/{ident}")]

    def get(self, address, accept):
        self.asked.append(f"GET {address.removeprefix(self.api.url)}")
        return self.api.json(address, headers={"Accept": accept})

    def options(self, path):
        self.asked.append(f"OPTIONS {self.address.removeprefix(self.api.url)}/{path}")
        reply = ask(f"{self.address}/{path}", "OPTIONS")
        return {verb.strip() for verb in reply.headers["Allow"].split(",")}

    @property
    def geometry_column(self):
        """A queryable is the geometry if it has no `type` but refers to a schema of GeoJSON."""
        for name, described in self.queryables.items():
            if "type" not in described and described.get("$ref", "").startswith(GEOJSON_SCHEMAS):
                return name
        return None

    def download(self, filter=None, has_shape=False, box=None):
        """The features of a view, page by page."""
        address = f"{self.address}/items?limit={self.page_size}"
        if filter is not None:
            address += f"&filter={quote(filter, safe='')}&filter-lang=cql2-text"
            address += f"&filter-crs={self.crs}" if has_shape and self.crs != CRS84 else ""
        if box is not None:
            address += "&bbox=" + ",".join(repr(edge) for edge in box)
            address += f"&bbox-crs={self.crs}" if self.crs != CRS84 else ""
        address += f"&crs={self.crs}" if self.crs != CRS84 else ""
        found = []
        while address:
            page = self.get(address, "application/geo+json, application/json")
            if not page["features"]:
                break
            found += page["features"]
            following = [x for x in page["links"] if x["rel"] == "next"]
            following.sort(key=lambda x: x.get("type") != "application/geo+json")
            address = following[0]["href"] if following else None
        return found


def link(document, rel, kind):
    """The first link of that relation, of the type that QGIS prefers."""
    return next(x["href"] for x in document["links"] if x["rel"] == rel and x.get("type") == kind)


def simple_queryables(description, collection_id):
    """Parameters of a page that are in the query, `form`, not exploded, and of one type."""
    found = {}
    for parameter in description["paths"][f"/collections/{collection_id}/items"]["get"]["parameters"]:
        if "$ref" in parameter:
            value = description
            for part in parameter["$ref"].removeprefix("#/").split("/"):
                value = value[part]
            parameter = value
        kind = parameter.get("schema", {}).get("type")
        is_simple = (parameter["in"], parameter.get("style"), parameter.get("explode")) == ("query", "form", False)
        if is_simple and isinstance(kind, str):
            found[parameter["name"]] = kind
    return found
