"""A broker that can be away: a TCP proxy before it that passes on, refuses, or takes and never answers."""

import contextlib
import socket
import struct
import threading
from types import TracebackType
from typing import Self

RESET = struct.pack("ii", 1, 0)


class Proxy:
    """Listens on loopback, one port for as long as it lives."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._lock = threading.Lock()
        self._flowing = threading.Event()
        self._over = False
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        self._listen(self._listener)
        self._flowing.set()

    def refuse(self) -> None:
        """Break every connection and take no more."""
        _close(self._listener)
        self._break()

    def swallow(self) -> None:
        """Take connections and bytes, and answer nothing."""
        self._flowing.clear()

    def come_back(self) -> None:
        """Pass on again, also what was held back."""
        if self._listener.fileno() == -1:
            self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
            self._listen(self._listener)
        self._flowing.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        self.refuse()
        self._flowing.set()

    def _listen(self, listener: socket.socket) -> None:
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._keep(client)
        self._flowing.wait()
        try:
            broker = socket.create_connection(self._target, timeout=5)
            broker.settimeout(None)
        except OSError:
            _reset(client)
            return
        self._keep(broker)
        threading.Thread(target=self._pump, args=(broker, client), daemon=True).start()
        self._pump(client, broker)

    def _keep(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)
        if self._over or self._listener.fileno() == -1:
            _reset(connection)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flowing.wait()
                sink.sendall(data)
        for end in (source, sink):
            _close(end)
            with self._lock:
                self._open.discard(end)

    def _break(self) -> None:
        with self._lock:
            broken, self._open = self._open, set()
        for connection in broken:
            _reset(connection)


def _close(connection: socket.socket) -> None:
    # Closing alone does not wake a thread that waits in it.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _reset(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    _close(connection)
