import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Ollama } from 'ollama';
import {
  key,
  messages,
  models,
  origin,
  pieces,
  throughTheGateway,
  upstream,
  weather,
  weatherTool,
  wholeText,
} from './support.js';

const ollama = new Ollama({ host: origin, headers: { Authorization: `Bearer ${key}` } });

for (const provider of ['openai', 'anthropic', 'gemini']) {
  const model = models[provider];

  describe(`Ollama's client with models of ${provider}`, throughTheGateway, () => {
    beforeEach(() => upstream.reset());

    test('a chat is answered', async () => {
      const answer = await ollama.chat({ model, messages, options: { num_predict: 256 } });

      assert.equal(answer.message.content, wholeText);
      assert.equal(answer.done, true);
      assert.equal(answer.done_reason, 'stop');
      assert.deepEqual([answer.prompt_eval_count, answer.eval_count], [19, 10]);
    });

    test('a chat is streamed', async () => {
      const seen = [];
      let last;
      for await (const part of await ollama.chat({ model, messages, stream: true })) {
        if (part.message.content) {
          seen.push(part.message.content);
        }
        last = part;
      }

      assert.deepEqual(seen, pieces);
      assert.equal(last.done, true);
      assert.deepEqual([last.prompt_eval_count, last.eval_count], [19, 10]);
    });

    for (const stream of [false, true]) {
      test(`tools are called ${stream ? 'from a stream ' : ''}and answered`, async () => {
        const asked = await ollama.chat({ model, messages, tools: [weatherTool], stream });
        const calls = [];
        for await (const part of stream ? asked : [asked]) {
          calls.push(...(part.message.tool_calls ?? []));
        }
        assert.deepEqual(
          calls.map((call) => call.function.arguments),
          weather,
        );

        const history = [
          ...messages,
          { role: 'assistant', content: '', tool_calls: calls },
          ...calls.map((call) => ({ role: 'tool', tool_name: call.function.name, content: 'Sunny' })),
        ];
        const answer = await ollama.chat({ model, messages: history, tools: [weatherTool] });
        assert.equal(answer.message.content, wholeText);
      });
    }

    test('text is generated, whole and streamed', async () => {
      const answer = await ollama.generate({ model, prompt: 'Hello', system: 'Be brief.' });
      assert.equal(answer.response, wholeText);

      let text = '';
      for await (const part of await ollama.generate({ model, prompt: 'Hello', stream: true })) {
        text += part.response;
      }
      assert.equal(text, wholeText);
    });

    test('a structured output keeps its schema', async () => {
      const format = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };

      const answer = await ollama.chat({ model, messages, format });

      assert.deepEqual(JSON.parse(answer.message.content), { name: 'Ada', age: 36 });
    });
  });
}

describe("Ollama's client with other providers", throughTheGateway, () => {
  beforeEach(() => upstream.reset());

  test('texts are embedded', async () => {
    for (const model of ['openai/text-embedding-3-small', 'gemini/gemini-embedding-001']) {
      const answer = await ollama.embed({ model, input: 'caravan' });
      assert.deepEqual(answer.embeddings[0].slice(3), [0.5, -0.25, 1, 0, -1]);
    }
  });

  test('the models of all providers are listed', async () => {
    const names = (await ollama.list()).models.map((model) => model.name);

    for (const listed of ['gpt-4o-mini', 'claude-sonnet-4-5', 'gemini-2.5-flash']) {
      assert.ok(names.some((name) => name.includes(listed)), `${names}`);
    }
  });

  test('an upstream error raises a ResponseError', async () => {
    await upstream.script({ status: 429 });

    const expected = { name: 'ResponseError', message: '429 boom' };
    await assert.rejects(ollama.chat({ model: models.openai, messages }), expected);
  });

  test('a broken upstream is an error and not a short answer', async () => {
    await upstream.script({ stream: 'break-off' });

    await assert.rejects(async () => {
      for await (const part of await ollama.chat({ model: models.openai, messages, stream: true })) {
        assert.ok(part);
      }
    });
  });
});
