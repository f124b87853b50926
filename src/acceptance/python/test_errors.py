import asyncio
import os

import openai
import pytest
from conftest import HELLO, MODEL, through_the_gateway

STATUSES = [
    (400, openai.BadRequestError),
    (401, openai.AuthenticationError),
    (403, openai.PermissionDeniedError),
    (404, openai.NotFoundError),
    (409, openai.ConflictError),
    (422, openai.UnprocessableEntityError),
    (429, openai.RateLimitError),
    (500, openai.InternalServerError),
    (503, openai.InternalServerError),
]


@pytest.mark.parametrize(("status", "error"), STATUSES)
def test_an_upstream_error_raises_its_exception(client, upstream, status, error):
    upstream.script({"status": status})

    with pytest.raises(error) as raised:
        client.chat.completions.create(model=MODEL, messages=HELLO)

    assert type(raised.value) is error
    assert raised.value.status_code == status
    assert raised.value.code == f"c{status}"
    assert f"{status} boom" in raised.value.message
    assert raised.value.request_id == "req_upstream"
    assert len(upstream.calls()) == 1


@pytest.mark.parametrize(("status", "error"), STATUSES)
def test_an_upstream_error_before_a_stream_raises_its_exception(client, upstream, status, error):
    upstream.script({"status": status})

    with pytest.raises(error):
        client.chat.completions.create(model=MODEL, messages=HELLO, stream=True)


@pytest.mark.parametrize(("status", "error"), STATUSES)
def test_an_upstream_error_raises_its_exception_asynchronously(async_client, upstream, status, error):
    upstream.script({"status": status})

    async def ask():
        async with async_client() as client:
            await client.chat.completions.create(model=MODEL, messages=HELLO)

    with pytest.raises(error):
        asyncio.run(ask())


def test_the_sdk_retries_a_429_after_the_time_that_the_upstream_asked_for(new_client, upstream):
    upstream.script({"status": 429, "headers": {"retry-after": "1"}}, {"default": True})

    answer = new_client(max_retries=2).chat.completions.create(model=MODEL, messages=HELLO)

    assert answer.choices[0].message.content
    assert len(upstream.calls()) == 2


def test_the_gateway_does_not_multiply_the_sdk_s_tries(new_client, upstream):
    upstream.script(*[{"status": 500, "headers": {"retry-after-ms": "20"}}] * 9)

    with pytest.raises(openai.InternalServerError):
        new_client(max_retries=2).chat.completions.create(model=MODEL, messages=HELLO)

    assert len(upstream.calls()) == 3


@through_the_gateway
def test_x_should_retry_reaches_the_sdk(new_client, upstream):
    upstream.script({"status": 429, "headers": {"x-should-retry": "false"}}, {"default": True})

    with pytest.raises(openai.RateLimitError):
        new_client(max_retries=2).chat.completions.create(model=MODEL, messages=HELLO)

    assert len(upstream.calls()) == 1


@through_the_gateway
def test_an_unknown_key_is_an_authentication_error(new_client, upstream):
    with pytest.raises(openai.AuthenticationError) as raised:
        new_client(key="sk-caravan-unknown").chat.completions.create(model=MODEL, messages=HELLO)

    assert "sk-caravan-unknown" not in str(raised.value)
    assert upstream.calls() == []


@through_the_gateway
def test_a_read_only_key_may_list_models_but_not_chat(new_client, upstream):
    auditor = new_client(key=os.environ["CARAVAN_READ_ONLY_KEY"])

    with pytest.raises(openai.PermissionDeniedError):
        auditor.chat.completions.create(model=MODEL, messages=HELLO)
    assert auditor.models.list().data


@through_the_gateway
def test_an_unknown_path_is_a_not_found_error_that_says_so(client):
    with pytest.raises(openai.NotFoundError) as raised:
        client.get("/no/such/path", cast_to=object)

    assert raised.value.body["message"]
