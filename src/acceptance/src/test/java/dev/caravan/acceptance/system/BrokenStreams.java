package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.http.RawAnswer;
import java.io.IOException;
import java.util.List;

/** How a stream looks whose upstream broke. */
final class BrokenStreams {

    private BrokenStreams() {}

    /** What came is there, then one error event, and no {@code [DONE]}. */
    static void assertEndsInAnError(RawAnswer answer, List<String> before) throws IOException {
        String start = String.join("", before);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).startsWith(start).doesNotContain("[DONE]").endsWith("\n\n");
        String event = answer.text().substring(start.length());
        assertThat(event).as("the last event").contains("data:");
        String data = event.substring(event.indexOf("data:") + "data:".length());
        JsonNode error = new ObjectMapper().readTree(data).path("error");
        assertThat(error.path("message").asText()).as(event).isNotBlank();
        assertThat(error.path("type").asText()).as(event).isNotBlank();
    }
}
