package dev.caravan.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.BareCalls;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.metering.Metering;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.AnswerEvents;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.chat.RequestFeature;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

/** Whatever passes untranslated tells the same use as if it were translated, however it is cut. */
class GoldenUseTest {

    private static final Path PLUGINS = Path.of("..", "provider-plugins");
    private static final int CUTS = 60;

    private static final Map<String, String> DIALECTS = Map.of(
            "openai/src/test/resources/chat", "openai-chat",
            "openai/src/test/resources/dev", "openai-responses",
            "anthropic/src/test/resources", "anthropic-messages",
            "gemini/src/test/resources", "gemini",
            "ollama/src/test/resources/chat", "ollama",
            "cohere/src/test/resources/chat", "cohere",
            "mistral/src/test/resources/chat", "mistral-chat");

    static Stream<Arguments> streams() throws IOException {
        return files(".sse", ".ndjson");
    }

    static Stream<Arguments> answers() throws IOException {
        return files("answer.json");
    }

    static Stream<ChatDialect> dialects() {
        return DIALECTS.values().stream().map(GoldenUseTest::dialect);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void everyRecordedStreamTellsItsUse(Path file, String dialect) throws IOException {
        String name = file.endsWith("generate-stream.ndjson") ? "ollama-generate" : dialect;
        byte[] stream = Files.readAllBytes(file);
        AnswerAssembly assembly = new AnswerAssembly();
        StreamDecoder decoder = dialect(name).streamDecoder();
        decoder.decode(ByteBuffer.wrap(stream), assembly);
        decoder.end(assembly);
        Usage told = assembly.answer().usage();

        assertEveryCutTells(told, name, dialect(name).streamContentType(), stream, assembly.isComplete());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyRecordedAnswerTellsItsUse(Path file, String dialect) throws IOException {
        byte[] answer = Files.readAllBytes(file);
        Usage told = dialect(dialect)
                .decodeAnswer(Objects.requireNonNull(Json.parse(answer, 0, answer.length)), new Losses())
                .usage();

        assertEveryCutTells(told, dialect, "application/json", answer, true);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyWrittenStreamTellsItsUse(ChatDialect dialect) {
        ChatRequest streaming =
                RequestFeature.plain().with().stream(true).streamUsage(true).build();
        for (AnswerFeature feature : AnswerFeature.values()) {
            List<ChatEvent> events = new ArrayList<>();
            AnswerEvents.tell(feature.sample(), events::add);
            byte[] stream = Crossing.encode(dialect, streaming, events);
            AnswerAssembly assembly = new AnswerAssembly();
            dialect.streamDecoder().decode(ByteBuffer.wrap(stream), assembly);

            assertEveryCutTells(assembly.answer().usage(), dialect.name(), dialect.streamContentType(), stream, true);
        }
    }

    private static void assertEveryCutTells(
            Usage told, String dialect, String contentType, byte[] body, boolean complete) {
        for (int seed = 0; seed < CUTS; seed++) {
            Call call = read(dialect, contentType, body, new Random(seed));
            boolean isTold = told.input() != Usage.UNKNOWN && told.output() != Usage.UNKNOWN;
            if (isTold && complete) {
                assertThat(call.spending().usage()).isEqualTo(told);
                assertThat(call.spending().isEstimated()).isFalse();
            } else {
                assertThat(isTold || call.spending().isEstimated()).isTrue();
                assertThat(call.spending().usage().output()).isGreaterThanOrEqualTo(Math.max(0, told.output()));
            }
        }
    }

    private static Call read(String dialect, String contentType, byte[] body, Random random) {
        List<ByteBuf> pieces = new ArrayList<>();
        for (int at = 0; at < body.length; ) {
            int size = Math.min(body.length - at, 1 + random.nextInt(random.nextBoolean() ? 30 : 3000));
            pieces.add(Unpooled.wrappedBuffer(body, at, size));
            at += size;
        }
        Call call = BareCalls.call();
        Answer raw =
                new Answer(200, new DefaultHttpHeaders().set("content-type", contentType), Flux.fromIterable(pieces));
        Metering metering = new Metering(new Dialects(List.of(dialect(dialect)), List.of()));
        Answer metered = metering.metered(call, BareCalls.provider("p", dialect), Operation.CUSTOM_CHAT, raw);
        Flux.from(metered.body()).doOnNext(ByteBuf::release).blockLast();
        return call;
    }

    private static Stream<Arguments> files(String... endings) throws IOException {
        List<Arguments> found = new ArrayList<>();
        for (Map.Entry<String, String> folder : DIALECTS.entrySet()) {
            try (Stream<Path> files = Files.walk(PLUGINS.resolve(folder.getKey()))) {
                files.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                        .filter(file -> !file.toString().contains("embeddings"))
                        .forEach(file -> found.add(Arguments.of(file, folder.getValue())));
            }
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(endings.length == 2 ? 20 : 5);
        return found.stream();
    }

    private static ChatDialect dialect(String name) {
        for (ChatDialect dialect : ServiceLoader.load(ChatDialect.class)) {
            if (dialect.name().equals(name)) {
                return dialect;
            }
        }
        throw new AssertionError("there is no dialect " + name);
    }
}
