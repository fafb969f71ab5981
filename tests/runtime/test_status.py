"""`/status`: what those who keep maps learn of the service, and trying again what failed."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config import health, status
from dataflows.render.engine import Engine
from jobs.models import Job, JobState
from tests.people import Tenant, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    health.not_ready.forget()


def failed_job(tenant: Tenant | None = None, **more: Any) -> Job:
    facts = {
        "kind": "draw_map",
        "state": JobState.FAILED,
        "attempts": 3,
        "error": "EngineFailed: signal 6",
        "payload": {"programme": str(tenant.programme.pk)} if tenant else {},
        "finished_at": timezone.now(),
    }
    return Job.objects.create(**facts | more)


def words(client: Client) -> str:
    answer = client.get("/status")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_status_facts_name_everything():
    facts = status.status_facts()
    assert set(facts) == {"version", "mode", "database", "engines", "oldest_job_seconds", "jobs"}
    assert facts["mode"] == "embedded"
    assert facts["database"] in {"sqlite", "postgresql"}
    assert facts["engines"]


def test_status_is_not_for_guests(client: Client):
    answer = client.get("/status")
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_engines_are_listed_in_the_order_they_are_asked(world: World, monkeypatch):
    found = [Engine("dot", "2.43", ()), Engine("python", "1", ())]
    monkeypatch.setattr(status, "engines", lambda: iter(found))
    page = words(world.client("facilitator"))
    assert "Graphviz 2.43, asked first Our own layout, version 1, asked when those before it fail" in page


def test_what_is_being_done_with_how_far_and_for_how_long(world: World):
    Job.objects.create(
        kind="draw_map",
        state=JobState.RUNNING,
        started_at=timezone.now() - timedelta(seconds=12),
        progress_done=2,
        progress_of=5,
        payload={"programme": str(world.riverside.programme.pk)},
    )
    page = words(world.client("facilitator"))
    assert re.search(r"Drawing a map for 1[2-4] seconds · Step 2 of 5", page)
    assert "Step 2 of 5" not in words(world.client("stranger"))


def test_a_failed_job_is_shown_with_its_reason_and_tried_again(world: World):
    job = failed_job(world.riverside)
    client = world.client("facilitator")
    page = words(client)
    assert "Drawing a map" in page
    assert "EngineFailed: signal 6" in page
    assert "some jobs have failed" in page
    address = f"/status/jobs/{job.pk}/retry/"
    assert f'action="{address}"' in client.get("/status").content.decode()

    answer = client.post(address, follow=True)
    assert "It is being tried again." in answer.content.decode()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)

    again = client.post(address, follow=True)
    assert "There was nothing to try again" in again.content.decode()
    assert Job.objects.get() == job
    assert "EngineFailed" not in words(client)


def test_a_reason_may_quote_somebody_so_it_is_for_their_programme_alone(world: World):
    job = failed_job(world.otherplace, error="ValueError: Otherplace wrote this")
    client = world.client("facilitator")
    page = words(client)
    assert "Otherplace wrote this" not in page
    assert "1 more is not shown" in page
    assert client.post(f"/status/jobs/{job.pk}/retry/").status_code == 404
    assert Job.objects.get().state == JobState.FAILED
    assert "Otherplace wrote this" in words(world.client("stranger"))


def test_a_job_of_daylights_own_is_for_whoever_keeps_maps(world: World):
    job = failed_job()
    assert "EngineFailed" in words(world.client("facilitator"))
    assert world.client("viewer").post(f"/status/jobs/{job.pk}/retry/").status_code == 403
    assert world.client("facilitator").post(f"/status/jobs/{job.pk}/retry/").status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def drawing_of(tenant: Tenant, **more: Any) -> dict[str, Any]:
    return {"map": str(tenant.map.pk), "programme": str(tenant.programme.pk), "version": None, **more}


def test_a_failed_drawing_names_its_map_and_leads_to_it(world: World):
    failed_job(payload=drawing_of(world.riverside, show="theme"))
    failed_job(payload=drawing_of(world.riverside, show="whole", version=1))
    around = f"around:{world.riverside.storage.pk}:2"
    failed_job(payload=drawing_of(world.riverside, show=around))
    client = world.client("facilitator")
    page, address = words(client), f"/m/{world.riverside.map.pk}/"
    for named in ("draft, grouped by theme", "version 1, whole map", "draft, around one organisation"):
        assert f"Drawing a map: {world.riverside.map.name} {named}" in page
    links = [
        link.replace("&amp;", "&")
        for link in re.findall(r'href="([^"]*[?][^"]*)"', client.get("/status").content.decode())
        if address in link
    ]
    assert sorted(links) == sorted(
        [
            f"{address}?show=theme",
            f"{address}v/1/?show=whole",
            f"{address}?show=around&node={world.riverside.storage.pk}&hops=2",
        ]
    )
    for link in links:
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("odd", [{"map": str(UUID(int=7))}, {"show": "sideways"}])
def test_a_job_about_nothing_that_is_there_is_still_shown(world: World, odd):
    failed_job(payload=drawing_of(world.riverside) | odd)
    assert "Drawing a map" in words(world.client("facilitator"))


def test_no_job_names_a_map_of_another_programme(world: World):
    failed_job(payload={**drawing_of(world.otherplace), "programme": str(world.riverside.programme.pk)})
    assert world.otherplace.map.name not in words(world.client("facilitator"))


def test_a_job_that_has_gone_is_not_found(world: World):
    job = failed_job()
    job_id = job.pk
    job.delete()
    assert world.client("facilitator").post(f"/status/jobs/{job_id}/retry/").status_code == 404


def test_the_page_takes_as_many_queries_for_many_jobs_as_for_one(world: World):
    client = world.client("facilitator")
    failed_job(payload=drawing_of(world.riverside))
    words(client)  # what is asked once and kept
    with CaptureQueriesContext(connection) as for_one:
        words(client)
    for _job in range(20):
        failed_job(payload=drawing_of(world.riverside))
        failed_job()
    with CaptureQueriesContext(connection) as for_many:
        words(client)
    assert len(for_many) == len(for_one)


def test_a_job_that_waits_for_more_than_a_minute_is_spoken_of(world: World):
    Job.objects.create(kind="noop", not_before=timezone.now() - timedelta(seconds=59))
    assert "cannot keep up" not in words(world.client("owner"))
    Job.objects.create(kind="noop", not_before=timezone.now() - timedelta(seconds=61))
    assert "cannot keep up" in words(world.client("owner"))
