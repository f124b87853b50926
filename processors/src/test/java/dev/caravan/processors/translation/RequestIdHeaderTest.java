package dev.caravan.processors.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.dialect.ErrorDialects;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;

class RequestIdHeaderTest {

    private final HttpHeaders headers = new DefaultHttpHeaders();

    @Test
    void anthropic_s_clients_find_another_provider_s_id() {
        headers.set("x-request-id", "req_1");

        RequestIdHeader.tell(headers, ErrorDialects.ANTHROPIC, "own");

        assertThat(headers.entries()).singleElement().satisfies(header -> {
            assertThat(header.getKey()).isEqualTo("request-id");
            assertThat(header.getValue()).isEqualTo("req_1");
        });
    }

    @Test
    void openai_s_clients_find_another_provider_s_id() {
        headers.set("x-amzn-requestid", "req_1");

        RequestIdHeader.tell(headers, ErrorDialects.RESPONSES, "own");

        assertThat(headers.entries()).singleElement().satisfies(header -> {
            assertThat(header.getKey()).isEqualTo("x-request-id");
            assertThat(header.getValue()).isEqualTo("req_1");
        });
    }

    @Test
    void an_id_that_stands_in_its_place_stays_there() {
        headers.set("apim-request-id", "front").set("x-request-id", "req_1");

        RequestIdHeader.tell(headers, ErrorDialects.OPENAI, "own");

        assertThat(headers.get("x-request-id")).isEqualTo("req_1");
    }

    @Test
    void the_gateway_s_own_id_stands_in_for_one_that_is_missing() {
        RequestIdHeader.tell(headers, ErrorDialects.ANTHROPIC, "own");

        assertThat(headers.get("request-id")).isEqualTo("own");
    }
}
