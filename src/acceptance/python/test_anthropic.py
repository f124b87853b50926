"""Anthropic's SDK with models of a provider that speaks OpenAI's chat completions."""

import asyncio
import json
import os

import anthropic
import pytest
from conftest import (
    BASE_URLS,
    CHAT,
    CITIES,
    GEMINI_MODEL,
    HELLO,
    OLLAMA_MODEL,
    OPENAI_MODEL,
    PIECES,
    WHOLE_TEXT,
    through_the_gateway,
)
from pydantic import BaseModel

pytestmark = through_the_gateway

WEATHER = {
    "name": "get_weather",
    "description": "Looks up the weather",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
QUESTION = {"model": OPENAI_MODEL, "max_tokens": 256, "messages": HELLO}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mO42a8NAAPYAZQnHwzYAAAAAElFTkSuQmCC"
OTHER_STREAMS = [
    (GEMINI_MODEL, "/v1beta/models/gemini-2.5-flash:streamGenerateContent", "gemini/content-stream.sse"),
    (OLLAMA_MODEL, "/api/chat", "ollama/chat-stream.ndjson"),
]
STATUSES = [
    (400, anthropic.BadRequestError, "invalid_request_error"),
    (401, anthropic.AuthenticationError, "authentication_error"),
    (403, anthropic.PermissionDeniedError, "permission_error"),
    (404, anthropic.NotFoundError, "not_found_error"),
    (422, anthropic.UnprocessableEntityError, "invalid_request_error"),
    (429, anthropic.RateLimitError, "rate_limit_error"),
    (500, anthropic.InternalServerError, "api_error"),
    (503, anthropic.InternalServerError, "api_error"),
]


class Person(BaseModel):
    name: str
    age: int


def call_ids(message):
    return [block.id for block in message.content if block.type == "tool_use"]


def test_a_message_is_answered(claude, upstream):
    answer = claude.messages.create(**QUESTION, system="Be brief.", stop_sequences=["END"])

    assert [block.text for block in answer.content] == [WHOLE_TEXT]
    assert (answer.role, answer.type, answer.stop_reason) == ("assistant", "message", "end_turn")
    assert answer.usage.input_tokens + answer.usage.cache_read_input_tokens == 19
    assert answer.usage.cache_read_input_tokens == 7
    assert answer.usage.output_tokens == 10
    call = upstream.only_call()
    assert call["path"] == CHAT
    body = json.loads(call["body"])
    assert body["model"] == "gpt-4o-mini"
    assert body["max_tokens"] == 256
    assert body["stop"] == ["END"]
    assert body["messages"] == [{"role": "system", "content": "Be brief."}, *HELLO]


def test_the_provider_sees_its_own_key_and_dialect_only(claude, upstream):
    claude.messages.create(**QUESTION)

    call = upstream.only_call()
    assert call["headers"]["authorization"] == "Bearer sk-upstream-secret"
    assert "x-api-key" not in call["headers"]
    assert "anthropic-version" not in call["headers"]
    assert "sk-caravan" not in json.dumps(call)


@pytest.mark.parametrize("base_url", BASE_URLS)
def test_a_base_url_may_end_in_v1(new_claude, upstream, base_url):
    answer = new_claude(base_url=base_url).messages.create(**QUESTION)

    assert answer.content[0].text == WHOLE_TEXT


def test_a_message_is_answered_asynchronously(async_claude, upstream):
    async def ask():
        async with async_claude() as client:
            return await client.messages.create(**QUESTION)

    assert asyncio.run(ask()).content[0].text == WHOLE_TEXT


def test_every_piece_of_text_arrives_before_the_next_is_sent(claude, upstream):
    upstream.script({"stream": "stepwise"})

    pieces = []
    kinds = []
    for event in claude.messages.create(**QUESTION, stream=True):
        kinds.append(event.type)
        if event.type == "message_start":
            upstream.release()
        elif event.type == "content_block_delta":
            pieces.append(event.delta.text)
            upstream.release()
            if len(pieces) == len(PIECES):
                upstream.step_past(2)

    assert pieces == PIECES
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert upstream.only_body()["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize(("model", "path", "golden"), OTHER_STREAMS)
def test_every_piece_of_another_dialect_s_text_arrives_before_the_next_is_sent(claude, upstream, model, path, golden):
    upstream.script({"stream": "stepwise", "golden": golden}, path=path)

    pieces = []
    with claude.messages.stream(**{**QUESTION, "model": model}) as stream:
        for piece in stream.text_stream:
            pieces.append(piece)
            upstream.release()

    assert pieces == PIECES


@pytest.mark.parametrize(("model", "path", "golden"), OTHER_STREAMS)
def test_another_dialect_s_broken_stream_is_an_error_and_not_a_short_answer(claude, upstream, model, path, golden):
    upstream.script({"stream": "break-off", "golden": golden}, path=path)

    with pytest.raises(anthropic.APIError):
        with claude.messages.stream(**{**QUESTION, "model": model}) as stream:
            stream.get_final_message()


def test_every_piece_of_text_arrives_before_the_next_is_sent_asynchronously(async_claude, upstream):
    upstream.script({"stream": "stepwise"})

    async def read():
        pieces = []
        async with async_claude() as client:
            await asyncio.to_thread(upstream.release)
            async with client.messages.stream(**QUESTION) as stream:
                async for piece in stream.text_stream:
                    pieces.append(piece)
                    await asyncio.to_thread(upstream.step_past, 3 if len(pieces) == len(PIECES) else 1)
        return pieces

    assert asyncio.run(read()) == PIECES


@pytest.mark.parametrize("model", [OPENAI_MODEL, GEMINI_MODEL, OLLAMA_MODEL])
def test_a_stream_has_the_usage_and_the_stop_reason(claude, upstream, model):
    with claude.messages.stream(**{**QUESTION, "model": model}) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()

    assert text == WHOLE_TEXT
    assert final.stop_reason == "end_turn"
    assert final.usage.output_tokens == 10
    assert final.usage.input_tokens + (final.usage.cache_read_input_tokens or 0) == 19


def test_a_stream_starts_with_an_estimate_of_the_input(claude, upstream):
    start = next(iter(claude.messages.create(**QUESTION, stream=True)))

    assert start.message.usage.input_tokens > 0


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("model", [OPENAI_MODEL, GEMINI_MODEL, OLLAMA_MODEL])
def test_a_loop_of_tool_calls(claude, upstream, model, streamed):
    question = {**QUESTION, "model": model, "tools": [WEATHER]}
    messages = list(HELLO)

    def ask():
        if not streamed:
            return claude.messages.create(**{**question, "messages": messages})
        with claude.messages.stream(**{**question, "messages": messages}) as stream:
            return stream.get_final_message()

    asked = ask()
    assert asked.stop_reason == "tool_use"
    calls = [block for block in asked.content if block.type == "tool_use"]
    assert [call.input for call in calls] == [{"city": city, "unit": "celsius"} for city in CITIES]
    assert len({call.id for call in calls}) == 2

    messages.append({"role": "assistant", "content": asked.content})
    results = [{"type": "tool_result", "tool_use_id": call.id, "content": "Sunny"} for call in calls]
    messages.append({"role": "user", "content": results})
    answer = ask()

    assert answer.content[0].text == WHOLE_TEXT
    assert answer.stop_reason == "end_turn"


def test_tool_calls_and_their_results_go_up_with_their_ids(claude, upstream):
    asked = claude.messages.create(**QUESTION, tools=[WEATHER])
    ids = call_ids(asked)
    assert ids == ["call_weather1", "call_weather2"]

    claude.messages.create(
        **{
            **QUESTION,
            "messages": [
                *HELLO,
                {"role": "assistant", "content": asked.content},
                {
                    "role": "user",
                    "content": [
                        {"type": "tool_result", "tool_use_id": ids[0], "content": "Sunny"},
                        {"type": "tool_result", "tool_use_id": ids[1], "content": [{"type": "text", "text": "Rain"}]},
                        {"type": "text", "text": "And now?"},
                    ],
                },
            ],
        },
        tools=[WEATHER],
        tool_choice={"type": "auto", "disable_parallel_tool_use": True},
    )

    body = upstream.last_body()
    assert body["tools"][0]["function"]["name"] == "get_weather"
    assert body["tools"][0]["function"]["parameters"] == WEATHER["input_schema"]
    assert body["parallel_tool_calls"] is False
    roles = [message["role"] for message in body["messages"]]
    assert roles == ["user", "assistant", "tool", "tool", "user"]
    called = body["messages"][1]["tool_calls"]
    assert [call["id"] for call in called] == ids
    assert [json.loads(call["function"]["arguments"])["city"] for call in called] == CITIES
    results = [(message["tool_call_id"], message["content"]) for message in body["messages"][2:4]]
    assert results == [(ids[0], "Sunny"), (ids[1], "Rain")]


def test_streamed_tool_arguments_lose_nothing(claude, upstream):
    fragments = {}
    started = {}
    for event in claude.messages.create(**QUESTION, tools=[WEATHER], stream=True):
        if event.type == "content_block_start":
            started[event.index] = event.content_block
        elif event.type == "content_block_delta":
            assert event.delta.type == "input_json_delta"
            fragments.setdefault(event.index, []).append(event.delta.partial_json)

    arguments = ["".join(fragments[index]) for index in sorted(fragments)]
    assert arguments == [f'{{"city":"{city}","unit":"celsius"}}' for city in CITIES]
    assert [started[index].id for index in sorted(started)] == ["call_weather1", "call_weather2"]
    assert len(fragments[0]) > 1


def test_images_go_up_as_data_and_as_urls(claude, upstream):
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}},
        {"type": "image", "source": {"type": "url", "url": "https://example.com/camel.png"}},
    ]

    claude.messages.create(**{**QUESTION, "messages": [{"role": "user", "content": content}]})

    text, data, url = upstream.only_body()["messages"][0]["content"]
    assert text == {"type": "text", "text": "What is this?"}
    assert data["image_url"]["url"] == "data:image/png;base64," + PIXEL
    assert url["image_url"]["url"] == "https://example.com/camel.png"


def test_a_structured_output_is_parsed_into_its_class(claude, upstream):
    answer = claude.messages.parse(**QUESTION, output_format=Person)

    assert answer.parsed_output == Person(name="Ada", age=36)
    asked = upstream.only_body()["response_format"]
    assert asked["type"] == "json_schema"
    assert set(asked["json_schema"]["schema"]["required"]) == {"name", "age"}


def test_tokens_are_counted_by_the_gateway_where_the_provider_does_not(claude, upstream):
    few = claude.messages.count_tokens(model=OPENAI_MODEL, messages=HELLO)
    many = claude.messages.with_raw_response.count_tokens(
        model=OPENAI_MODEL, messages=[{"role": "user", "content": "Hello there. " * 100}], tools=[WEATHER]
    )

    assert 0 < few.input_tokens < 20
    assert many.parse().input_tokens > 200
    assert many.headers["x-ingate-translation-loss"] == "exact_count"
    assert upstream.calls() == []


def test_thoughts_come_as_thinking_blocks(claude, upstream):
    message = {"role": "assistant", "reasoning_content": "Erst denken", "content": "Salut"}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    body = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    upstream.script({"status": 200, "body": body})

    answer = claude.messages.create(
        **{**QUESTION, "max_tokens": 4096}, thinking={"type": "enabled", "budget_tokens": 2048}
    )

    assert [block.type for block in answer.content] == ["thinking", "text"]
    assert answer.content[0].thinking == "Erst denken"
    assert upstream.only_body()["reasoning_effort"]


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(("status", "error", "kind"), STATUSES)
def test_an_upstream_error_raises_its_exception(claude, upstream, status, error, kind, streamed):
    upstream.script({"status": status})

    with pytest.raises(error) as raised:
        claude.messages.create(**QUESTION, stream=streamed)

    assert raised.value.status_code == status
    assert raised.value.body["error"]["type"] == kind
    assert f"{status} boom" in raised.value.message
    assert raised.value.request_id == "req_upstream"
    assert len(upstream.calls()) == 1


def test_the_sdk_retries_a_429_after_the_time_that_the_upstream_asked_for(new_claude, upstream):
    upstream.script({"status": 429, "headers": {"retry-after": "1"}}, {"default": True})

    answer = new_claude(max_retries=2).messages.create(**QUESTION)

    assert answer.content[0].text == WHOLE_TEXT
    assert len(upstream.calls()) == 2


def test_an_unknown_key_is_an_authentication_error(new_claude, upstream):
    with pytest.raises(anthropic.AuthenticationError) as raised:
        new_claude(key="sk-caravan-unknown").messages.create(**QUESTION)

    assert raised.value.body["error"]["type"] == "authentication_error"
    assert "sk-caravan-unknown" not in str(raised.value)


def test_a_read_only_key_may_not_send_messages(new_claude, upstream):
    with pytest.raises(anthropic.PermissionDeniedError):
        new_claude(key=os.environ["CARAVAN_READ_ONLY_KEY"]).messages.create(**QUESTION)


def test_a_malformed_request_is_an_error_that_names_the_field(claude, upstream):
    with pytest.raises(anthropic.BadRequestError) as raised:
        claude.messages.create(model=OPENAI_MODEL, max_tokens="many", messages=HELLO)

    assert "max_tokens" in raised.value.message
    assert upstream.calls() == []


@pytest.mark.parametrize("kind", ["break-off", "reset"])
def test_a_broken_upstream_is_an_error_and_not_a_short_answer(claude, upstream, kind):
    upstream.script({"stream": kind})
    upstream.release()

    with pytest.raises(anthropic.APIError):
        with claude.messages.stream(**QUESTION) as stream:
            stream.get_final_message()


def test_a_client_that_stops_reading_cancels_the_upstream(claude, upstream):
    upstream.script({"stream": "stall"})

    stream = claude.messages.create(**QUESTION, stream=True)
    next(iter(stream))
    stream.close()

    upstream.await_cancelled()


def test_a_model_of_a_provider_without_the_dialect_is_refused_when_nothing_may_be_translated(claude, upstream):
    with pytest.raises(anthropic.BadRequestError):
        claude.messages.create(**QUESTION, extra_headers={"X-Ingate-Translate": "false"})

    assert upstream.calls() == []


def test_the_models_are_listed_in_anthropic_s_shape(claude, upstream):
    models = list(claude.models.list())

    assert any(model.id.endswith("claude-sonnet-4-5") for model in models), models
    assert {model.type for model in models} == {"model"}
