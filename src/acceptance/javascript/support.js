// What the tests share. The environment says where things are: CARAVAN_BASE_URLS (comma-separated), CARAVAN_UPSTREAM,
// CARAVAN_KEY, CARAVAN_READ_ONLY_KEY, and CARAVAN_DIRECT=1 when the base URL is the upstream itself.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const env = process.env;

export const baseUrls = env.CARAVAN_BASE_URLS.split(',');
export const model = 'gpt-4o-mini';
export const messages = [{ role: 'user', content: 'Hello' }];

// What every provider's recorded answer says, in the pieces of its stream.
export const pieces = ['Grüße', ' aus', ' der', ' Karawanserei', ' – 你好', ' 👋'];
export const wholeText = pieces.join('');
export const cities = ['Kraków', 'Zürich'];
export const weather = cities.map((city) => ({ city, unit: 'celsius' }));

/** A model of each provider; the openai one has no Responses API. */
export const models = {
  openai: 'openai/gpt-4o-mini',
  responses: 'responses/gpt-4o-mini',
  anthropic: 'anthropic/claude-sonnet-4-5',
  gemini: 'gemini/gemini-2.5-flash',
  ollama: 'ollama/llama3.2',
};

/** Options of a test that is about the gateway itself. */
export const throughTheGateway = { skip: env.CARAVAN_DIRECT === '1' ? "the gateway's own behaviour" : false };

export function client(baseURL, options = {}) {
  return new OpenAI({ baseURL, apiKey: env.CARAVAN_KEY, maxRetries: 0, timeout: 30_000, ...options });
}

/** The gateway's URL without a path, as the clients of other APIs than OpenAI's want it. */
export const origin = new URL(baseUrls.at(-1)).origin;
export const key = env.CARAVAN_KEY;

export function claude(options = {}) {
  return new Anthropic({ baseURL: origin, apiKey: key, maxRetries: 0, timeout: 30_000, ...options });
}

export const readOnlyKey = env.CARAVAN_READ_ONLY_KEY;

export const weatherTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Looks up the weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

async function order(name, body = {}) {
  const answer = await fetch(`${env.CARAVAN_UPSTREAM}/control/${name}`, { method: 'POST', body: JSON.stringify(body) });
  await answer.arrayBuffer();
}

/** Steers the recording upstream, past the gateway. */
export const upstream = {
  reset: () => order('reset'),
  release: () => order('release'),
  script: (...answers) => order('script', { path: '/v1/chat/completions', answers }),
  scriptAt: (path, ...answers) => order('script', { path, answers }),

  /** Lets that many events go to which nothing answers on the client's side. */
  async stepPast(events) {
    for (let i = 0; i < events; i++) {
      await order('release');
    }
  },

  async calls() {
    return (await fetch(`${env.CARAVAN_UPSTREAM}/control/calls`)).json();
  },

  async onlyCall() {
    const calls = await this.calls();
    if (calls.length !== 1) {
      throw new Error(`Expected one upstream call, saw ${JSON.stringify(calls)}`);
    }
    return calls[0];
  },

  async onlyBody() {
    return JSON.parse((await this.onlyCall()).body);
  },

  async lastBody() {
    return JSON.parse((await this.calls()).at(-1).body);
  },

  async awaitCancelled() {
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline) {
      if ((await this.onlyCall()).cancelled) {
        return;
      }
    }
    throw new Error('The upstream call was not cancelled');
  },
};
