"""OpenAI's SDK, responses: translated for providers that lack them, and passed on to one that has them."""

import asyncio
import json

import openai
import pytest
from conftest import (
    ANTHROPIC_MODEL,
    BASE_URLS,
    CHAT,
    CITIES,
    GEMINI_MODEL,
    MESSAGES,
    OPENAI_MODEL,
    PIECES,
    RESPONSES,
    RESPONSES_MODEL,
    WHOLE_TEXT,
    through_the_gateway,
)
from test_errors import STATUSES
from test_whole_answers import WEATHER_TOOL, Person

WEATHER = {"type": "function", **WEATHER_TOOL["function"], "strict": False}
EVERY_MODEL = [
    RESPONSES_MODEL,
    *[pytest.param(model, marks=through_the_gateway) for model in (OPENAI_MODEL, ANTHROPIC_MODEL, GEMINI_MODEL)],
]


@pytest.fixture
def base_url():
    return BASE_URLS[0]


def calls_of(response):
    return [item for item in response.output if item.type == "function_call"]


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_a_response_is_answered(client, upstream, model):
    answer = client.responses.create(model=model, input="Hello", instructions="Be brief.", max_output_tokens=256)

    assert answer.output_text == WHOLE_TEXT
    assert (answer.object, answer.status) == ("response", "completed")
    assert (answer.usage.input_tokens, answer.usage.output_tokens, answer.usage.total_tokens) == (19, 10, 29)
    assert answer.usage.input_tokens_details.cached_tokens == 7


@through_the_gateway
def test_a_translated_response_goes_up_as_a_chat(client, upstream):
    client.responses.create(
        model=OPENAI_MODEL,
        instructions="Be brief.",
        input=[
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": [{"type": "output_text", "text": "Hi", "annotations": []}]},
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "What is this?"},
                    {"type": "input_image", "image_url": "https://example.com/camel.png", "detail": "auto"},
                ],
            },
        ],
    )

    call = upstream.only_call()
    assert call["path"] == CHAT
    system, first, said, second = json.loads(call["body"])["messages"]
    assert (system["content"], first["content"], said["role"]) == ("Be brief.", "Hello", "assistant")
    assert second["content"][1]["image_url"]["url"] == "https://example.com/camel.png"


def test_a_native_response_goes_up_as_it_is(client, upstream):
    client.responses.create(model=RESPONSES_MODEL, input="Hello", store=False, metadata={"a": "b"})

    call = upstream.only_call()
    assert call["path"] == RESPONSES
    body = json.loads(call["body"])
    assert (body["input"], body["store"], body["metadata"]) == ("Hello", False, {"a": "b"})


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_a_stream_tells_its_text_and_its_end(client, upstream, model):
    events = list(client.responses.create(model=model, input="Hello", stream=True))

    kinds = [event.type for event in events]
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == WHOLE_TEXT
    assert events[-1].response.output_text == WHOLE_TEXT
    assert events[-1].response.usage.total_tokens == 29


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_the_stream_helper_assembles_a_response(client, upstream, model):
    with client.responses.stream(model=model, input="Hello") as stream:
        for event in stream:
            assert event.type
        assert stream.get_final_response().output_text == WHOLE_TEXT


@through_the_gateway
def test_every_piece_of_text_arrives_before_the_next_is_sent(client, upstream):
    upstream.script({"stream": "stepwise"})
    upstream.release()
    pieces = []
    for event in client.responses.create(model=OPENAI_MODEL, input="Hello", stream=True):
        if event.type == "response.output_text.delta":
            pieces.append(event.delta)
            upstream.step_past(3 if len(pieces) == len(PIECES) else 1)

    assert pieces == PIECES


def test_every_native_event_arrives_before_the_next_is_sent(client, upstream):
    upstream.script({"stream": "stepwise", "golden": "openai/response-stream.sse"}, path=RESPONSES)
    pieces = []
    for event in client.responses.create(model=RESPONSES_MODEL, input="Hello", stream=True):
        upstream.release()
        if event.type == "response.output_text.delta":
            pieces.append(event.delta)

    assert pieces == PIECES


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("model", EVERY_MODEL)
def test_a_loop_of_tool_calls(client, upstream, model, streamed):
    conversation = [{"role": "user", "content": "Hello"}]

    def ask():
        question = {"model": model, "input": conversation, "tools": [WEATHER]}
        if not streamed:
            return client.responses.create(**question)
        with client.responses.stream(**question) as stream:
            return stream.get_final_response()

    asked = ask()
    calls = calls_of(asked)
    assert [json.loads(call.arguments) for call in calls] == [{"city": city, "unit": "celsius"} for city in CITIES]
    assert len({call.call_id for call in calls}) == 2

    for call in calls:
        conversation.append(
            {"type": "function_call", "call_id": call.call_id, "name": call.name, "arguments": call.arguments}
        )
    for call in calls:
        conversation.append({"type": "function_call_output", "call_id": call.call_id, "output": "Sunny"})

    assert ask().output_text == WHOLE_TEXT


@through_the_gateway
def test_tool_calls_and_their_results_go_up_with_their_ids(client, upstream):
    asked = client.responses.create(model=OPENAI_MODEL, input="Hello", tools=[WEATHER])
    calls = calls_of(asked)
    outputs = [{"type": "function_call_output", "call_id": call.call_id, "output": "Sunny"} for call in calls]

    client.responses.create(
        model=OPENAI_MODEL, input=[{"role": "user", "content": "Hello"}, *asked.output, *outputs], tools=[WEATHER]
    )

    _, said, *results = upstream.last_body()["messages"]
    assert [call["id"] for call in said["tool_calls"]] == ["call_weather1", "call_weather2"]
    assert [result["tool_call_id"] for result in results] == ["call_weather1", "call_weather2"]
    assert {result["role"] for result in results} == {"tool"}


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_a_structured_output_is_parsed_into_its_class(client, upstream, model):
    assert client.responses.parse(model=model, input="Hello", text_format=Person).output_parsed == Person(
        name="Ada", age=36
    )


@through_the_gateway
def test_a_response_is_answered_asynchronously(async_client, upstream):
    async def ask():
        async with async_client() as client:
            return await client.responses.create(model=OPENAI_MODEL, input="Hello")

    assert asyncio.run(ask()).output_text == WHOLE_TEXT


@pytest.mark.parametrize("streamed", [False, True])
def test_a_stored_response_is_read_continued_cancelled_and_deleted(client, upstream, streamed):
    stored = create(client, streamed).id

    read = client.responses.retrieve(stored)
    assert client.responses.input_items.list(stored).data[0].id == "msg_caravan0"
    client.responses.create(model=RESPONSES_MODEL, input="More", previous_response_id=stored)
    assert client.responses.cancel(stored).status == "cancelled"
    client.responses.delete(stored)

    assert read.output_text == WHOLE_TEXT
    asked = [(call["method"], call["path"]) for call in upstream.calls()]
    path = f"{RESPONSES}/{stored}"
    create_path = ("POST", RESPONSES)
    assert asked == [
        create_path,
        ("GET", path),
        ("GET", f"{path}/input_items"),
        create_path,
        ("POST", f"{path}/cancel"),
        ("DELETE", path),
    ]


def create(client, streamed):
    if not streamed:
        return client.responses.create(model=RESPONSES_MODEL, input="Hello")
    with client.responses.stream(model=RESPONSES_MODEL, input="Hello") as stream:
        return stream.get_final_response()


@through_the_gateway
def test_a_response_that_was_deleted_is_not_found(client, upstream):
    stored = create(client, streamed=False).id
    client.responses.delete(stored)
    upstream.reset()

    with pytest.raises(openai.NotFoundError, match=f"Response with id '{stored}' not found."):
        client.responses.retrieve(stored)
    with pytest.raises(openai.BadRequestError) as raised:
        client.responses.create(model=RESPONSES_MODEL, input="More", previous_response_id=stored)

    assert (raised.value.code, raised.value.param) == ("previous_response_not_found", "previous_response_id")
    assert upstream.calls() == []


@through_the_gateway
def test_a_stored_response_cannot_be_continued_by_translation(client, upstream):
    stored = create(client, streamed=False).id
    upstream.reset()

    with pytest.raises(openai.BadRequestError) as raised:
        client.responses.create(model=OPENAI_MODEL, input="Hello", previous_response_id=stored)

    assert raised.value.param == "previous_response_id"
    assert upstream.calls() == []


@through_the_gateway
@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(("status", "error"), STATUSES)
def test_an_upstream_error_raises_its_exception(client, upstream, status, error, streamed):
    upstream.script({"status": status})

    with pytest.raises(error) as raised:
        client.responses.create(model=OPENAI_MODEL, input="Hello", stream=streamed)

    assert raised.value.code == f"c{status}"
    assert f"{status} boom" in raised.value.message
    assert raised.value.request_id == "req_upstream"


@through_the_gateway
@pytest.mark.parametrize(
    ("model", "path", "golden"),
    [
        (OPENAI_MODEL, CHAT, "openai/chat-stream.sse"),
        (ANTHROPIC_MODEL, MESSAGES, "anthropic/message-stream.sse"),
        (RESPONSES_MODEL, RESPONSES, "openai/response-stream.sse"),
    ],
)
def test_a_broken_upstream_is_told_and_not_a_short_answer(client, upstream, model, path, golden):
    upstream.script({"stream": "break-off", "golden": golden}, path=path)

    kinds = []
    try:
        kinds.extend(event.type for event in client.responses.create(model=model, input="Hello", stream=True))
        told = kinds[-1] in ("error", "response.failed")
    except openai.APIError:
        told = True

    assert told, kinds
    assert "response.completed" not in kinds


@through_the_gateway
def test_a_client_that_stops_reading_cancels_the_upstream(client, upstream):
    upstream.script({"stream": "stall"})

    stream = client.responses.create(model=OPENAI_MODEL, input="Hello", stream=True)
    next(iter(stream))
    stream.close()

    upstream.await_cancelled()
