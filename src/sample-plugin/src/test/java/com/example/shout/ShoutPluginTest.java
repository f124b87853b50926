package com.example.shout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Provider;
import dev.caravan.spi.Settings;
import dev.caravan.testkit.CollectingSubscriber;
import dev.caravan.testkit.Requests;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShoutPluginTest {

    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    @Test
    void answersInCapitals() throws IOException {
        Map<String, Object> answer = JSON.std.mapFrom(text(Requests.chat(HELLO).model("shout-1")));

        assertThat(answer).containsEntry("object", "chat.completion").containsEntry("model", "shout-1");
        assertThat(answer.get("choices"))
                .isEqualTo(List.of(Map.of(
                        "index",
                        0,
                        "message",
                        Map.of("role", "assistant", "content", "HELLO!"),
                        "finish_reason",
                        "stop")));
    }

    @Test
    void streamsWhenAskedTo() {
        assertThat(text(Requests.chat(HELLO).stream()))
                .startsWith("data: {")
                .contains("HELLO!")
                .endsWith("\n\ndata: [DONE]\n\n");
    }

    @Test
    void turnsAwayARequestWithoutText() {
        assertThatThrownBy(() -> text(Requests.chat("{\"messages\":[]}")))
                .isInstanceOf(GatewayError.class)
                .hasMessage("The last message has no text.");
    }

    private static String text(Requests.Builder request) {
        try (Provider provider = new ShoutPlugin().create(Settings.of("providers.shout", Map.of()))) {
            LocalAnswer answer = (LocalAnswer) provider.prepare(request.build());
            return CollectingSubscriber.readAll(answer.body(), Duration.ofSeconds(5))
                    .text();
        }
    }
}
