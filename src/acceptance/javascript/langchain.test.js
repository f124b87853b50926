import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ChatAnthropic } from '@langchain/anthropic';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { z } from 'zod';
import { key, models, origin, throughTheGateway, upstream, weather, wholeText } from './support.js';

const configuration = { baseURL: `${origin}/v1` };
const openai = (model, more = {}) => new ChatOpenAI({ model, apiKey: key, maxRetries: 0, configuration, ...more });
const anthropic = (model) => new ChatAnthropic({ model, apiKey: key, maxRetries: 0, anthropicApiUrl: origin });

/** Each client with providers whose dialect is another. */
const clients = [
  ['chat, anthropic', openai(models.anthropic)],
  ['chat, gemini', openai(models.gemini)],
  ['responses, openai', openai(models.openai, { useResponsesApi: true })],
  ['messages, openai', anthropic(models.openai)],
  ['messages, gemini', anthropic(models.gemini)],
];

const getWeather = tool(() => 'Sunny', {
  name: 'get_weather',
  description: 'Looks up the weather',
  schema: z.object({ city: z.string(), unit: z.string().optional() }),
});

for (const [name, model] of clients) {
  describe(`LangChain: ${name}`, throughTheGateway, () => {
    beforeEach(() => upstream.reset());

    test('a question is answered', async () => {
      const answer = await model.invoke('Hello');

      assert.equal(answer.text, wholeText);
      assert.equal(answer.usage_metadata.input_tokens, 19);
      assert.equal(answer.usage_metadata.output_tokens, 10);
    });

    test('an answer is streamed', async () => {
      let whole;
      for await (const chunk of await model.stream('Hello')) {
        whole = whole === undefined ? chunk : whole.concat(chunk);
      }

      assert.equal(whole.text, wholeText);
      // ChatAnthropic adds what the first event has counted already, with Anthropic's own streams too.
      assert.ok([10, 11].includes(whole.usage_metadata.output_tokens), `${whole.usage_metadata.output_tokens}`);
    });

    test('tools are called and answered', async () => {
      const bound = model.bindTools([getWeather]);
      const question = new HumanMessage('Hello');

      const asked = await bound.invoke([question]);
      assert.deepEqual(
        asked.tool_calls.map((call) => call.args),
        weather,
      );

      const results = asked.tool_calls.map(({ id }) => new ToolMessage({ tool_call_id: id, content: 'Sunny' }));
      assert.equal((await bound.invoke([question, asked, ...results])).text, wholeText);
    });

    test('tools are called from a stream', async () => {
      let whole;
      for await (const chunk of await model.bindTools([getWeather]).stream('Hello')) {
        whole = whole === undefined ? chunk : whole.concat(chunk);
      }

      assert.deepEqual(
        whole.tool_calls.map((call) => call.args),
        weather,
      );
    });

    test('a structured output is parsed', async () => {
      const schema = z.object({ name: z.string(), age: z.number() });

      const answer = await model.withStructuredOutput(schema, { method: 'jsonSchema' }).invoke('Hello');

      assert.deepEqual(answer, { name: 'Ada', age: 36 });
    });
  });
}

test('LangChain embeds by another dialect', throughTheGateway, async () => {
  const embeddings = new OpenAIEmbeddings({ model: 'gemini/gemini-embedding-001', apiKey: key, configuration });

  assert.deepEqual((await embeddings.embedQuery('caravan')).slice(3), [0.5, -0.25, 1, 0, -1]);
});
