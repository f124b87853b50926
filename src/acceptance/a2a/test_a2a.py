import asyncio

import httpx
import pytest
from a2a.client import A2ACardResolver, A2AClientError, ClientConfig, ClientFactory
from a2a.compat.v0_3.jsonrpc_transport import CompatJsonRpcTransport
from a2a.helpers import get_artifact_text, new_text_message
from a2a.types import CancelTaskRequest, GetExtendedAgentCardRequest, GetTaskRequest, Role, SendMessageRequest, TaskState
from a2a.utils.errors import TaskNotFoundError
from conftest import AGENT_PORT
from support import KEY, URL

VERSIONS = {"current": ["1.0"], "both": ["1.0", "0.3"]}


def url_of(agent):
    return f"{URL}/a2a/{agent}"


def http(key=KEY):
    return httpx.AsyncClient(headers={"authorization": f"Bearer {key}"}, timeout=60)


def message(text):
    return SendMessageRequest(message=new_text_message(text, role=Role.ROLE_USER))


def talk(conversation, agent="current", streaming=True, key=KEY, versions=("1.0", "0.3")):
    """Has the conversation with a client that knows the agent by the card that the gateway shows."""

    async def run():
        async with http(key) as connection:
            card = await A2ACardResolver(connection, url_of(agent)).get_agent_card()
            known = [each for each in card.supported_interfaces if each.protocol_version in versions]
            del card.supported_interfaces[:]
            card.supported_interfaces.extend(known)
            factory = ClientFactory(ClientConfig(httpx_client=connection, streaming=streaming))
            return await conversation(factory.create(card))

    return asyncio.run(run())


async def said(client, text="hello"):
    return [event async for event in client.send_message(message(text))]


def assert_echo(task):
    assert task.status.state == TaskState.TASK_STATE_COMPLETED
    assert [get_artifact_text(artifact) for artifact in task.artifacts] == ["0: hello", "1: hello", "2: hello"]


def assert_is_the_gateways(card, agent):
    interfaces = [(each.url, each.protocol_binding, each.protocol_version) for each in card.supported_interfaces]
    assert interfaces == [(url_of(agent), "JSONRPC", version) for version in VERSIONS[agent]]
    assert list(card.security_schemes) == ["caravan"]
    assert card.security_schemes["caravan"].http_auth_security_scheme.scheme.lower() == "bearer"
    assert [list(each.schemes) for each in card.security_requirements] == [["caravan"]]
    assert str(AGENT_PORT) not in str(card)


@pytest.mark.parametrize("agent", VERSIONS)
def test_the_card_names_the_gateway_and_wants_its_key(agent):
    async def resolve():
        async with httpx.AsyncClient(timeout=60) as stranger:
            return await A2ACardResolver(stranger, url_of(agent)).get_agent_card()

    card = asyncio.run(resolve())

    assert card.name == "Echo"
    assert card.skills[0].id == "echo"
    assert_is_the_gateways(card, agent)


def test_the_extended_card_names_the_gateway_too():
    card = talk(lambda client: client.get_extended_agent_card(GetExtendedAgentCardRequest()))

    assert card.skills[0].id == "secret-skill"
    assert_is_the_gateways(card, "current")


@pytest.mark.parametrize("agent", VERSIONS)
def test_a_message_is_answered_by_a_task_that_can_be_asked_for(agent, ledger):
    async def conversation(client):
        task = (await said(client))[-1].task
        return task, await client.get_task(GetTaskRequest(id=task.id))

    task, again = talk(conversation, agent, streaming=False)

    assert_echo(task)
    assert_echo(again)
    assert again.id == task.id
    assert {record["provider"] for record in ledger(f"/a2a/{agent}", 2)} == {f"a2a:{agent}"}


def test_a_stream_brings_each_piece():
    events = talk(said)

    kinds = [event.WhichOneof("payload") for event in events]
    assert kinds[0] == "task"
    assert kinds.count("artifact_update") == 3
    assert events[-1].status_update.status.state == TaskState.TASK_STATE_COMPLETED


def test_a_task_that_streams_is_cancelled():
    async def conversation(client):
        states = []
        async for event in client.send_message(message("wait")):
            if event.HasField("task"):
                task = event.task.id
            else:
                states.append(event.status_update.status.state)
            if states == [TaskState.TASK_STATE_WORKING]:
                cancelled = await client.cancel_task(CancelTaskRequest(id=task))
        return states, cancelled

    states, cancelled = talk(conversation)

    assert cancelled.status.state == TaskState.TASK_STATE_CANCELED
    assert states == [TaskState.TASK_STATE_WORKING, TaskState.TASK_STATE_CANCELED]


@pytest.mark.parametrize("streaming", [True, False])
def test_an_agent_of_both_versions_is_asked_in_the_words_of_the_former(streaming):
    async def conversation(client):
        assert isinstance(client._transport, CompatJsonRpcTransport)
        return await said(client)

    events = talk(conversation, "both", streaming, versions=("0.3",))

    if streaming:
        assert [event.WhichOneof("payload") for event in events].count("artifact_update") == 3
    else:
        assert_echo(events[-1].task)


def test_an_agents_own_error_reaches_the_client_as_what_it_is():
    with pytest.raises(TaskNotFoundError):
        talk(lambda client: client.get_task(GetTaskRequest(id="nowhere")))


def test_who_has_no_key_is_refused():
    for streaming in True, False:
        with pytest.raises(A2AClientError, match="401"):
            talk(said, streaming=streaming, key="sk-wrong")


def test_an_agent_that_is_not_there_is_an_error():
    async def conversation(client):
        client._transport.url = url_of("down")
        return await said(client)

    with pytest.raises(A2AClientError, match="502"):
        talk(conversation)


@pytest.mark.parametrize("agent", VERSIONS)
def test_a_bare_message_is_made_a_request_in_words_that_the_agent_knows(agent):
    answer = httpx.post(
        URL + "/v1/a2a",
        headers={"authorization": f"Bearer {KEY}"},
        json={"agent_id": agent, "message": "Hello from agent A"},
        timeout=60,
    )

    result = answer.json()["result"]
    assert result.get("task", result)["artifacts"][0]["parts"][0]["text"] == "0: Hello from agent A"
