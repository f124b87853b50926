package dev.caravan.provider.echo;

import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * A provider that needs no network and no key, for a first try and for tests. What it says follows from the request alone:
 *
 * <ul>
 *   <li><b>Chat</b>: {@code "echo: "} and the last user message's text, whole or word by word. With {@code tools}, a call of
 *       the first one (or of the one that {@code tool_choice} names) with the smallest arguments that fit its schema, unless
 *       {@code tool_choice} is {@code none} or the last message is a tool's result. With {@code response_format}, JSON that
 *       fits the schema. A word counts as a token.
 *   <li><b>Embeddings</b>: a unit vector that follows from the text, of 1536 dimensions unless {@code dimensions} is given.
 *   <li><b>Images</b>: a square of 8 by 8 pixels whose colour follows from the prompt.
 *   <li><b>Legacy completions</b>: {@code " echo: "} and the prompt. <b>Speech</b>: silence, as long as the text.
 *       <b>Transcriptions</b>: the file's name and the form's size. <b>Moderations</b>: a text that holds the word violence is
 *       flagged. <b>Rerank</b>: documents by the words that they share with the query.
 *   <li><b>Passthrough</b>: a JSON description of the request.
 * </ul>
 *
 * <p>Any model name is taken; {@code echo-1}, {@code echo-embed} and {@code echo-image} are the ones that it lists.
 *
 * <p><b>Misbehaviour.</b> These settings, none of which is set by default, make it misbehave at every call:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code delay}</td><td>time before the body's first byte: {@code 200ms}; one hour at most</td></tr>
 * <tr><td>{@code chunk-delay}</td><td>time between one chunk and the next; one hour at most</td></tr>
 * <tr><td>{@code fail-status}</td><td>answer with an error of that HTTP status, 400 to 599; 429 and 503 come with
 *     {@code Retry-After: 1}</td></tr>
 * <tr><td>{@code break-after}</td><td>break the connection after that many chunks, 0 for none</td></tr>
 * </table>
 *
 * <p>A model name with a query, of the same words, makes it misbehave at one call, over what the settings say:
 * {@code echo-1?delay=200ms&chunk-delay=50ms}, {@code echo-1?fail-status=429}, {@code echo-1?break-after=3}. A chunk is one
 * event of a stream; where chunks matter, an answer that is no stream goes out in two halves, each a chunk.
 */
public final class EchoPlugin implements ProviderPlugin {

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public Provider create(Settings settings) {
        Misbehaviour misbehaviour = Misbehaviour.NONE.changedBy(settings);
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "echo-timer-" + settings.name());
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return new EchoProvider(misbehaviour, timer);
    }
}
