import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import {
  baseUrls,
  client,
  messages,
  models,
  pieces,
  throughTheGateway,
  upstream,
  weather,
  weatherTool,
  wholeText,
} from './support.js';

const model = models.anthropic;
const person = z.object({ name: z.string(), age: z.number() });
const openai = (options) => client(baseUrls[0], options);
const ask = (more = {}, options = {}) => openai().chat.completions.create({ model, messages, ...more }, options);

describe("OpenAI's SDK, chat completions, with another provider's models", throughTheGateway, () => {
  beforeEach(() => upstream.reset());

  test('a chat is answered', async () => {
    const answer = await ask({ max_completion_tokens: 256 });

    assert.equal(answer.choices[0].message.content, wholeText);
    assert.equal(answer.usage.total_tokens, 29);
    assert.equal(answer.usage.prompt_tokens_details.cached_tokens, 7);
    assert.equal(answer._request_id, 'req_upstream');
    assert.equal((await upstream.onlyCall()).path, '/v1/messages');
  });

  test('every piece of text arrives before the next is sent', async () => {
    await upstream.scriptAt('/v1/messages', { stream: 'stepwise', golden: 'anthropic/message-stream.sse' });
    await upstream.stepPast(3);

    const seen = [];
    for await (const chunk of await ask({ stream: true })) {
      if (chunk.choices[0]?.delta.content) {
        seen.push(chunk.choices[0].delta.content);
        await upstream.stepPast(seen.length === pieces.length ? 3 : 1);
      }
    }

    assert.deepEqual(seen, pieces);
  });

  test('usage comes in the last chunk', async () => {
    let last;
    for await (const chunk of await ask({ stream: true, stream_options: { include_usage: true } })) {
      last = chunk;
    }

    assert.deepEqual(last.choices, []);
    assert.equal(last.usage.total_tokens, 29);
    assert.equal(last.usage.prompt_tokens_details.cached_tokens, 7);
  });

  for (const name of ['anthropic', 'gemini']) {
    test(`tools are run in a loop with ${name}`, async () => {
      const asked = [];
      const get_weather = (question) => {
        asked.push(question);
        return 'Sunny';
      };
      const runner = openai().chat.completions.runTools({
        model: models[name],
        messages,
        tools: [{ ...weatherTool, function: { ...weatherTool.function, function: get_weather, parse: JSON.parse } }],
        stream: name === 'gemini',
      });

      assert.equal(await runner.finalContent(), wholeText);
      assert.deepEqual(asked, weather);
      assert.equal((await upstream.calls()).length, 2);
    });
  }

  test('a structured output is parsed by its schema', async () => {
    const answer = await openai().chat.completions.parse({
      model,
      messages,
      response_format: zodResponseFormat(person, 'person'),
    });

    assert.deepEqual(answer.choices[0].message.parsed, { name: 'Ada', age: 36 });
  });

  test('what cannot be expressed is named in the answer, and refused in strict mode', async () => {
    const lossy = { logit_bias: { 50256: -100 } };
    const { response } = await ask(lossy).withResponse();
    assert.equal(response.headers.get('x-ingate-translation-loss'), 'logit_bias');

    await assert.rejects(ask(lossy, { headers: { 'X-Ingate-Translate': 'strict' } }), (error) => {
      assert.ok(error instanceof OpenAI.UnprocessableEntityError);
      assert.equal(error.param, 'logit_bias');
      return true;
    });
    await assert.rejects(ask({}, { headers: { 'X-Ingate-Translate': 'false' } }), OpenAI.BadRequestError);
  });

  test('an upstream error raises its exception', async () => {
    await upstream.scriptAt('/v1/messages', { status: 429 });

    await assert.rejects(ask(), (error) => {
      assert.ok(error instanceof OpenAI.RateLimitError);
      assert.match(error.message, /429 boom/);
      assert.equal(error.requestID, 'req_upstream');
      return true;
    });
  });

  test('a broken upstream is an error and not a short answer', async () => {
    await upstream.scriptAt('/v1/messages', { stream: 'break-off', golden: 'anthropic/message-stream.sse' });

    await assert.rejects(async () => {
      for await (const chunk of await ask({ stream: true })) {
        assert.ok(chunk);
      }
    }, OpenAI.APIError);
  });

  test('embeddings come from other dialects', async () => {
    for (const name of ['gemini/gemini-embedding-001', 'ollama/nomic-embed-text']) {
      const answer = await openai().embeddings.create({ model: name, input: 'caravan' });
      assert.deepEqual(answer.data[0].embedding.slice(3), [0.5, -0.25, 1, 0, -1]);
    }
  });
});

describe("OpenAI's SDK, responses", () => {
  beforeEach(() => upstream.reset());

  for (const name of ['responses', 'openai', 'anthropic', 'gemini']) {
    const options = name === 'responses' ? {} : throughTheGateway;
    const respond = (more) => openai().responses.create({ model: models[name], input: 'Hello', ...more });

    test(`a response is answered by ${name}`, options, async () => {
      const answer = await respond();

      assert.equal(answer.output_text, wholeText);
      assert.equal(answer.usage.total_tokens, 29);
    });

    test(`a stream is assembled from ${name}`, options, async () => {
      const stream = openai().responses.stream({ model: models[name], input: 'Hello' });

      assert.equal((await stream.finalResponse()).output_text, wholeText);
    });

    test(`tool calls of ${name} are answered`, options, async () => {
      const tools = [{ type: 'function', ...weatherTool.function, strict: false }];
      const asked = await respond({ tools });
      const calls = asked.output.filter((item) => item.type === 'function_call');
      assert.deepEqual(
        calls.map((call) => JSON.parse(call.arguments)),
        weather,
      );

      const outputs = calls.map(({ call_id }) => ({ type: 'function_call_output', call_id, output: 'Sunny' }));
      const answer = await respond({ tools, input: [...messages, ...asked.output, ...outputs] });
      assert.equal(answer.output_text, wholeText);
    });

    test(`a structured output of ${name} is parsed`, options, async () => {
      const answer = await openai().responses.parse({
        model: models[name],
        input: 'Hello',
        text: { format: zodTextFormat(person, 'person') },
      });

      assert.deepEqual(answer.output_parsed, { name: 'Ada', age: 36 });
    });
  }

  test('a stored response is read, listed, cancelled and deleted', async () => {
    const { responses } = openai();
    const { id } = await responses.create({ model: models.responses, input: 'Hello' });

    assert.equal((await responses.retrieve(id)).output_text, wholeText);
    assert.equal((await responses.inputItems.list(id)).data[0].id, 'msg_caravan0');
    assert.equal((await responses.cancel(id)).status, 'cancelled');
    await responses.delete(id);

    assert.deepEqual(
      (await upstream.calls()).map((call) => call.method),
      ['POST', 'GET', 'GET', 'POST', 'DELETE'],
    );
  });
});
