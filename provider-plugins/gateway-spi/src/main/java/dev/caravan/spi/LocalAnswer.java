package dev.caravan.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * An answer that a plugin gives by itself, without a call upstream.
 *
 * @param status the HTTP status
 * @param headers the answer's headers, {@code content-type} among them
 * @param body the bytes; subscribed to at most once, cancelled when the client goes away. It must honour the demand, may
 *     signal from any thread, and an error from it counts as an upstream that broke mid-stream
 */
public record LocalAnswer(int status, List<Header> headers, Flow.Publisher<ByteBuffer> body) implements Upstream {}
