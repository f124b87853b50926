import asyncio
import base64
import json

from conftest import HELLO, MODEL, through_the_gateway
from pydantic import BaseModel

WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Looks up the weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


class Person(BaseModel):
    name: str
    age: int


def test_a_chat_is_answered(client, upstream):
    answer = client.chat.completions.create(model=MODEL, messages=HELLO)

    assert answer.choices[0].message.content == "Grüße aus der Karawanserei – 你好 👋"
    assert answer.usage.total_tokens == 29
    call = upstream.only_call()
    assert call["path"] == "/v1/chat/completions"
    assert json.loads(call["body"])["messages"] == HELLO


@through_the_gateway
def test_the_provider_sees_its_own_key_only(client, upstream):
    client.chat.completions.create(model=MODEL, messages=HELLO)

    call = upstream.only_call()
    assert call["headers"]["authorization"] == "Bearer sk-upstream-secret"
    assert "sk-caravan" not in json.dumps(call)


def test_an_asynchronous_chat_is_answered(async_client, upstream):
    async def ask():
        async with async_client() as client:
            return await client.chat.completions.create(model=MODEL, messages=HELLO)

    answer = asyncio.run(ask())

    assert answer.choices[0].finish_reason == "stop"
    assert upstream.only_call()["path"] == "/v1/chat/completions"


def test_tools_go_up_and_their_calls_come_back(client, upstream):
    answer = client.chat.completions.create(model=MODEL, messages=HELLO, tools=[WEATHER_TOOL])

    function = answer.choices[0].message.tool_calls[0].function
    assert function.name == "get_weather"
    assert json.loads(function.arguments) == {"city": "Kraków", "unit": "celsius"}
    assert json.loads(upstream.only_call()["body"])["tools"] == [WEATHER_TOOL]


def test_a_structured_output_is_parsed_into_its_class(client, upstream):
    answer = client.chat.completions.parse(model=MODEL, messages=HELLO, response_format=Person)

    assert answer.choices[0].message.parsed == Person(name="Ada", age=36)
    assert json.loads(upstream.only_call()["body"])["response_format"]["type"] == "json_schema"


def test_embeddings_are_the_same_as_base64_and_as_floats(client, upstream):
    by_default = client.embeddings.create(model="text-embedding-3-small", input="caravan")
    as_floats = client.embeddings.create(model="text-embedding-3-small", input="caravan", encoding_format="float")

    assert len(by_default.data[0].embedding) == 8
    assert [round(number, 6) for number in by_default.data[0].embedding] == [
        round(number, 6) for number in as_floats.data[0].embedding
    ]
    formats = [json.loads(call["body"])["encoding_format"] for call in upstream.calls()]
    assert formats == ["base64", "float"]


def test_an_image_comes_back_intact(client, upstream):
    answer = client.images.generate(model="gpt-image-1", prompt="a camel")

    assert base64.b64decode(answer.data[0].b64_json).startswith(b"\x89PNG")
    assert json.loads(upstream.only_call()["body"])["prompt"] == "a camel"


def test_the_provider_s_models_are_listed(client, upstream):
    ids = [model.id for model in client.models.list()]

    assert any(model_id.endswith("gpt-4o-mini") for model_id in ids), ids


def test_asynchronous_embeddings_images_and_models(async_client, upstream):
    async def ask():
        async with async_client() as client:
            return await asyncio.gather(
                client.embeddings.create(model="text-embedding-3-small", input="caravan"),
                client.images.generate(model="gpt-image-1", prompt="a camel"),
                client.models.list(),
            )

    embeddings, image, models = asyncio.run(ask())

    assert len(embeddings.data[0].embedding) == 8
    assert image.data[0].b64_json
    assert models.data
