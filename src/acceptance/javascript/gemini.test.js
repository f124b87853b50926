import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ApiError, GoogleGenAI } from '@google/genai';
import {
  key,
  models,
  origin,
  pieces,
  throughTheGateway,
  upstream,
  weather,
  weatherTool,
  wholeText,
} from './support.js';

const google = (apiKey = key) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: origin } });
const { name, description, parameters } = weatherTool.function;
const config = { tools: [{ functionDeclarations: [{ name, description, parametersJsonSchema: parameters }] }] };

for (const provider of ['openai', 'anthropic']) {
  const model = models[provider];

  describe(`Google's SDK with models of ${provider}`, throughTheGateway, () => {
    beforeEach(() => upstream.reset());

    test('content is generated', async () => {
      const answer = await google().models.generateContent({
        model,
        contents: 'Hello',
        config: { systemInstruction: 'Be brief.', maxOutputTokens: 256 },
      });

      assert.equal(answer.text, wholeText);
      assert.equal(answer.candidates[0].finishReason, 'STOP');
      assert.equal(answer.usageMetadata.promptTokenCount, 19);
      assert.equal(answer.usageMetadata.cachedContentTokenCount, 7);
      assert.equal(answer.usageMetadata.totalTokenCount, 29);
      assert.doesNotMatch(JSON.stringify(await upstream.calls()), /sk-caravan/);
    });

    test('content is streamed', async () => {
      const seen = [];
      let last;
      for await (const chunk of await google().models.generateContentStream({ model, contents: 'Hello' })) {
        if (chunk.text) {
          seen.push(chunk.text);
        }
        last = chunk;
      }

      assert.deepEqual(seen, pieces);
      assert.equal(last.candidates[0].finishReason, 'STOP');
      assert.equal(last.usageMetadata.totalTokenCount, 29);
    });

    for (const streamed of [false, true]) {
      test(`functions are called ${streamed ? 'from a stream ' : ''}and answered`, async () => {
        const contents = [{ role: 'user', parts: [{ text: 'Hello' }] }];
        const parts = [];
        if (streamed) {
          for await (const chunk of await google().models.generateContentStream({ model, contents, config })) {
            parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
          }
        } else {
          const answer = await google().models.generateContent({ model, contents, config });
          parts.push(...answer.candidates[0].content.parts);
        }
        const calls = parts.filter((part) => part.functionCall).map((part) => part.functionCall);
        assert.deepEqual(
          calls.map((call) => call.args),
          weather,
        );

        contents.push({ role: 'model', parts: calls.map((functionCall) => ({ functionCall })) });
        contents.push({
          role: 'user',
          parts: calls.map(({ id, name }) => ({ functionResponse: { id, name, response: { output: 'Sunny' } } })),
        });
        assert.equal((await google().models.generateContent({ model, contents, config })).text, wholeText);
      });
    }

    test('a structured output keeps its schema', async () => {
      const answer = await google().models.generateContent({
        model,
        contents: 'Hello',
        config: {
          responseMimeType: 'application/json',
          responseJsonSchema: {
            type: 'object',
            properties: { name: { type: 'string' }, age: { type: 'integer' } },
            required: ['name', 'age'],
          },
        },
      });

      assert.deepEqual(JSON.parse(answer.text), { name: 'Ada', age: 36 });
    });
  });
}

describe("Google's SDK with other providers", throughTheGateway, () => {
  beforeEach(() => upstream.reset());

  test('contents are embedded', async () => {
    const answer = await google().models.embedContent({
      model: 'openai/text-embedding-3-small',
      contents: 'caravan',
    });

    assert.deepEqual(answer.embeddings[0].values.slice(3), [0.5, -0.25, 1, 0, -1]);
  });

  test('an upstream error raises an ApiError', async () => {
    await upstream.script({ status: 429 });

    await assert.rejects(google().models.generateContent({ model: models.openai, contents: 'Hello' }), (error) => {
      assert.ok(error instanceof ApiError);
      assert.equal(error.status, 429);
      assert.match(error.message, /429 boom/);
      return true;
    });
  });

  test('an unknown key is an ApiError with its status', async () => {
    const unknown = google('sk-caravan-unknown');

    await assert.rejects(unknown.models.generateContent({ model: models.openai, contents: 'Hello' }), { status: 401 });
  });
});
