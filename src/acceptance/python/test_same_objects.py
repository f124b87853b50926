"""A translated answer is the same object to the SDK as a native one that says the same."""

import pytest
from conftest import (
    ANTHROPIC_MODEL,
    BASE_URLS,
    GEMINI_MODEL,
    HELLO,
    OLLAMA_MODEL,
    OPENAI_MODEL,
    RESPONSES_MODEL,
    through_the_gateway,
)
from test_anthropic import WEATHER
from test_whole_answers import WEATHER_TOOL

pytestmark = through_the_gateway

# What names a certain answer or provider rather than what it says.
OWN = {
    "id",
    "call_id",
    "created",
    "created_at",
    "completed_at",
    "model",
    "system_fingerprint",
    "service_tier",
    "sequence_number",
    "item_id",
}
# What only the SDK's own provider counts, and what only it stores.
UNCOMMON = {"audio_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens", "cache_creation", "store"}
# Ollama does not tell what it has read from a cache.
CACHE = {"cached_tokens", "input_tokens", "cache_read_input_tokens"}


@pytest.fixture
def base_url():
    return BASE_URLS[0]


def plain(value, ignored):
    """What an object says: without names, and without what is not there."""
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, dict):
        said = {name: plain(part, ignored) for name, part in value.items() if name not in ignored}
        return {name: part for name, part in said.items() if part not in (None, 0, False, {}, [], "")}
    if isinstance(value, list):
        return [plain(part, ignored) for part in value]
    return value


def ignored_for(model):
    return OWN | UNCOMMON | (CACHE if model == OLLAMA_MODEL else set())


def assert_same(native, translated, model):
    ignored = ignored_for(model)
    assert plain(translated, ignored) == plain(native, ignored)


CHAT_CASES = {"text": {}, "tools": {"tools": [WEATHER_TOOL]}}
MESSAGE_CASES = {"text": {}, "tools": {"tools": [WEATHER]}}
RESPONSE_CASES = {"text": {}, "tools": {"tools": [{"type": "function", **WEATHER_TOOL["function"], "strict": False}]}}


@pytest.mark.parametrize("case", CHAT_CASES)
@pytest.mark.parametrize("model", [ANTHROPIC_MODEL, GEMINI_MODEL])
def test_a_chat_completion(client, upstream, model, case):
    native, translated = [
        client.chat.completions.create(model=each, messages=HELLO, **CHAT_CASES[case]) for each in (OPENAI_MODEL, model)
    ]

    assert_same(native, translated, model)


@pytest.mark.parametrize("case", CHAT_CASES)
@pytest.mark.parametrize("model", [ANTHROPIC_MODEL, GEMINI_MODEL])
def test_a_streamed_chat_completion(client, upstream, model, case):
    def ask(each):
        question = {"model": each, "messages": HELLO, "stream_options": {"include_usage": True}, **CHAT_CASES[case]}
        with client.chat.completions.stream(**question) as stream:
            return stream.get_final_completion()

    assert_same(ask(OPENAI_MODEL), ask(model), model)


@pytest.mark.parametrize("case", MESSAGE_CASES)
@pytest.mark.parametrize("model", [OPENAI_MODEL, GEMINI_MODEL, OLLAMA_MODEL])
def test_a_message(claude, upstream, model, case):
    native, translated = [
        claude.messages.create(model=each, max_tokens=256, messages=HELLO, **MESSAGE_CASES[case])
        for each in (ANTHROPIC_MODEL, model)
    ]

    assert_same(native, translated, model)


@pytest.mark.parametrize("case", MESSAGE_CASES)
@pytest.mark.parametrize("model", [OPENAI_MODEL, GEMINI_MODEL, OLLAMA_MODEL])
def test_a_streamed_message(claude, upstream, model, case):
    def ask(each):
        with claude.messages.stream(model=each, max_tokens=256, messages=HELLO, **MESSAGE_CASES[case]) as stream:
            return stream.get_final_message()

    assert_same(ask(ANTHROPIC_MODEL), ask(model), model)


@pytest.mark.parametrize("case", RESPONSE_CASES)
@pytest.mark.parametrize("model", [OPENAI_MODEL, ANTHROPIC_MODEL, GEMINI_MODEL, OLLAMA_MODEL])
def test_a_response(client, upstream, model, case):
    native, translated = [
        client.responses.create(model=each, input="Hello", **RESPONSE_CASES[case]) for each in (RESPONSES_MODEL, model)
    ]

    assert_same(native.output, translated.output, model)
    assert_same(native.usage, translated.usage, model)
    assert (native.status, native.output_text) == (translated.status, translated.output_text)


@pytest.mark.parametrize("case", RESPONSE_CASES)
@pytest.mark.parametrize("model", [OPENAI_MODEL, ANTHROPIC_MODEL, GEMINI_MODEL])
def test_the_events_of_a_streamed_response(client, upstream, model, case):
    def tell(each):
        events = client.responses.create(model=each, input="Hello", stream=True, **RESPONSE_CASES[case])
        kinds = [event.type for event in events if not event.type.endswith(".delta")]
        # Chat completions do not say when a call's arguments are complete, so that two calls end together.
        return kinds if case == "text" else sorted(kinds)

    assert tell(model) == tell(RESPONSES_MODEL)
