package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Settings;
import dev.caravan.testkit.CollectingSubscriber;
import dev.caravan.testkit.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Calls to an echo provider, and its answers read. JSON may be written with single quotes. */
final class EchoCalls {

    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EchoCalls() {}

    static Provider provider(Map<String, Object> settings) {
        return new EchoPlugin().create(Settings.of("providers.echo", settings));
    }

    static ProviderRequest request(Operation operation, String body) {
        String json = body.replace('\'', '"');
        return Requests.of(operation).body(json).build();
    }

    static LocalAnswer answer(Operation operation, String body) {
        try (Provider provider = provider(Map.of())) {
            return (LocalAnswer) provider.prepare(request(operation, body));
        }
    }

    /** A chat answer to that body. */
    static JsonNode chat(String body) {
        return json(answer(Operation.CHAT_COMPLETIONS, body));
    }

    /** The text of a stream of events that answers that body. */
    static String chatStream(String body) {
        return text(answer(Operation.CHAT_COMPLETIONS, body));
    }

    static String text(LocalAnswer answer) {
        return CollectingSubscriber.readAll(answer.body(), PATIENCE).text();
    }

    static JsonNode json(LocalAnswer answer) {
        return json(text(answer));
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data of each event of a stream, {@code [DONE]} left out. */
    static List<JsonNode> chunks(String stream) {
        return Arrays.stream(stream.split("\n\n"))
                .map(event -> event.substring("data: ".length()))
                .filter(data -> !data.equals("[DONE]"))
                .map(EchoCalls::json)
                .toList();
    }

    static String header(LocalAnswer answer, String name) {
        return answer.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(header -> header.value())
                .findFirst()
                .orElse("(none)");
    }
}
