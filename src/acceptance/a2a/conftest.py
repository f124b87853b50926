"""An agent by A2A's SDK in the version 1.x, at the port that the gateway under test knows, in two shapes: one that speaks 1.0 alone, and,
below /both, one that speaks 0.3 as well.

The environment says where things are: CARAVAN_URL, CARAVAN_KEY, CARAVAN_AGENT_PORT.
"""

import asyncio
import os

import pytest
from a2a.helpers import new_task_from_user_message, new_text_part
from a2a.server.agent_execution import AgentExecutor
from a2a.server.request_handlers import DefaultRequestHandlerV2
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import (
    AgentCapabilities,
    AgentCard,
    AgentInterface,
    AgentSkill,
    APIKeySecurityScheme,
    SecurityRequirement,
    SecurityScheme,
    StringList,
)
from starlette.applications import Starlette
from support import records, serving

AGENT_PORT = int(os.environ["CARAVAN_AGENT_PORT"])


class Echo(AgentExecutor):
    """An agent that says what it was told, in three pieces; told to wait, it works until it is cancelled."""

    async def execute(self, context, event_queue):
        task = context.current_task or new_task_from_user_message(context.message)
        await event_queue.enqueue_event(task)
        updater = TaskUpdater(event_queue, task.id, task.context_id)
        await updater.start_work()
        if context.get_user_input() == "wait":
            await asyncio.Event().wait()
        for number in range(3):
            await updater.add_artifact([new_text_part(f"{number}: {context.get_user_input()}")], artifact_id=f"a{number}")
        await updater.complete()

    async def cancel(self, context, event_queue):
        await TaskUpdater(event_queue, context.task_id, context.context_id).cancel()


def agent_card(path, versions, skill):
    url = f"http://127.0.0.1:{AGENT_PORT}{path}"
    interfaces = [AgentInterface(url=url, protocol_binding="JSONRPC", protocol_version=version) for version in versions]
    interfaces.append(AgentInterface(url=url, protocol_binding="HTTP+JSON", protocol_version="1.0"))
    return AgentCard(
        name="Echo",
        description="Says what it was told",
        version="1.0.0",
        supported_interfaces=interfaces,
        default_input_modes=["text"],
        default_output_modes=["text"],
        capabilities=AgentCapabilities(streaming=True, extended_agent_card=True),
        skills=[AgentSkill(id=skill, name="Echo", description="Says it again", tags=["echo"])],
        security_schemes={"own": SecurityScheme(api_key_security_scheme=APIKeySecurityScheme(name="x-own", location="header"))},
        security_requirements=[SecurityRequirement(schemes={"own": StringList()})],
    )


def routes(path, versions):
    card = agent_card(path, versions, "echo")
    handler = DefaultRequestHandlerV2(
        agent_executor=Echo(),
        task_store=InMemoryTaskStore(),
        agent_card=card,
        extended_agent_card=agent_card(path, versions, "secret-skill"),
    )
    return [
        *create_jsonrpc_routes(handler, path, enable_v0_3_compat="0.3" in versions),
        *create_agent_card_routes(card, card_url=path + ".well-known/agent-card.json"),
    ]


@pytest.fixture(scope="session", autouse=True)
def running_agent():
    app = Starlette(routes=[*routes("/both/", ["1.0", "0.3"]), *routes("/", ["1.0"])])
    with serving(app, AGENT_PORT):
        yield app


@pytest.fixture
def ledger():
    """Waits for what the ledger has of a path."""
    return records
