"""Slow and greedy clients over real sockets: what they cost, and what they do not cost the others."""

from __future__ import annotations

import contextlib
import resource
import socket
import statistics
import time

import pytest
from aggregator.serve.app import public_app
from aggregator.serve.limits import Limits

from support.project import until

QUICK = Limits(head=0.6, body=0.6, idle=0.6, handler=0.6, stall=0.6, check=0.1)
GET = b"GET /xinmeiti.atom HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def site(folder, serve):
    folder.put("big.html", bytes(range(256)) * 65536, "text/html", compress=False)  # 16 MiB
    folder.commit()
    return lambda limits=QUICK: serve(public_app(folder.output), limits=limits)


def connect(running, address: str = "127.0.0.1") -> socket.socket:
    made = socket.socket()
    made.settimeout(5)
    made.bind((address, 0))
    made.connect(("127.0.0.1", running.port))
    return made


def seconds_until_closed(connection: socket.socket, drip: bytes = b"", most: float = 5.0) -> float:
    """How long the server keeps a connection that sends `drip` ten times a second."""
    begun = time.monotonic()
    connection.settimeout(0.1)
    while time.monotonic() - begun < most:
        try:
            if drip:
                connection.sendall(drip)
            if not connection.recv(65536):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    connection.close()
    return time.monotonic() - begun


def test_who_sends_nothing_is_let_go(site):
    assert 0.4 < seconds_until_closed(connect(site())) < 2


def test_a_head_that_drips_gets_no_more_time(site):
    connection = connect(site())
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
    assert 0.4 < seconds_until_closed(connection, b"x") < 2


def test_a_second_head_that_drips_gets_no_more_time_either(site):
    connection = connect(site())
    connection.sendall(GET)
    assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    connection.sendall(b"GET / HTTP/1.1\r\nX: ")
    assert 0.4 < seconds_until_closed(connection, b"x") < 2


def test_who_asks_nothing_more_is_let_go(site):
    connection = connect(site())
    connection.sendall(GET)
    assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    assert 0.4 < seconds_until_closed(connection) < 2


def test_a_body_without_end_is_broken_off(site):
    connection = connect(site())
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
    assert seconds_until_closed(connection, b"x" * 1000) < 2.5


def test_who_does_not_read_is_let_go_and_who_reads_slowly_is_served(site):
    running = site()
    request = b"GET /big.html HTTP/1.1\r\nHost: localhost\r\n\r\n"
    idle, slow = connect(running), connect(running)
    for connection in (idle, slow):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
        connection.sendall(request)
    taken = 0
    end = time.monotonic() + 2.0
    while time.monotonic() < end:
        taken += len(slow.recv(16384))
        time.sleep(0.02)
    assert running.server.places.timed_out == 1  # the idle one
    assert taken > 500_000
    slow.close()
    idle.close()


def test_a_head_too_long_is_refused(site):
    connection = connect(site(Limits()))
    answer = b""
    with contextlib.suppress(ConnectionError):  # it may hang up before it has read all of it
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 70_000)
        answer = connection.recv(65536)
    connection.close()
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


def test_a_crowd_from_one_address_displaces_itself_alone(site):
    running = site(Limits(per_address=10, connections=100))
    other = connect(running, "127.0.0.2")
    crowd = [connect(running) for _ in range(40)]
    places = running.server.places
    until(lambda: places.displaced >= 30, what="the last of the crowd")
    assert len(places.by_address["127.0.0.1"]) == 10
    assert places.displaced == 30
    assert running.get("/xinmeiti.atom").status_code == 200  # the newest is served, at the cost of the oldest
    other.sendall(GET)
    assert other.recv(65536).startswith(b"HTTP/1.1 200")
    for connection in [*crowd, other]:
        connection.close()


def test_when_all_places_are_taken_the_slowest_gives_its_own(site):
    running = site(Limits(per_address=100, connections=20))
    crowd = [connect(running, f"127.0.0.{2 + n % 8}") for n in range(60)]
    until(lambda: running.server.places.displaced >= 40, what="the last of the crowd")
    assert len(running.server.places.connections) == 20
    assert running.get("/xinmeiti.atom").status_code == 200
    for connection in crowd:
        connection.close()


def test_places_are_given_back(site):
    running = site(Limits())
    for _ in range(30):
        connection = connect(running)
        connection.sendall(GET)
        connection.recv(65536)
        connection.close()
    places = running.server.places
    until(lambda: len(places.connections) <= 1, what="the places")
    assert not [one for one in places.connections if one.transport.is_closing()]
    assert sum(map(len, places.by_address.values())) == len(places.connections)


def test_a_thousand_slow_clients_slow_nobody_down(site):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 4096:
        pytest.skip("this system allows fewer than 4096 open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    running = site(Limits(per_address=2000))

    def sample() -> list[float]:
        times = []
        for _ in range(200):
            begun = time.perf_counter()
            assert running.get("/xinmeiti.atom").status_code == 200
            times.append(time.perf_counter() - begun)
        return times

    before = sample()
    crowd = [connect(running) for _ in range(1000)]
    for connection in crowd:
        connection.sendall(b"GET /xinmeiti.atom HTTP/1.1\r\nHost: localhost\r\nX: ")
    during = sample()
    for connection in crowd:
        connection.close()
    assert statistics.median(before) < 0.02  # nothing waits for Nagle's algorithm
    # The ninth decile and a few milliseconds of grace: a shared machine has stalls of its own.
    assert statistics.quantiles(during, n=10)[-1] < 2 * statistics.quantiles(before, n=10)[-1] + 0.01
