"""What the tests share: the gateway's base URLs, its keys, and the control of the recording upstream.

The environment says where they are: CARAVAN_BASE_URLS (comma-separated), CARAVAN_UPSTREAM, CARAVAN_KEY,
CARAVAN_READ_ONLY_KEY, and CARAVAN_DIRECT=1 when the base URL is the upstream itself.
"""

import json
import os
import time
import urllib.request

import anthropic
import openai
import pytest

BASE_URLS = os.environ["CARAVAN_BASE_URLS"].split(",")
MODEL = "gpt-4o-mini"
CHAT = "/v1/chat/completions"
MESSAGES = "/v1/messages"
RESPONSES = "/v1/responses"
HELLO = [{"role": "user", "content": "Hello"}]

# What every provider's recorded answer says, in the pieces of its stream.
PIECES = ["Grüße", " aus", " der", " Karawanserei", " – 你好", " 👋"]
WHOLE_TEXT = "".join(PIECES)
CITIES = ["Kraków", "Zürich"]

# A model of each provider; the openai one has no Responses API.
OPENAI_MODEL = "openai/gpt-4o-mini"
RESPONSES_MODEL = "responses/gpt-4o-mini"
ANTHROPIC_MODEL = "anthropic/claude-sonnet-4-5"
GEMINI_MODEL = "gemini/gemini-2.5-flash"
OLLAMA_MODEL = "ollama/llama3.2"

through_the_gateway = pytest.mark.skipif(
    os.environ.get("CARAVAN_DIRECT") == "1", reason="the gateway's own behaviour"
)


class Upstream:
    """Steers the recording upstream, past the gateway."""

    def __init__(self, origin):
        self._origin = origin

    def reset(self):
        self._post("reset", {})

    def script(self, *answers, path=CHAT):
        self._post("script", {"path": path, "answers": list(answers)})

    def release(self):
        self._post("release", {})

    def step_past(self, events):
        """Lets that many events go to which nothing answers on the client's side."""
        for _ in range(events):
            self.release()

    def calls(self):
        with urllib.request.urlopen(self._origin + "/control/calls", timeout=10) as answer:
            return json.load(answer)

    def only_call(self):
        calls = self.calls()
        assert len(calls) == 1, calls
        return calls[0]

    def only_body(self):
        return json.loads(self.only_call()["body"])

    def last_body(self):
        return json.loads(self.calls()[-1]["body"])

    def await_cancelled(self):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if self.only_call()["cancelled"]:
                return
        raise AssertionError("the upstream call was not cancelled")

    def _post(self, order, body):
        request = urllib.request.Request(
            self._origin + "/control/" + order,
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=10).close()


@pytest.fixture
def upstream():
    control = Upstream(os.environ["CARAVAN_UPSTREAM"])
    control.reset()
    return control


@pytest.fixture(params=BASE_URLS, ids=lambda url: "v1" if url.endswith("/v1") else "origin")
def base_url(request):
    return request.param


@pytest.fixture
def new_client(base_url):
    clients = []

    def create(key=os.environ["CARAVAN_KEY"], max_retries=0):
        client = openai.OpenAI(base_url=base_url, api_key=key, max_retries=max_retries, timeout=30)
        clients.append(client)
        return client

    yield create
    for client in clients:
        client.close()


@pytest.fixture
def client(new_client):
    return new_client()


@pytest.fixture
def async_client(base_url):
    """A factory: an asynchronous client belongs to the event loop that it is used on."""
    return lambda max_retries=0: openai.AsyncOpenAI(
        base_url=base_url, api_key=os.environ["CARAVAN_KEY"], max_retries=max_retries, timeout=30
    )


@pytest.fixture
def origin():
    """The gateway's URL without a path, as Anthropic's SDK wants it."""
    return BASE_URLS[-1].removesuffix("/v1")


@pytest.fixture
def new_claude(origin):
    clients = []

    def create(key=os.environ["CARAVAN_KEY"], max_retries=0, base_url=origin, **options):
        client = anthropic.Anthropic(base_url=base_url, api_key=key, max_retries=max_retries, timeout=30, **options)
        clients.append(client)
        return client

    yield create
    for client in clients:
        client.close()


@pytest.fixture
def claude(new_claude):
    """Anthropic's client."""
    return new_claude()


@pytest.fixture
def async_claude(origin):
    """A factory, as async_client is."""
    return lambda: anthropic.AsyncAnthropic(
        base_url=origin, api_key=os.environ["CARAVAN_KEY"], max_retries=0, timeout=30
    )
