package dev.caravan.processors.debugging;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/** A file's bytes, read as they are asked for. */
final class FileBody {

    private static final int PIECE = 64 * 1024;

    private FileBody() {}

    /** @param workers read it; they may block */
    static Publisher<ByteBuf> of(Path file, Scheduler workers) {
        return Flux.<ByteBuf, InputStream>generate(() -> Files.newInputStream(file), FileBody::read, FileBody::close)
                .subscribeOn(workers);
    }

    private static InputStream read(InputStream in, SynchronousSink<ByteBuf> sink) {
        try {
            byte[] piece = in.readNBytes(PIECE);
            if (piece.length == 0) {
                sink.complete();
            } else {
                sink.next(Unpooled.wrappedBuffer(piece));
            }
        } catch (IOException e) {
            sink.error(e);
        }
        return in;
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
