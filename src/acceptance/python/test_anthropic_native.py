"""Anthropic's SDK with Anthropic's models: nothing is translated."""

import json
import os

import anthropic
import pytest
from conftest import ANTHROPIC_MODEL, CITIES, HELLO, MESSAGES, PIECES, WHOLE_TEXT, through_the_gateway
from test_anthropic import WEATHER

QUESTION = {"model": ANTHROPIC_MODEL, "max_tokens": 256, "messages": HELLO}
SIGNATURE = "EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds"
THINKING = {"max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 2048}}


def test_the_body_goes_up_byte_for_byte_but_for_the_model(claude, upstream):
    sent = (
        b'{"max_tokens" : 16, "messages":[{"role":"user","content":"Gr\\u00fc\xc3\x9f \xf0\x9f\x91\x8b"}],\n'
        b'"unknown_field":[1.50, 2e3],  "model":"anthropic/claude-sonnet-4-5"}'
    )

    claude.post("/v1/messages", content=sent, cast_to=object, options={"headers": {"content-type": "application/json"}})

    body = upstream.only_call()["body"]
    assert body in (sent.decode(), sent.decode().replace("anthropic/claude", "claude"))


def test_the_version_and_the_betas_go_up(claude, upstream):
    claude.messages.create(**QUESTION, extra_headers={"anthropic-beta": "context-1m-2025-08-07,files-api-2025-04-14"})

    headers = upstream.only_call()["headers"]
    assert headers["anthropic-version"]
    assert headers["anthropic-beta"] == "context-1m-2025-08-07,files-api-2025-04-14"


@through_the_gateway
@pytest.mark.parametrize("how", ["api_key", "auth_token", "x-api-key"])
def test_a_key_is_taken_from_either_header_and_never_sent_on(origin, upstream, how):
    key = os.environ["CARAVAN_KEY"]
    options = {
        "api_key": {"api_key": key},
        "auth_token": {"auth_token": key},
        "x-api-key": {"api_key": key, "default_headers": {"X-Api-Key": key, "Authorization": anthropic.Omit()}},
    }[how]
    with anthropic.Anthropic(base_url=origin, max_retries=0, timeout=30, **options) as client:
        client.messages.create(**QUESTION)

    call = upstream.only_call()
    assert call["headers"]["x-api-key"] == "sk-upstream-secret"
    assert "authorization" not in call["headers"]
    assert "sk-caravan" not in json.dumps(call)


def test_the_request_id_is_the_provider_s(claude, upstream):
    assert claude.messages.create(**QUESTION)._request_id == "req_upstream"


def test_thoughts_keep_their_signature(claude, upstream):
    answer = claude.messages.create(**{**QUESTION, **THINKING})

    thought, text = answer.content
    assert (thought.type, thought.signature, text.text) == ("thinking", SIGNATURE, WHOLE_TEXT)

    history = [*HELLO, {"role": "assistant", "content": answer.content}, *HELLO]
    claude.messages.create(**{**QUESTION, **THINKING, "messages": history})

    sent = upstream.last_body()["messages"][1]["content"][0]
    assert (sent["thinking"], sent["signature"]) == (thought.thinking, SIGNATURE)


def test_a_stream_of_thoughts_keeps_its_signature(claude, upstream):
    with claude.messages.stream(**{**QUESTION, **THINKING}) as stream:
        assert "".join(stream.text_stream) == WHOLE_TEXT
        final = stream.get_final_message()

    assert final.content[0].signature == SIGNATURE
    assert final.usage.output_tokens == 10


def test_every_event_arrives_before_the_next_is_sent(claude, upstream):
    upstream.script({"stream": "stepwise", "golden": "anthropic/message-stream.sse"}, path=MESSAGES)
    pieces = []

    # The SDK passes over the ping.
    upstream.release()
    for event in claude.messages.create(**QUESTION, stream=True):
        upstream.release()
        if event.type == "content_block_delta":
            pieces.append(event.delta.text)

    assert pieces == PIECES


def test_streamed_tool_arguments_lose_nothing(claude, upstream):
    with claude.messages.stream(**QUESTION, tools=[WEATHER]) as stream:
        final = stream.get_final_message()

    assert [block.input["city"] for block in final.content] == CITIES
    assert [block.id for block in final.content] == ["toolu_weather1", "toolu_weather2"]


def test_tokens_are_counted_by_the_provider(claude, upstream):
    assert claude.messages.count_tokens(model=ANTHROPIC_MODEL, messages=HELLO).input_tokens == 19
    assert upstream.only_call()["path"] == "/v1/messages/count_tokens"


@pytest.mark.parametrize(("status", "error"), [(429, anthropic.RateLimitError), (529, anthropic.APIStatusError)])
def test_an_upstream_error_raises_its_exception(claude, upstream, status, error):
    upstream.script({"status": status}, path=MESSAGES)

    with pytest.raises(error) as raised:
        claude.messages.create(**QUESTION)

    assert raised.value.status_code == status
    assert raised.value.request_id == "req_upstream"


def test_an_error_within_a_stream_raises_its_exception(claude, upstream):
    upstream.script({"stream": "play", "golden": "anthropic/message-error-stream.sse"}, path=MESSAGES)

    with pytest.raises(anthropic.APIError, match="Overloaded"):
        list(claude.messages.create(**QUESTION, stream=True))


@through_the_gateway
def test_a_broken_upstream_is_an_error_and_not_a_short_answer(claude, upstream):
    upstream.script({"stream": "break-off", "golden": "anthropic/message-stream.sse"}, path=MESSAGES)

    with pytest.raises(anthropic.APIError):
        list(claude.messages.create(**QUESTION, stream=True))
