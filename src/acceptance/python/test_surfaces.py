"""Completions, images, audio, moderations and rerank: what the SDK sends arrives, and what the provider answers comes back."""

import hashlib
import os
import re
import urllib.request

import cohere
import pytest
from conftest import WHOLE_TEXT, through_the_gateway

# Every byte there is, and what looks like the end of a part.
SOUND = bytes(range(256)) * 40 + b"\r\n--boundary--\r\n" + bytes(range(256))
LONG_SOUND = SOUND * 200
ANSWERED = bytes(range(256)) * 391


def parts(call):
    """The form's parts by their names, as they arrived; the control shows bytes that are no UTF-8 as replaced."""
    boundary = re.search("boundary=(.+)", call["headers"]["content-type"]).group(1).strip('"')
    assert call["body"].endswith(f"--{boundary}--\r\n") or len(call["body"]) >= 4_000_000
    found = {}
    for part in call["body"].split(f"--{boundary}")[1:]:
        name = re.search('name="([^"]*)"', part)
        if name:
            found[name.group(1)] = part.split("\r\n\r\n", 1)[1][:-2]
    return found


def test_a_completion_is_answered(client, upstream):
    answer = client.completions.create(model="openai/gpt-3.5-turbo-instruct", prompt=["Say hi", "Say bye"])

    assert answer.choices[0].text == WHOLE_TEXT
    assert answer.usage.total_tokens == 12
    assert upstream.only_call()["path"] == "/v1/completions"
    assert upstream.only_body() == {"model": "gpt-3.5-turbo-instruct", "prompt": ["Say hi", "Say bye"]}


def test_a_completion_streams_and_tells_its_use_last(client, upstream):
    stream = client.completions.create(
        model="gpt-3.5-turbo-instruct", prompt="Say hi", stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)

    assert "".join(choice.text for chunk in chunks for choice in chunk.choices) == WHOLE_TEXT
    assert chunks[-1].usage.total_tokens == 12


@pytest.mark.parametrize("sound", [SOUND, LONG_SOUND], ids=["short", "long"])
@pytest.mark.parametrize("kind", ["transcriptions", "translations"])
def test_sound_becomes_text(client, upstream, kind, sound):
    answer = getattr(client.audio, kind).create(model="openai/whisper-1", file=("a b.mp3", sound, "audio/mpeg"))

    assert answer.text == WHOLE_TEXT
    call = upstream.only_call()
    assert call["path"] == "/v1/audio/" + kind
    form = parts(call)
    assert form["model"] == "whisper-1"
    assert form["file"] == sound.decode("utf-8", "replace") or sound is LONG_SOUND
    assert int(call["headers"]["content-length"]) > len(sound)


@through_the_gateway
def test_a_form_arrives_byte_for_byte(client, upstream):
    head = b'--xYz\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'
    file = b'--xYz\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n' + LONG_SOUND + b"\r\n"
    for form in (head + file + b"--xYz--\r\n", file + head + b"--xYz--\r\n"):
        upstream.reset()
        # The SDK makes boundaries of its own.
        asked = urllib.request.Request(
            f"{str(client.base_url).rstrip('/')}/audio/transcriptions",
            form,
            {"content-type": "multipart/form-data; boundary=xYz", "authorization": f"Bearer {client.api_key}"},
        )
        with urllib.request.urlopen(asked) as answer:
            assert answer.status == 200

        call = upstream.only_call()
        assert call["headers"]["content-type"] == "multipart/form-data; boundary=xYz"
        assert call["sha256"] == hashlib.sha256(form).hexdigest()


def test_a_transcription_streams(client, upstream):
    stream = client.audio.transcriptions.create(
        model="gpt-4o-transcribe", file=("a.mp3", SOUND, "audio/mpeg"), stream=True
    )

    events = list(stream)
    assert [event.type for event in events] == ["transcript.text.delta"] * 2 + ["transcript.text.done"]
    assert events[-1].text == WHOLE_TEXT


def test_text_becomes_sound(client, upstream):
    with client.audio.speech.with_streaming_response.create(
        model="openai/tts-1", voice="alloy", input="Grüße"
    ) as answer:
        assert answer.headers["content-type"] == "audio/mpeg"
        assert b"".join(answer.iter_bytes()) == ANSWERED
    assert upstream.only_body() == {"input": "Grüße", "model": "tts-1", "voice": "alloy"}


def test_images_are_edited_and_varied(client, upstream):
    edited = client.images.edit(model="gpt-image-1", image=[("a.png", SOUND), ("b.png", SOUND)], prompt="Grüße")
    varied = client.images.create_variation(model="dall-e-2", image=("a.png", SOUND), n=2)

    assert edited.data[0].b64_json and varied.data[0].b64_json
    edit, variation = upstream.calls()
    assert (edit["path"], variation["path"]) == ("/v1/images/edits", "/v1/images/variations")
    assert parts(edit)["prompt"] == "Grüße"
    assert parts(variation)["n"] == "2"


def test_a_moderation_is_answered(client, upstream):
    answer = client.moderations.create(input=["peace", "violence"])

    assert answer.results[0].flagged and answer.results[0].categories.violence
    assert upstream.only_body() == {"input": ["peace", "violence"]}


@through_the_gateway
def test_documents_are_ranked_by_coheres_client(origin, upstream):
    client = cohere.ClientV2(api_key=os.environ["CARAVAN_KEY"], base_url=origin)

    answer = client.rerank(model="rerank-v3.5", query="capital of France", documents=["Bread", "Paris"], top_n=2)

    assert [(result.index, result.relevance_score) for result in answer.results] == [(1, 0.98), (0, 0.02)]
    assert answer.meta.billed_units.search_units == 1
    assert upstream.only_call()["path"] == "/v2/rerank"
    assert upstream.only_body()["documents"] == ["Bread", "Paris"]


@through_the_gateway
def test_coheres_client_learns_of_an_error(origin, upstream):
    client = cohere.ClientV2(api_key="nobody", base_url=origin)

    with pytest.raises(cohere.UnauthorizedError) as refused:
        client.rerank(model="rerank-v3.5", query="q", documents=["a"])
    assert "message" in refused.value.body
