import asyncio
import uuid

import httpx
import pytest
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.client.errors import A2AClientHTTPError
from a2a.types import Message, Part, Role, TaskQueryParams, TaskState, TextPart
from conftest import AGENT_PORT
from support import KEY, URL

AGENT = URL + "/a2a/echo"


def http(key=KEY):
    return httpx.AsyncClient(headers={"authorization": f"Bearer {key}"}, timeout=30)


def message(text):
    part = Part(root=TextPart(text=text))
    return Message(role=Role.user, message_id=uuid.uuid4().hex, parts=[part])


async def send(text, streaming, key=KEY):
    async with http(key) as connection:
        card = await A2ACardResolver(connection, AGENT).get_agent_card()
        client = ClientFactory(ClientConfig(httpx_client=connection, streaming=streaming)).create(card)
        return card, [event async for event in client.send_message(message(text))]


def test_the_card_names_the_gateway_and_wants_its_key(agent):
    async def resolve():
        async with httpx.AsyncClient(timeout=30) as stranger:
            return await A2ACardResolver(stranger, AGENT).get_agent_card()

    card = asyncio.run(resolve())

    assert card.url == AGENT
    assert card.name == "Echo"
    assert card.security == [{"caravan": []}]
    assert card.security_schemes["caravan"].root.scheme == "bearer"
    assert str(AGENT_PORT) not in card.model_dump_json()


def test_a_message_is_answered_by_a_task_that_can_be_asked_for(agent, ledger):
    async def talk():
        card, events = await send("hello", streaming=False)
        task, _ = events[-1]
        async with http() as connection:
            client = ClientFactory(ClientConfig(httpx_client=connection)).create(card)
            return task, await client.get_task(TaskQueryParams(id=task.id))

    task, again = asyncio.run(talk())

    assert task.status.state == TaskState.completed
    assert [artifact.parts[0].root.text for artifact in task.artifacts] == ["0: hello", "1: hello", "2: hello"]
    assert again.id == task.id
    assert {record["provider"] for record in ledger("/a2a/echo", 2)} == {"a2a:echo"}


def test_a_stream_brings_each_piece(agent):
    _, events = asyncio.run(send("hello", streaming=True))

    updates = [type(update).__name__ for _, update in events if update is not None]
    assert updates.count("TaskArtifactUpdateEvent") == 3
    assert events[-1][0].status.state == TaskState.completed


def test_who_has_no_key_is_refused(agent):
    with pytest.raises(A2AClientHTTPError) as refused:
        asyncio.run(send("hello", streaming=False, key="sk-wrong"))

    assert refused.value.status_code == 401


def test_a_bare_message_is_made_a_request(agent):
    answer = httpx.post(
        URL + "/v1/a2a",
        headers={"authorization": f"Bearer {KEY}"},
        json={"agent_id": "echo", "message": "Hello from agent A"},
        timeout=30,
    )

    assert answer.json()["result"]["artifacts"][0]["parts"][0]["text"] == "0: Hello from agent A"
