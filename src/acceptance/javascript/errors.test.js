import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import OpenAI from 'openai';
import { baseUrls, client, messages, model, readOnlyKey, throughTheGateway, upstream } from './support.js';

const statuses = [
  [400, OpenAI.BadRequestError],
  [401, OpenAI.AuthenticationError],
  [403, OpenAI.PermissionDeniedError],
  [404, OpenAI.NotFoundError],
  [409, OpenAI.ConflictError],
  [422, OpenAI.UnprocessableEntityError],
  [429, OpenAI.RateLimitError],
  [500, OpenAI.InternalServerError],
  [503, OpenAI.InternalServerError],
];

const baseUrl = baseUrls[0];
const ask = (options = {}, more = {}) => client(baseUrl, options).chat.completions.create({ model, messages, ...more });

describe('errors', () => {
  beforeEach(() => upstream.reset());

  for (const [status, type] of statuses) {
    test(`an upstream ${status} raises ${type.name}`, async () => {
      await upstream.script({ status });

      await assert.rejects(ask(), (error) => {
        assert.equal(error.constructor, type);
        assert.equal(error.status, status);
        assert.equal(error.code, `c${status}`);
        assert.match(error.message, new RegExp(`${status} boom`));
        assert.equal(error.requestID, 'req_upstream');
        return true;
      });
      assert.equal((await upstream.calls()).length, 1);
    });

    test(`an upstream ${status} before a stream raises ${type.name}`, async () => {
      await upstream.script({ status });

      await assert.rejects(ask({}, { stream: true }), type);
    });
  }

  test('the SDK retries a 429 after the time that the upstream asked for', async () => {
    await upstream.script({ status: 429, headers: { 'retry-after': '1' } }, { default: true });

    const answer = await ask({ maxRetries: 2 });

    assert.ok(answer.choices[0].message.content);
    assert.equal((await upstream.calls()).length, 2);
  });

  test("the gateway does not multiply the SDK's tries", async () => {
    await upstream.script(...Array(9).fill({ status: 500, headers: { 'retry-after-ms': '20' } }));

    await assert.rejects(ask({ maxRetries: 2 }), OpenAI.InternalServerError);

    assert.equal((await upstream.calls()).length, 3);
  });

  test('an unknown key is an authentication error and no upstream call', throughTheGateway, async () => {
    await assert.rejects(ask({ apiKey: 'sk-caravan-unknown' }), (error) => {
      assert.ok(error instanceof OpenAI.AuthenticationError);
      assert.doesNotMatch(error.message, /sk-caravan-unknown/);
      return true;
    });
    assert.deepEqual(await upstream.calls(), []);
  });

  test('a read-only key may list models but not chat', throughTheGateway, async () => {
    await assert.rejects(ask({ apiKey: readOnlyKey }), OpenAI.PermissionDeniedError);

    const models = await client(baseUrl, { apiKey: readOnlyKey }).models.list();
    assert.ok(models.data.length > 0);
  });
});
