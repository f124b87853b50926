import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { NotFoundError, toFile } from 'openai';
import { baseUrls, client, throughTheGateway, upstream } from './support.js';

const line = '{"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini"}}\n';

async function upload(baseUrl) {
  const file = await toFile(Buffer.from(line), 'data.jsonl');
  return client(baseUrl).files.create({ file, purpose: 'batch' });
}

async function idsOf(pages) {
  const ids = [];
  for await (const item of pages) {
    ids.push(item.id);
  }
  return ids;
}

for (const baseUrl of baseUrls) {
  describe(`files and batches at ${new URL(baseUrl).pathname}`, () => {
    beforeEach(() => upstream.reset());

    test('a file is uploaded, read and deleted', async () => {
      const { id } = await upload(baseUrl);
      const read = await client(baseUrl).files.retrieve(id);
      const content = await (await client(baseUrl).files.content(id)).text();
      const { deleted } = await client(baseUrl).files.delete(id);

      assert.equal(read.filename, 'data.jsonl');
      assert.match(content, /Grüße 👋/);
      assert.equal(deleted, true);
      const calls = await upstream.calls();
      assert.match(calls[0].body, new RegExp(line.trim().replace(/[{}/]/g, '\\$&')));
      assert.deepEqual(
        calls.map(({ method, path }) => `${method} ${path}`),
        ['POST /v1/files', `GET /v1/files/${id}`, `GET /v1/files/${id}/content`, `DELETE /v1/files/${id}`],
      );
    });

    test("a list has the caller's own alone, over pages of others", throughTheGateway, async () => {
      const { id } = await upload(baseUrl);

      assert.deepEqual(await idsOf(client(baseUrl).files.list()), [id]);
      assert.equal((await upstream.calls()).length, 3);
    });

    test('a batch is made, read, listed and cancelled', async () => {
      const { id } = await upload(baseUrl);
      const api = client(baseUrl);
      const batch = await api.batches.create({
        input_file_id: id,
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      });
      const read = await api.batches.retrieve(batch.id);
      const output = await (await api.files.content(read.output_file_id)).text();

      assert.deepEqual(await idsOf(api.batches.list()), [batch.id]);
      assert.match(output, /Grüße/);
      assert.equal((await api.batches.cancel(batch.id)).status, 'cancelling');
    });

    test("what is not the caller's is not found, and nobody is asked", throughTheGateway, async () => {
      const id = 'file-of-another-account';

      await assert.rejects(client(baseUrl).files.retrieve(id), (error) => {
        assert.ok(error instanceof NotFoundError);
        assert.match(error.message, /No such File object: file-of-another-account/);
        return true;
      });
      await assert.rejects(client(baseUrl).files.delete(id), NotFoundError);
      await assert.rejects(client(baseUrl).batches.cancel('batch_of_another'), NotFoundError);
      assert.deepEqual(await upstream.calls(), []);
    });
  });
}
