"""The web process in both its shapes, and somebody who writes through it."""

import http.client
import json
import re
import socket
import uuid
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from tests.faults.brokers import Broker
from tests.faults.fleets import Embedded, Workers, command_here
from tests.faults.processes import Run, Running, eventually, kill_and_wait

HOST = "daylight.example"
PRODUCTION = {
    "DAYLIGHT_MODE": "production",
    "DAYLIGHT_HOSTS": HOST,
    "EMAIL_URL": "consolemail://",
}


class Web(Protocol):
    """A server that can be killed and comes back."""

    port: int
    is_secure: bool

    def start(self) -> None: ...

    def kill(self, serving: int, *, main: bool) -> int:
        """Kill the process that serves, or the one above it; return which it was."""

    def come_back(self) -> None:
        """Serve again."""


class EmbeddedWeb:
    """`bin/run`: the one process, killed whole; its children must end by themselves."""

    is_secure = False

    def __init__(self, run: Run) -> None:
        self._fleet, self._run = Embedded(run), run
        self.port = 0

    def start(self) -> None:
        self._fleet.start()
        self.port = self._fleet.port

    def kill(self, serving: int, *, main: bool) -> int:
        self._fleet.server.kill()
        return self._fleet.server.pid

    def come_back(self) -> None:
        eventually("nothing outlives the server", lambda: not self._run.alive(), within=10)
        self.start()


class Gunicorn:
    """The compose file's web, with workers and beat that nobody hurts."""

    is_secure = True

    def __init__(self, run: Run, broker: Broker) -> None:
        self._run, self._workers = run, Workers(run, broker)
        self._main: Running
        self._main_killed = False
        self.port = 0

    def start(self) -> None:
        self._workers.start()
        self._start_web()

    def _start_web(self) -> None:
        self.port = free_port()
        here = command_here("web", self._run)
        command = [word.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}") for word in here]
        self._main = self._run.start("web", *command)
        self._main_killed = False
        eventually("gunicorn answers", self._answers, within=60)

    def kill(self, serving: int, *, main: bool) -> int:
        if main:
            self._main_killed = True
            self._main.kill()
            return self._main.pid
        children = self._main.children()
        victim = serving if serving in children else children[0]
        kill_and_wait(victim)
        return victim

    def come_back(self) -> None:
        if self._main_killed:
            self._start_web()
        eventually("gunicorn has its workers", lambda: len(self._main.children()) >= 2, within=30)
        eventually("gunicorn answers", self._answers, within=30)

    def _answers(self) -> bool:
        assert self._main.is_alive, self._main.said()
        try:
            return Browser(self, session="").ask("GET", "/readyz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Browser:
    """Somebody signed in, who sends forms; one connection per request."""

    def __init__(self, web: Web, session: str) -> None:
        self._web, self._session = web, session

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Send a form; return the status and where the answer sends people."""
        token = uuid.uuid4().hex
        return self.ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": token}), token)

    def send(self, path: str, body: object) -> int:
        """Send what a script of ours would; return the status."""
        token = uuid.uuid4().hex
        return self.ask("POST", path, json.dumps(body), token, "application/json")[0]

    def ask(
        self,
        method: str,
        path: str,
        body: str | None = None,
        token: str = "",
        content_type: str = "application/x-www-form-urlencoded",
    ) -> tuple[int, str]:
        prefix = "__Host-" if self._web.is_secure else ""
        headers = {
            "Cookie": f"{prefix}sessionid={self._session}; {prefix}csrftoken={token}",
            "Content-Type": content_type,
            "X-CSRFToken": token,
        }
        if self._web.is_secure:
            headers |= {"Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}"}
        connection = http.client.HTTPConnection("127.0.0.1", self._web.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()


class UnexpectedAnswerError(AssertionError):
    """The server was there, and did not do what was asked."""


@dataclass
class Comment:
    """A comment that somebody sends, again if need be: the form carries its own id."""

    map_id: uuid.UUID
    element_id: uuid.UUID
    text: str
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def send(self, browser: Browser) -> None:
        fields = {
            "kind": "not_right",
            "text": self.text,
            "element_id": str(self.element_id),
            "request_id": str(self.request_id),
        }
        status, _where = browser.post(f"/m/{self.map_id}/v/1/comment/", fields)
        if status != 302:
            raise UnexpectedAnswerError(f"a comment was answered with {status}")


@dataclass
class Edit:
    """One flow that somebody draws by hand; the edit carries its own id, and so does the flow."""

    map_id: uuid.UUID
    sender: str
    text: str
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def send(self, browser: Browser) -> None:
        connect = {
            "do": "connect",
            "source": self.sender,
            "target": "Council",
            "facts": {"purpose": self.text},
        }
        edit = {"id": str(self.id), "seen": 0, "edits": [connect]}
        status = browser.send(f"/api/v1/maps/{self.map_id}/edits/", edit)
        if status not in (200, 201):
            raise UnexpectedAnswerError(f"an edit was answered with {status}")


@dataclass
class Import:
    """One flow that somebody imports: the file, its columns, the button; the map is then drawn again.

    Its sender is new each time: a flow between the same two would be matched with the one that is there.
    """

    map_id: uuid.UUID
    sender: str
    text: str
    receipt: str = ""

    def send(self, browser: Browser) -> None:
        """Go on where it ended: a preview that has been imported says so, and is not imported again."""
        if self.receipt and self._is_imported(browser):
            return
        base = f"/m/{self.map_id}/import/"
        names = ("from_organisation", "to_organisation", "data_types", "purpose")
        rows = f"{','.join(names)}\n{self.sender},Council,Name,{self.text}\n"
        self.receipt = ""
        status, where = browser.post(base, {"pasted": rows})
        found = re.search(r"/import/([0-9a-f-]{36})/columns/$", where)
        if status != 302 or not found:
            raise UnexpectedAnswerError(f"a file was answered with {status} {where}")
        receipt = found.group(1)
        columns = {f"column_{number}": name for number, name in enumerate(names)}
        status, where = browser.post(f"{base}{receipt}/columns/", columns)
        if status != 302:
            raise UnexpectedAnswerError(f"columns were answered with {status} {where}")
        self.receipt = receipt
        status, where = browser.post(f"{base}{receipt}/", {})
        if (status, where) != (302, f"/m/{self.map_id}/receipts/{receipt}/"):
            raise UnexpectedAnswerError(f"an import was answered with {status} {where}")

    def _is_imported(self, browser: Browser) -> bool:
        return browser.ask("GET", f"/m/{self.map_id}/receipts/{self.receipt}/")[0] == 200


def signed_in(client: object) -> str:
    """Return the key of the session of a test client."""
    return str(client.cookies["sessionid"].value)  # type: ignore[attr-defined]
