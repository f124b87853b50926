"""Upstreams that hold sessions, at the ports that the gateway under test knows: a provider of WebSockets, and an agent by A2A's SDK.

The environment says where things are: CARAVAN_URL, CARAVAN_KEY, CARAVAN_SOCKET_PORT, CARAVAN_AGENT_PORT.
"""

import json
import os
import threading

import pytest
from a2a.server.agent_execution import AgentExecutor
from a2a.server.apps import A2AStarletteApplication
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import AgentCapabilities, AgentCard, AgentSkill, Part, TextPart
from a2a.utils import new_task
from support import records, serving
from websockets.sync.server import serve

SOCKET_PORT = int(os.environ["CARAVAN_SOCKET_PORT"])
AGENT_PORT = int(os.environ["CARAVAN_AGENT_PORT"])

USAGE = {
    "total_tokens": 30,
    "input_tokens": 20,
    "output_tokens": 10,
    "input_token_details": {"text_tokens": 8, "audio_tokens": 12, "cached_tokens": 4},
    "output_token_details": {"text_tokens": 4, "audio_tokens": 6},
}


class Provider:
    """Answers each response.create with sound and its usage; knows what it was asked."""

    def __init__(self):
        self.handshakes = []
        self.closes = []

    def __call__(self, socket):
        self.handshakes.append((socket.request.path, {name.lower(): value for name, value in socket.request.headers.raw_items()}))
        socket.send(json.dumps({"type": "session.created", "event_id": "e", "session": {"type": "realtime"}}))
        for message in socket:
            event = json.loads(message)
            if event["type"] == "response.create":
                self._respond(socket)
            elif event["type"] == "input_audio_buffer.append":
                length = len(event["audio"])
                socket.send(json.dumps({"type": "input_audio_buffer.committed", "event_id": "e", "item_id": str(length)}))
            elif event["type"] == "input_audio_buffer.clear":
                socket.close(4002, "cleared away")
        self.closes.append((socket.protocol.close_code, socket.protocol.close_reason))

    @staticmethod
    def _respond(socket):
        socket.send(json.dumps({"type": "response.created", "event_id": "e", "response": {"id": "r"}}))
        delta = {"type": "response.output_audio.delta", "event_id": "e", "delta": "A" * 400_000}
        socket.send(json.dumps(delta))
        socket.send(json.dumps({"type": "response.done", "event_id": "e", "response": {"id": "r", "usage": USAGE}}))


class Echo(AgentExecutor):
    """An agent that says what it was told, in three pieces."""

    async def execute(self, context, event_queue: EventQueue):
        task = context.current_task or new_task(context.message)
        await event_queue.enqueue_event(task)
        updater = TaskUpdater(event_queue, task.id, task.context_id)
        await updater.start_work()
        for number in range(3):
            part = Part(root=TextPart(text=f"{number}: {context.get_user_input()}"))
            await updater.add_artifact([part], artifact_id=f"a{number}")
        await updater.complete()

    async def cancel(self, context, event_queue: EventQueue):
        raise NotImplementedError


def agent_card():
    return AgentCard(
        name="Echo",
        description="Says what it was told",
        url=f"http://127.0.0.1:{AGENT_PORT}/",
        version="1.0.0",
        default_input_modes=["text"],
        default_output_modes=["text"],
        capabilities=AgentCapabilities(streaming=True),
        skills=[AgentSkill(id="echo", name="Echo", description="Says it again", tags=["echo"])],
    )


@pytest.fixture(scope="session")
def provider():
    handler = Provider()
    with serve(handler, "127.0.0.1", SOCKET_PORT, max_size=None) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield handler
        server.shutdown()


@pytest.fixture(scope="session")
def agent():
    handler = DefaultRequestHandler(agent_executor=Echo(), task_store=InMemoryTaskStore())
    app = A2AStarletteApplication(agent_card=agent_card(), http_handler=handler).build()
    with serving(app, AGENT_PORT):
        yield app


@pytest.fixture
def ledger():
    """Waits for what the ledger has of a path."""
    return records
