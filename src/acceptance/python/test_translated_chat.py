"""OpenAI's SDK, chat completions, with models of providers that speak other dialects."""

import asyncio
import json

import openai
import pytest
from conftest import (
    ANTHROPIC_MODEL,
    BASE_URLS,
    CITIES,
    GEMINI_MODEL,
    HELLO,
    MESSAGES,
    PIECES,
    WHOLE_TEXT,
    through_the_gateway,
)
from test_errors import STATUSES
from test_whole_answers import WEATHER_TOOL, Person

pytestmark = through_the_gateway

QUESTION = {"model": ANTHROPIC_MODEL, "messages": HELLO}
# Ollama speaks this dialect itself.
MODELS = [ANTHROPIC_MODEL, GEMINI_MODEL]


@pytest.fixture
def base_url():
    return BASE_URLS[0]


def reasoning_of(message):
    return getattr(message, "reasoning_content", None)


def test_a_chat_is_answered(client, upstream):
    answer = client.chat.completions.create(
        model=ANTHROPIC_MODEL,
        messages=[{"role": "system", "content": "Be brief."}, *HELLO],
        max_completion_tokens=256,
        temperature=0.5,
        stop=["END"],
    )

    assert answer.object == "chat.completion"
    assert answer.choices[0].message.content == WHOLE_TEXT
    assert answer.choices[0].finish_reason == "stop"
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (19, 10, 29)
    assert answer.usage.prompt_tokens_details.cached_tokens == 7
    call = upstream.only_call()
    assert call["path"] == MESSAGES
    assert json.loads(call["body"]) == {
        "model": "claude-sonnet-4-5",
        "max_tokens": 256,
        "system": "Be brief.",
        "messages": HELLO,
        "temperature": 0.5,
        "stop_sequences": ["END"],
    }


def test_the_provider_sees_its_own_key_and_headers_only(client, upstream):
    client.chat.completions.create(**QUESTION)

    call = upstream.only_call()
    assert call["headers"]["x-api-key"] == "sk-upstream-secret"
    assert call["headers"]["anthropic-version"]
    assert "authorization" not in call["headers"]
    assert "sk-caravan" not in json.dumps(call)


def test_the_request_id_is_the_provider_s(client, upstream):
    assert client.chat.completions.create(**QUESTION)._request_id == "req_upstream"


def test_a_chat_is_answered_asynchronously(async_client, upstream):
    async def ask():
        async with async_client() as client:
            return await client.chat.completions.create(**QUESTION)

    assert asyncio.run(ask()).choices[0].message.content == WHOLE_TEXT


def test_every_piece_of_text_arrives_before_the_next_is_sent(client, upstream):
    upstream.script({"stream": "stepwise", "golden": "anthropic/message-stream.sse"}, path=MESSAGES)

    # To the start of the block and the ping, nothing answers on the client's side.
    upstream.step_past(2)
    pieces = []
    for chunk in client.chat.completions.create(**QUESTION, stream=True):
        if chunk.choices and chunk.choices[0].delta.content:
            pieces.append(chunk.choices[0].delta.content)
        upstream.step_past(3 if len(pieces) == len(PIECES) else 1)

    assert pieces == PIECES


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("usage", [False, True])
def test_a_stream_ends_with_its_reason_and_with_usage_if_asked_for(client, upstream, model, usage):
    options = {"stream_options": {"include_usage": True}} if usage else {}
    chunks = list(client.chat.completions.create(model=model, messages=HELLO, stream=True, **options))

    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == WHOLE_TEXT
    assert [c.choices[0].finish_reason for c in chunks if c.choices and c.choices[0].finish_reason] == ["stop"]
    assert len({c.id for c in chunks}) == 1
    if usage:
        assert (chunks[-1].choices, chunks[-1].usage.total_tokens) == ([], 29)
        assert chunks[-1].usage.prompt_tokens_details.cached_tokens == 7
    else:
        assert [c.usage for c in chunks if c.usage] == []


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("model", MODELS)
def test_a_loop_of_tool_calls(client, upstream, model, streamed):
    messages = list(HELLO)

    def ask():
        if not streamed:
            return client.chat.completions.create(model=model, messages=messages, tools=[WEATHER_TOOL])
        with client.chat.completions.stream(model=model, messages=messages, tools=[WEATHER_TOOL]) as stream:
            return stream.get_final_completion()

    asked = ask().choices[0]
    assert asked.finish_reason == "tool_calls"
    calls = asked.message.tool_calls
    assert [json.loads(c.function.arguments) for c in calls] == [{"city": c, "unit": "celsius"} for c in CITIES]
    assert len({call.id for call in calls}) == 2

    functions = [{"name": call.function.name, "arguments": call.function.arguments} for call in calls]
    messages.append(
        {
            "role": "assistant",
            "tool_calls": [
                {"id": call.id, "type": "function", "function": function} for call, function in zip(calls, functions)
            ],
        }
    )
    for call in calls:
        messages.append({"role": "tool", "tool_call_id": call.id, "content": "Sunny"})
    answer = ask().choices[0]

    assert (answer.message.content, answer.finish_reason) == (WHOLE_TEXT, "stop")


def test_tool_calls_and_their_results_go_up_with_their_ids(client, upstream):
    asked = client.chat.completions.create(**QUESTION, tools=[WEATHER_TOOL]).choices[0].message
    ids = [call.id for call in asked.tool_calls]
    assert ids == ["toolu_weather1", "toolu_weather2"]

    client.chat.completions.create(
        model=ANTHROPIC_MODEL,
        messages=[
            *HELLO,
            asked,
            {"role": "tool", "tool_call_id": ids[0], "content": "Sunny"},
            {"role": "tool", "tool_call_id": ids[1], "content": "Rain"},
        ],
        tools=[WEATHER_TOOL],
        tool_choice="required",
        parallel_tool_calls=False,
    )

    body = upstream.last_body()
    assert body["tools"] == [
        {
            "name": "get_weather",
            "description": "Looks up the weather",
            "input_schema": WEATHER_TOOL["function"]["parameters"],
        }
    ]
    assert body["tool_choice"] == {"type": "any", "disable_parallel_tool_use": True}
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
    assert [(use["type"], use["id"], use["input"]["city"]) for use in body["messages"][1]["content"]] == [
        ("tool_use", ids[0], "Kraków"),
        ("tool_use", ids[1], "Zürich"),
    ]
    assert body["messages"][2]["content"] == [
        {"type": "tool_result", "tool_use_id": ids[0], "content": "Sunny"},
        {"type": "tool_result", "tool_use_id": ids[1], "content": "Rain"},
    ]


def test_images_go_up_as_data_and_as_urls(client, upstream):
    content = [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
        {"type": "image_url", "image_url": {"url": "https://example.com/camel.png"}},
    ]

    client.chat.completions.create(model=ANTHROPIC_MODEL, messages=[{"role": "user", "content": content}])

    sources = [block["source"] for block in upstream.only_body()["messages"][0]["content"]]
    assert sources == [
        {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="},
        {"type": "url", "url": "https://example.com/camel.png"},
    ]


@pytest.mark.parametrize("streamed", [False, True])
def test_a_reasoning_effort_brings_thoughts(client, upstream, streamed):
    question = {**QUESTION, "reasoning_effort": "high", "max_completion_tokens": 32000}
    if streamed:
        with client.chat.completions.stream(**question) as stream:
            answer = stream.get_final_completion()
    else:
        answer = client.chat.completions.create(**question)

    assert upstream.only_body()["thinking"]["type"] in ("enabled", "adaptive")
    assert answer.choices[0].message.content == WHOLE_TEXT
    assert reasoning_of(answer.choices[0].message) == "Erst denken, dann grüßen – 思考"
    if not streamed:
        assert answer.usage.completion_tokens_details.reasoning_tokens == 4


@pytest.mark.parametrize("model", MODELS)
def test_a_structured_output_is_parsed_into_its_class(client, upstream, model):
    answer = client.chat.completions.parse(model=model, messages=HELLO, response_format=Person)

    assert answer.choices[0].message.parsed == Person(name="Ada", age=36)


def test_a_structured_output_is_streamed(client, upstream):
    with client.chat.completions.stream(**QUESTION, response_format=Person) as stream:
        assert stream.get_final_completion().choices[0].message.parsed == Person(name="Ada", age=36)

    schema = upstream.only_body()["output_config"]["format"]["schema"]
    assert set(schema["required"]) == {"name", "age"}


def test_what_cannot_be_expressed_is_named_in_the_answer(client, upstream):
    answer = client.chat.completions.with_raw_response.create(**QUESTION, logit_bias={"50256": -100}, seed=7)

    assert set(answer.headers["x-ingate-translation-loss"].split(", ")) == {"logit_bias", "seed"}
    assert answer.parse().choices[0].message.content == WHOLE_TEXT
    assert "logit_bias" not in upstream.only_body()


def test_nothing_is_named_where_nothing_is_lost(client, upstream):
    answer = client.chat.completions.with_raw_response.create(**QUESTION, max_completion_tokens=16)

    assert "x-ingate-translation-loss" not in answer.headers
    assert answer.headers["x-ingate-served-by"] == "anthropic"


def test_a_strict_client_gets_an_error_that_names_what_would_be_lost(client, upstream):
    with pytest.raises(openai.UnprocessableEntityError) as raised:
        client.chat.completions.create(
            **QUESTION, logit_bias={"50256": -100}, extra_headers={"X-Ingate-Translate": "strict"}
        )

    assert raised.value.param == "logit_bias"
    assert "logit_bias" in raised.value.message
    assert raised.value.code == "translation_loss"
    assert upstream.calls() == []


def test_a_strict_client_is_served_where_nothing_is_lost(client, upstream):
    answer = client.chat.completions.create(
        **QUESTION, max_completion_tokens=16, extra_headers={"X-Ingate-Translate": "strict"}
    )

    assert answer.choices[0].message.content == WHOLE_TEXT


def test_a_client_that_wants_no_translation_gets_an_error(client, upstream):
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**QUESTION, extra_headers={"X-Ingate-Translate": "false"})

    assert "anthropic" in raised.value.message
    assert upstream.calls() == []


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(("status", "error"), [*STATUSES, (529, openai.InternalServerError)])
def test_an_upstream_error_raises_its_exception(client, upstream, status, error, streamed):
    upstream.script({"status": status}, path=MESSAGES)

    with pytest.raises(error) as raised:
        client.chat.completions.create(**QUESTION, stream=streamed)

    assert raised.value.status_code == status
    assert f"{status} boom" in raised.value.message
    assert raised.value.type
    assert raised.value.request_id == "req_upstream"
    assert len(upstream.calls()) == 1


def test_an_overload_within_a_stream_raises_its_exception(client, upstream):
    upstream.script({"stream": "play", "golden": "anthropic/message-error-stream.sse"}, path=MESSAGES)

    with pytest.raises(openai.APIError, match="Overloaded"):
        list(client.chat.completions.create(**QUESTION, stream=True))


@pytest.mark.parametrize("kind", ["break-off", "reset"])
def test_a_broken_upstream_is_an_error_and_not_a_short_answer(client, upstream, kind):
    upstream.script({"stream": kind, "golden": "anthropic/message-stream.sse"}, path=MESSAGES)
    upstream.release()

    with pytest.raises(openai.APIError):
        list(client.chat.completions.create(**QUESTION, stream=True))


def test_a_client_that_stops_reading_cancels_the_upstream(client, upstream):
    upstream.script({"stream": "stall", "golden": "anthropic/message-stream.sse"}, path=MESSAGES)

    stream = client.chat.completions.create(**QUESTION, stream=True)
    next(stream)
    stream.close()

    upstream.await_cancelled()


@pytest.mark.parametrize("model", ["gemini/gemini-embedding-001", "ollama/nomic-embed-text"])
@pytest.mark.parametrize("encoding", [{}, {"encoding_format": "float"}])
def test_embeddings_come_from_other_dialects(client, upstream, model, encoding):
    answer = client.embeddings.create(model=model, input="caravan", **encoding)

    numbers = answer.data[0].embedding
    assert len(numbers) == 8
    assert [round(number, 6) for number in numbers[:4]] == [0.002306, -0.009327, -0.002884, 0.5]
