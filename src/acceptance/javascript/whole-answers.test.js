import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { baseUrls, client, messages, model, throughTheGateway, upstream, weatherTool, wholeText } from './support.js';

for (const baseUrl of baseUrls) {
  describe(`whole answers from ${new URL(baseUrl).pathname}`, () => {
    beforeEach(() => upstream.reset());

    test('a chat is answered', async () => {
      const answer = await client(baseUrl).chat.completions.create({ model, messages });

      assert.equal(answer.choices[0].message.content, wholeText);
      assert.equal(answer.usage.total_tokens, 29);
      const call = await upstream.onlyCall();
      assert.equal(call.path, '/v1/chat/completions');
      assert.deepEqual(JSON.parse(call.body), { model, messages });
    });

    test('the provider sees its own key only', throughTheGateway, async () => {
      await client(baseUrl).chat.completions.create({ model, messages });

      const call = await upstream.onlyCall();
      assert.equal(call.headers.authorization, 'Bearer sk-upstream-secret');
      assert.doesNotMatch(JSON.stringify(call), /sk-caravan/);
    });

    test('tools go up and their calls come back', async () => {
      const answer = await client(baseUrl).chat.completions.create({ model, messages, tools: [weatherTool] });

      const { function: called } = answer.choices[0].message.tool_calls[0];
      assert.equal(called.name, 'get_weather');
      assert.deepEqual(JSON.parse(called.arguments), { city: 'Kraków', unit: 'celsius' });
      assert.deepEqual(JSON.parse((await upstream.onlyCall()).body).tools, [weatherTool]);
    });

    test('a structured output is parsed by its schema', async () => {
      const person = z.object({ name: z.string(), age: z.number() });

      const answer = await client(baseUrl).chat.completions.parse({
        model,
        messages,
        response_format: zodResponseFormat(person, 'person'),
      });

      assert.deepEqual(answer.choices[0].message.parsed, { name: 'Ada', age: 36 });
      assert.equal(JSON.parse((await upstream.onlyCall()).body).response_format.type, 'json_schema');
    });

    test('embeddings are the same as base64 and as floats', async () => {
      const question = { model: 'text-embedding-3-small', input: 'caravan' };

      const byDefault = await client(baseUrl).embeddings.create(question);
      const asFloats = await client(baseUrl).embeddings.create({ ...question, encoding_format: 'float' });

      assert.equal(byDefault.data[0].embedding.length, 8);
      assert.deepEqual(Array.from(byDefault.data[0].embedding, Math.fround), asFloats.data[0].embedding.map(Math.fround));
      const formats = (await upstream.calls()).map((call) => JSON.parse(call.body).encoding_format);
      assert.deepEqual(formats, ['base64', 'float']);
    });

    test('an image comes back intact', async () => {
      const answer = await client(baseUrl).images.generate({ model: 'gpt-image-1', prompt: 'a camel' });

      assert.deepEqual(Buffer.from(answer.data[0].b64_json, 'base64').subarray(1, 4).toString(), 'PNG');
    });

    test("the provider's models are listed", async () => {
      const ids = [];
      for await (const { id } of client(baseUrl).models.list()) {
        ids.push(id);
      }

      assert.ok(ids.some((id) => id.endsWith('gpt-4o-mini')), `${ids}`);
    });
  });
}
