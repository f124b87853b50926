import asyncio

import openai
import pytest
from conftest import HELLO, MODEL, WHOLE_TEXT, through_the_gateway
from test_whole_answers import WEATHER_TOOL


def text_of(chunk):
    return (chunk.choices[0].delta.content or "") if chunk.choices else ""


def test_every_chunk_arrives_before_the_next_is_sent(client, upstream):
    upstream.script({"stream": "stepwise"})

    chunks = []
    for chunk in client.chat.completions.create(model=MODEL, messages=HELLO, stream=True):
        chunks.append(chunk)
        upstream.release()

    assert "".join(map(text_of, chunks)) == WHOLE_TEXT
    assert len(chunks) == 9


def test_every_chunk_arrives_before_the_next_is_sent_asynchronously(async_client, upstream):
    upstream.script({"stream": "stepwise"})

    async def read():
        async with async_client() as client:
            chunks = []
            stream = await client.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
            async for chunk in stream:
                chunks.append(chunk)
                await asyncio.to_thread(upstream.release)
            return chunks

    assert "".join(map(text_of, asyncio.run(read()))) == WHOLE_TEXT


def test_usage_comes_in_the_last_chunk(client, upstream):
    stream = client.chat.completions.create(
        model=MODEL, messages=HELLO, stream=True, stream_options={"include_usage": True}
    )

    assert list(stream)[-1].usage.total_tokens == 29
    assert '"include_usage":true' in upstream.only_call()["body"].replace(" ", "")


def test_the_stream_helper_assembles_tool_calls(client, upstream):
    with client.chat.completions.stream(model=MODEL, messages=HELLO, tools=[WEATHER_TOOL]) as stream:
        final = stream.get_final_completion()

    call = final.choices[0].message.tool_calls[0]
    assert call.id == "call_weather1"
    assert call.function.arguments == '{"city":"Kraków","unit":"celsius"}'


def test_a_client_that_stops_reading_cancels_the_upstream(client, upstream):
    upstream.script({"stream": "stall"})

    stream = client.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    next(stream)
    next(stream)
    stream.close()

    upstream.await_cancelled()


def test_a_cancelled_task_cancels_the_upstream(async_client, upstream):
    upstream.script({"stream": "stall"})

    async def read_and_give_up():
        async with async_client() as client:
            seen = asyncio.Event()

            async def read():
                stream = await client.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
                async with stream:
                    async for _ in stream:
                        seen.set()

            task = asyncio.create_task(read())
            await asyncio.wait_for(seen.wait(), 20)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.to_thread(upstream.await_cancelled)

    asyncio.run(read_and_give_up())


@through_the_gateway
def test_a_broken_upstream_is_an_error_and_not_a_short_answer(client, upstream):
    upstream.script({"stream": "break-off"})

    with pytest.raises(openai.APIError):
        list(client.chat.completions.create(model=MODEL, messages=HELLO, stream=True))


@through_the_gateway
def test_a_reset_upstream_is_an_error_and_not_a_short_answer(client, upstream):
    upstream.script({"stream": "reset"})

    stream = client.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    for _ in range(3):
        next(stream)
    upstream.release()
    with pytest.raises(openai.APIError):
        next(stream)
