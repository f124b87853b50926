import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import OpenAI from 'openai';
import { baseUrls, client, messages, model, throughTheGateway, upstream, weatherTool, wholeText } from './support.js';

const ask = (baseUrl, more = {}, options = {}) =>
  client(baseUrl).chat.completions.create({ model, messages, stream: true, ...more }, options);

for (const baseUrl of baseUrls) {
  describe(`streams from ${new URL(baseUrl).pathname}`, () => {
    beforeEach(() => upstream.reset());

    test('every chunk arrives before the next is sent', async () => {
      await upstream.script({ stream: 'stepwise' });

      let text = '';
      let chunks = 0;
      for await (const chunk of await ask(baseUrl)) {
        text += chunk.choices[0]?.delta.content ?? '';
        chunks++;
        await upstream.release();
      }

      assert.equal(text, wholeText);
      assert.equal(chunks, 9);
    });

    test('usage comes in the last chunk', async () => {
      let last;
      for await (const chunk of await ask(baseUrl, { stream_options: { include_usage: true } })) {
        last = chunk;
      }

      assert.equal(last.usage.total_tokens, 29);
      assert.deepEqual(JSON.parse((await upstream.onlyCall()).body).stream_options, { include_usage: true });
    });

    test('the stream helper assembles tool calls', async () => {
      const stream = client(baseUrl).chat.completions.stream({ model, messages, tools: [weatherTool] });

      const final = await stream.finalChatCompletion();

      const [call] = final.choices[0].message.tool_calls;
      assert.equal(call.id, 'call_weather1');
      assert.equal(call.function.arguments, '{"city":"Kraków","unit":"celsius"}');
    });

    test('a client that breaks out of the loop cancels the upstream', async () => {
      await upstream.script({ stream: 'stall' });

      for await (const chunk of await ask(baseUrl)) {
        assert.ok(chunk.id);
        break;
      }

      await upstream.awaitCancelled();
    });

    test('an aborted stream cancels the upstream', async () => {
      await upstream.script({ stream: 'stall' });
      const abort = new AbortController();

      const stream = await ask(baseUrl, {}, { signal: abort.signal });
      await stream[Symbol.asyncIterator]().next();
      abort.abort();

      await upstream.awaitCancelled();
    });

    test('a broken upstream is an error and not a short answer', throughTheGateway, async () => {
      await upstream.script({ stream: 'break-off' });

      await assert.rejects(async () => {
        for await (const chunk of await ask(baseUrl)) {
          assert.ok(chunk);
        }
      }, OpenAI.APIError);
    });
  });
}
