import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import {
  cities,
  claude,
  key,
  messages,
  models,
  pieces,
  throughTheGateway,
  upstream,
  weather,
  weatherTool,
  wholeText,
} from './support.js';

const tools = [
  {
    name: 'get_weather',
    description: 'Looks up the weather',
    input_schema: weatherTool.function.parameters,
  },
];
const question = { model: models.openai, max_tokens: 256, messages };
const native = { ...question, model: models.anthropic };
const thinking = { max_tokens: 4096, thinking: { type: 'enabled', budget_tokens: 2048 } };

const statuses = [
  [400, Anthropic.BadRequestError, 'invalid_request_error'],
  [401, Anthropic.AuthenticationError, 'authentication_error'],
  [403, Anthropic.PermissionDeniedError, 'permission_error'],
  [404, Anthropic.NotFoundError, 'not_found_error'],
  [422, Anthropic.UnprocessableEntityError, 'invalid_request_error'],
  [429, Anthropic.RateLimitError, 'rate_limit_error'],
  [500, Anthropic.InternalServerError, 'api_error'],
];

describe("Anthropic's SDK with another provider's models", throughTheGateway, () => {
  beforeEach(() => upstream.reset());

  test('a message is answered', async () => {
    const answer = await claude().messages.create({ ...question, system: 'Be brief.', stop_sequences: ['END'] });

    assert.deepEqual(
      answer.content.map((block) => block.text),
      [wholeText],
    );
    assert.equal(answer.stop_reason, 'end_turn');
    assert.equal(answer.usage.input_tokens + answer.usage.cache_read_input_tokens, 19);
    assert.equal(answer.usage.output_tokens, 10);
    const body = await upstream.onlyBody();
    assert.deepEqual(body.messages, [{ role: 'system', content: 'Be brief.' }, ...messages]);
    assert.deepEqual(body.stop, ['END']);
  });

  test('every piece of text arrives before the next is sent', async () => {
    await upstream.script({ stream: 'stepwise' });
    await upstream.release();

    const seen = [];
    for await (const event of await claude().messages.create({ ...question, stream: true })) {
      if (event.type === 'content_block_delta') {
        seen.push(event.delta.text);
        await upstream.stepPast(seen.length === pieces.length ? 3 : 1);
      }
    }

    assert.deepEqual(seen, pieces);
  });

  for (const name of ['openai', 'gemini', 'ollama']) {
    test(`a loop of streamed tool calls with ${name}`, async () => {
      const history = [...messages];
      const ask = () =>
        claude().messages.stream({ ...question, model: models[name], messages: history, tools }).finalMessage();

      const asked = await ask();
      const uses = asked.content.filter((block) => block.type === 'tool_use');
      assert.equal(asked.stop_reason, 'tool_use');
      assert.deepEqual(
        uses.map((use) => use.input),
        weather,
      );

      history.push({ role: 'assistant', content: asked.content });
      history.push({
        role: 'user',
        content: uses.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'Sunny' })),
      });
      assert.equal((await ask()).content[0].text, wholeText);
    });
  }

  test('tool calls and their results go up with their ids', async () => {
    const asked = await claude().messages.create({ ...question, tools });
    const results = asked.content.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'Sunny' }));
    await claude().messages.create({
      ...question,
      messages: [...messages, { role: 'assistant', content: asked.content }, { role: 'user', content: results }],
      tools,
    });

    const [, said, ...told] = (await upstream.lastBody()).messages;
    const ids = ['call_weather1', 'call_weather2'];
    assert.deepEqual(said.tool_calls.map((call) => call.id), ids);
    assert.deepEqual(said.tool_calls.map((call) => JSON.parse(call.function.arguments).city), cities);
    assert.deepEqual(told.map((result) => [result.role, result.tool_call_id]), ids.map((id) => ['tool', id]));
  });

  test('images go up as data and as URLs', async () => {
    const content = [
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
      { type: 'image', source: { type: 'url', url: 'https://example.com/camel.png' } },
    ];

    await claude().messages.create({ ...question, messages: [{ role: 'user', content }] });

    const [sent] = (await upstream.onlyBody()).messages;
    assert.deepEqual(
      sent.content.map((part) => part.image_url.url),
      ['data:image/png;base64,iVBORw0KGgo=', 'https://example.com/camel.png'],
    );
  });

  test('tokens are counted by the gateway where the provider does not', async () => {
    const { input_tokens: tokens } = await claude().messages.countTokens({ model: models.openai, messages });

    assert.ok(tokens > 0 && tokens < 20, `${tokens}`);
    assert.deepEqual(await upstream.calls(), []);
  });

  for (const [status, type, kind] of statuses) {
    for (const stream of [false, true]) {
      test(`an upstream ${status} ${stream ? 'before a stream ' : ''}raises ${type.name}`, async () => {
        await upstream.script({ status });

        await assert.rejects(claude().messages.create({ ...question, stream }), (error) => {
          assert.ok(error instanceof type, `${error}`);
          assert.equal(error.status, status);
          assert.equal(error.error.error.type, kind);
          assert.match(error.message, new RegExp(`${status} boom`));
          assert.equal(error.requestID, 'req_upstream');
          return true;
        });
      });
    }
  }

  test('a broken upstream is an error and not a short answer', async () => {
    await upstream.script({ stream: 'break-off' });

    await assert.rejects(claude().messages.stream(question).finalMessage(), Anthropic.APIError);
  });

  test('an aborted stream cancels the upstream', async () => {
    await upstream.script({ stream: 'stall' });

    const stream = claude().messages.stream(question);
    stream.on('text', () => stream.abort());
    await assert.rejects(stream.finalMessage(), Anthropic.APIUserAbortError);

    await upstream.awaitCancelled();
  });
});

describe("Anthropic's SDK with Anthropic's models", () => {
  beforeEach(() => upstream.reset());

  test('the body, the version and the betas go up', async () => {
    const headers = { 'anthropic-beta': 'context-1m-2025-08-07' };
    await claude().messages.create({ ...native, metadata: { user_id: 'u1' } }, { headers });

    const call = await upstream.onlyCall();
    const { model, ...body } = JSON.parse(call.body);
    assert.ok(models.anthropic.endsWith(model));
    assert.deepEqual(body, { max_tokens: 256, messages, metadata: { user_id: 'u1' } });
    assert.ok(call.headers['anthropic-version']);
    assert.equal(call.headers['anthropic-beta'], 'context-1m-2025-08-07');
  });

  for (const header of ['x-api-key', 'authorization']) {
    test(`a key in ${header} is taken and never sent on`, throughTheGateway, async () => {
      const defaultHeaders = {
        'x-api-key': null,
        authorization: null,
        [header]: header === 'authorization' ? `Bearer ${key}` : key,
      };
      await claude({ defaultHeaders }).messages.create(native);

      const call = await upstream.onlyCall();
      assert.equal(call.headers['x-api-key'], 'sk-upstream-secret');
      assert.equal(call.headers.authorization, undefined);
      assert.doesNotMatch(JSON.stringify(call), /sk-caravan/);
    });
  }

  test('a stream of thoughts keeps its signature', async () => {
    const final = await claude()
      .messages.stream({ ...native, ...thinking })
      .finalMessage();

    assert.match(final.content[0].signature, /^EqQB/);
    assert.equal(final.content[1].text, wholeText);
  });

  test('tokens are counted by the provider', async () => {
    assert.equal((await claude().messages.countTokens({ model: models.anthropic, messages })).input_tokens, 19);
  });
});
