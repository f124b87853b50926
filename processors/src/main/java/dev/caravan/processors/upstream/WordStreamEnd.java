package dev.caravan.processors.upstream;

import dev.caravan.processors.call.ByteSearch;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The end of a stream whose last events are known by a word that stands in quotes in their JSON: a type, or a field's name.
 * Within a message's text the quotes would be escaped.
 */
final class WordStreamEnd implements StreamEnd {

    private final List<byte[]> words;
    private boolean complete;

    private WordStreamEnd(List<byte[]> words) {
        this.words = words;
    }

    /** The words of one dialect. */
    record Words(List<byte[]> quoted) {

        static Words of(String... words) {
            return new Words(List.of(words).stream()
                    .map(word -> ("\"" + word + "\"").getBytes(StandardCharsets.US_ASCII))
                    .toList());
        }

        /** For one stream. */
        StreamEnd stream() {
            return new WordStreamEnd(quoted);
        }
    }

    @Override
    public void sees(ByteBuf events) {
        for (int i = 0; !complete && i < words.size(); i++) {
            complete = ByteSearch.indexOf(events, words.get(i), events.readerIndex()) >= 0;
        }
    }

    @Override
    public boolean complete() {
        return complete;
    }
}
