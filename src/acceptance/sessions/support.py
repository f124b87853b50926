"""What the tests here and those of the newer A2A SDK have in common."""

import asyncio
import contextlib
import json
import os
import threading
import time
import urllib.request

import uvicorn

URL = os.environ["CARAVAN_URL"]
KEY = os.environ["CARAVAN_KEY"]


@contextlib.contextmanager
def serving(app, port):
    """An ASGI application at a port, from when it takes connections."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, f"nothing serves at port {port}"
        time.sleep(0.02)
    yield app
    server.should_exit = True
    thread.join(10)


def records(path, count=1):
    """Waits for what the ledger has of a path."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        request = urllib.request.Request(URL + "/api/v1/logs?limit=100", headers={"authorization": f"Bearer {KEY}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            found = [entry for entry in json.load(answer)["data"] if entry["path"] == path]
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"the ledger has no {count} records of {path}")
