"""The description of the API: complete, without a warning, and true."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from config.api_urls import urlpatterns
from tests.people import Tenant, World

pytestmark = pytest.mark.django_db
# Where the API speaks of itself.
ITS_OWN = {"api", "api_docs", "api_schema", "api_nothing"}


@pytest.fixture(scope="module")
def schema() -> dict:
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def test_nothing_was_guessed_while_writing_it(schema):
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache
    validate_schema(schema)


def test_every_address_is_described_with_a_sentence(schema):
    described = [operation for methods in schema["paths"].values() for operation in methods.values()]
    assert len(schema["paths"]) == len({pattern.name for pattern in urlpatterns} - ITS_OWN)
    for operation in described:
        assert operation["description"].endswith("."), operation["operationId"]
        assert {*operation["responses"]} <= {"200", "201", "204"}


@pytest.mark.parametrize(
    ("operation", "name", "arguments"),
    [
        ("nodes", "api_nodes", "map"),
        ("flows", "api_flows", "map"),
        ("versions", "api_versions", "map"),
        ("comments", "api_comments", "map"),
        ("renderings", "api_renderings", "map"),
        ("maps", "api_maps", ""),
        ("organisations", "api_organisations", ""),
        ("data_types", "api_data_types", ""),
        ("storages", "api_storages", ""),
        ("agreements", "api_agreements", ""),
        ("imports", "api_imports", "map"),
        ("programmes", "api_programmes", ""),
    ],
)
def test_lists_answer_what_they_say(
    world: World, riverside: Tenant, schema: dict, operation: str, name: str, arguments: str
):
    shape = shape_of(schema, operation)
    rows = world.client("viewer").get(reverse(name, args=[riverside.map.pk] if arguments else [])).json()
    assert set(rows) == set(shape["properties"])
    fields = resolved(schema, shape["properties"]["results"]["items"])["properties"]
    for row in rows["results"]:
        assert set(row) == set(fields)
        for key, value in row.items():
            assert fits(schema, value, fields[key]), (key, value, fields[key])


def shape_of(schema: dict, operation: str) -> dict:
    (found,) = (
        one
        for methods in schema["paths"].values()
        for one in methods.values()
        if one["operationId"] == operation
    )
    return resolved(schema, found["responses"]["200"]["content"]["application/json"]["schema"])


def resolved(schema: dict, shape: dict) -> dict:
    if "$ref" in shape:
        return schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    return shape


KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


def fits(schema: dict, value: object, shape: dict) -> bool:
    """Whether a value is of the kind that its field says."""
    if value is None:
        return shape.get("nullable", False)
    if "oneOf" in shape or "allOf" in shape:
        return any(
            fits(schema, value, {**one, "nullable": True}) for one in shape.get("oneOf", shape.get("allOf"))
        )
    shape = resolved(schema, shape)
    if "enum" in shape:
        return value in shape["enum"]
    return isinstance(value, KINDS[shape["type"]])


def test_people_and_programs_read_the_same_description(client: Client):
    given = client.get(reverse("api_schema"), {"format": "json"})
    paths = json.loads(given.content)["paths"]
    page = client.get(reverse("api_docs")).content.decode()
    assert len(paths) > 15
    for path, methods in paths.items():
        for method in methods:
            assert f"{method.upper()} {path}" in page


def test_the_page_needs_no_script_style_or_other_site_of_its_own(client: Client):
    page = client.get(reverse("api_docs")).content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page
    assert "https://" not in page.replace("http://www.w3.org", "")
    assert page.count("<script") == Client().get(reverse("help")).content.decode().count("<script")


def test_the_api_itself_leads_to_its_description(client: Client):
    assert client.get(reverse("api"))["Location"] == reverse("api_docs")
