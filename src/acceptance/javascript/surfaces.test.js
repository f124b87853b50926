import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { toFile } from 'openai';
import { baseUrls, client, upstream, wholeText } from './support.js';

const everyByte = Uint8Array.from({ length: 256 }, (_, octet) => octet);
const sound = Buffer.concat(Array.from({ length: 40 }, () => everyByte));
const longSound = Buffer.concat(Array.from({ length: 200 }, () => sound));
const answered = Buffer.concat(Array.from({ length: 391 }, () => everyByte));

const mp3 = (bytes) => toFile(bytes, 'a b.mp3', { type: 'audio/mpeg' });

for (const baseUrl of baseUrls) {
  describe(`plain surfaces at ${new URL(baseUrl).pathname}`, () => {
    beforeEach(() => upstream.reset());

    test('a completion is answered, whole and streamed', async () => {
      const whole = await client(baseUrl).completions.create({ model: 'openai/gpt-3.5-turbo-instruct', prompt: 'Hi' });
      const stream = await client(baseUrl).completions.create({
        model: 'gpt-3.5-turbo-instruct',
        prompt: 'Hi',
        stream: true,
        stream_options: { include_usage: true },
      });
      let text = '';
      let last;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.text ?? '';
        last = chunk;
      }

      assert.equal(whole.choices[0].text, wholeText);
      assert.equal(text, wholeText);
      assert.equal(last.usage.total_tokens, 12);
      const [first] = await upstream.calls();
      assert.deepEqual(JSON.parse(first.body), { model: 'gpt-3.5-turbo-instruct', prompt: 'Hi' });
    });

    for (const [name, bytes, model] of [
      ['short', sound, 'openai/whisper-1'],
      ['long', longSound, 'whisper-1'],
    ]) {
      test(`a ${name} sound becomes text, the model behind it`, async () => {
        const answer = await client(baseUrl).audio.transcriptions.create({ file: await mp3(bytes), model });

        assert.equal(answer.text, wholeText);
        const call = await upstream.onlyCall();
        assert.equal(call.path, '/v1/audio/transcriptions');
        assert.match(call.headers['content-type'], /^multipart\/form-data; boundary=/);
        if (bytes === sound) {
          assert.match(call.body, /name="model"\r\n\r\nwhisper-1\r\n/);
        }
      });
    }

    test('a transcription streams', async () => {
      const stream = await client(baseUrl).audio.transcriptions.create({
        model: 'gpt-4o-transcribe',
        file: await mp3(sound),
        stream: true,
      });

      const events = [];
      for await (const event of stream) {
        events.push(event);
      }
      assert.deepEqual(
        events.map((event) => event.type),
        ['transcript.text.delta', 'transcript.text.delta', 'transcript.text.done'],
      );
      assert.equal(events.at(-1).text, wholeText);
    });

    test('text becomes sound', async () => {
      const answer = await client(baseUrl).audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Grüße' });

      assert.equal(answer.headers.get('content-type'), 'audio/mpeg');
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), answered);
    });

    test('images are edited and varied', async () => {
      const image = await toFile(sound, 'a.png', { type: 'image/png' });

      const edited = await client(baseUrl).images.edit({ image, prompt: 'Grüße', model: 'openai/gpt-image-1' });
      const varied = await client(baseUrl).images.createVariation({ image, n: 2, model: 'dall-e-2' });

      assert.ok(edited.data[0].b64_json && varied.data[0].b64_json);
      const [edit, variation] = await upstream.calls();
      assert.equal(edit.path, '/v1/images/edits');
      assert.match(edit.body, /name="prompt"\r\n\r\nGrüße\r\n/);
      assert.match(edit.body, /name="model"\r\n\r\ngpt-image-1\r\n/);
      assert.equal(variation.path, '/v1/images/variations');
    });

    test('a moderation is answered', async () => {
      const answer = await client(baseUrl).moderations.create({ input: 'violence' });

      assert.equal(answer.results[0].categories.violence, true);
    });
  });
}
