import asyncio

import openai
import pytest
import websockets
from conftest import USAGE
from support import KEY, URL


def client(key=KEY):
    return openai.AsyncOpenAI(base_url=URL + "/v1", api_key=key, max_retries=0)


def test_a_session_goes_both_ways_and_is_one_record_with_its_usage(provider, ledger):
    async def talk():
        async with client() as sdk, sdk.realtime.connect(model="rt/gpt-realtime") as connection:
            seen = [(await connection.recv()).type]
            for _ in range(2):
                await connection.response.create()
                while seen[-1] != "response.done":
                    event = await connection.recv()
                    seen.append(event.type)
                    if event.type == "response.output_audio.delta":
                        assert len(event.delta) == 400_000
                    elif event.type == "response.done":
                        assert event.response.usage.input_tokens == USAGE["input_tokens"]
                seen.append("next")
            await connection.input_audio_buffer.append(audio="B" * 700_000)
            assert (await connection.recv()).item_id == "700000"
            return seen

    seen = asyncio.run(talk())

    assert seen.count("response.done") == 2
    path, headers = provider.handshakes[-1]
    assert path == "/v1/realtime?model=gpt-realtime"
    assert headers["authorization"] == "Bearer sk-upstream-secret"
    assert KEY not in str(headers)
    record = next(each for each in ledger("/v1/realtime") if each["status"] == 101)
    assert record["input_tokens"] == 40
    assert record["output_tokens"] == 20
    assert record["cache_read_tokens"] == 8


def test_the_code_with_which_the_provider_closes_reaches_the_client(provider):
    async def talk():
        async with client() as sdk, sdk.realtime.connect(model="rt/gpt-realtime") as connection:
            await connection.recv()
            await connection.input_audio_buffer.clear()
            with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
                await connection.recv()
            return closed.value.rcvd

    received = asyncio.run(talk())

    assert (received.code, received.reason) == (4002, "cleared away")


def test_a_browsers_subprotocol_is_a_key(provider):
    async def talk():
        protocols = ["realtime", f"openai-insecure-api-key.{KEY}"]
        address = URL.replace("http", "ws") + "/v1/realtime?model=rt/gpt-realtime"
        async with websockets.connect(address, subprotocols=protocols) as socket:
            return await socket.recv()

    assert "session.created" in asyncio.run(talk())
    assert KEY not in str(provider.handshakes[-1])


@pytest.mark.parametrize(
    ("key", "model", "status"), [("sk-wrong", "rt/m", 401), (KEY, "down/m", 502), (KEY, "echo/m", 400)]
)
def test_a_refused_handshake_has_its_status(provider, key, model, status):
    async def talk():
        async with client(key) as sdk, sdk.realtime.connect(model=model):
            pass

    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        asyncio.run(talk())

    assert refused.value.response.status_code == status
