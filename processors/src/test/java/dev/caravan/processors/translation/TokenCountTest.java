package dev.caravan.processors.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.WireOutput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenCountTest {

    @Test
    void everythingInARequestCounts() {
        ChatRequest bare = request(new Part.Text("x".repeat(400)));
        TokenCount count = TokenCount.rough();

        assertThat(count.of(bare)).isBetween(100, 110);
        assertThat(count.of(request(new Part.Image(new MediaSource.StoredFile("f")))))
                .isGreaterThan(1000);
        assertThat(count.of(request(new Part.ToolResult("c", "x".repeat(400))))).isGreaterThan(count.of(bare));
        assertThat(count.of(bare.with()
                        .tools(List.of(new Tool.Function("f", "x".repeat(400), null)))
                        .build()))
                .isGreaterThan(count.of(bare) + 90);
    }

    @Test
    void aStreamBeginsWithAnEstimateOnlyWhereTheProviderSaysNothing() {
        List<Long> told = new ArrayList<>();
        EstimatedStart start = new EstimatedStart(
                (event, out) -> told.add(((ChatEvent.Started) event).usage().input()),
                request(new Part.Text("x".repeat(400))));

        start.encode(new ChatEvent.Started(null, null, 0, Usage.NONE, null, null), new WireOutput());
        start.encode(new ChatEvent.Started(null, null, 0, Usage.of(7, 0), null, null), new WireOutput());

        assertThat(told.get(0)).isBetween(100L, 110L);
        assertThat(told.get(1)).isEqualTo(7);
    }

    private static ChatRequest request(Part part) {
        return ChatRequest.of("m", List.of(new Message(Role.USER, List.of(part))))
                .build();
    }
}
