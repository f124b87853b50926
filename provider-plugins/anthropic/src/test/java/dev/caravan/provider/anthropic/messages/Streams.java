package dev.caravan.provider.anthropic.messages;

import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.wire.WireOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Streams in tests, both ways. */
final class Streams {

    private Streams() {}

    static List<ChatEvent> decode(byte[]... pieces) {
        List<ChatEvent> events = new ArrayList<>();
        StreamDecoder decoder = new AnthropicMessagesDialect().streamDecoder();
        for (byte[] piece : pieces) {
            decoder.decode(ByteBuffer.wrap(piece), events::add);
        }
        decoder.end(events::add);
        return events;
    }

    /** Decodes events given as their data only, written with single quotes. */
    static List<ChatEvent> decodeData(String... data) {
        StringBuilder stream = new StringBuilder();
        for (String event : data) {
            stream.append("data: ").append(event.replace('\'', '"')).append("\n\n");
        }
        return decode(stream.toString().getBytes(StandardCharsets.UTF_8));
    }

    static String encode(ChatEvent... events) {
        StreamEncoder encoder = new AnthropicMessagesDialect()
                .streamEncoder(ChatRequest.of("asked-model", List.of()).build());
        WireOutput out = new WireOutput();
        for (ChatEvent event : events) {
            encoder.encode(event, out);
        }
        return new String(out.take(), StandardCharsets.UTF_8);
    }

    /** The events' names and data, the quotes of the data single. */
    static List<String> lines(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6).replace('"', '\''))
                .toList();
    }
}
