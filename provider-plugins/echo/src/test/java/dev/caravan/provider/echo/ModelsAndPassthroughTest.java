package dev.caravan.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.testkit.Requests;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsAndPassthroughTest {

    @Test
    void itsModelsAreListedAsInOpenAisReference() {
        JsonNode answer = answer(Requests.of(Operation.MODELS).build());

        assertThat(answer.get("object").textValue()).isEqualTo("list");
        assertThat(answer.get("data"))
                .extracting(model -> model.get("id").textValue())
                .containsExactly("echo-1", "echo-embed", "echo-image");
        assertThat(answer.at("/data/0"))
                .hasToString(
                        "{\"id\":\"echo-1\",\"object\":\"model\",\"created\":1735689600,\"owned_by\":\"caravan\"}");
    }

    @Test
    void itKnowsItsModelsWithoutBeingCalledAndNeedsNoCredential() {
        try (Provider provider = EchoCalls.provider(Map.of())) {
            assertThat(provider.models())
                    .extracting(ModelInfo::id)
                    .containsExactly("echo-1", "echo-embed", "echo-image");
            assertThat(provider.hasCredentials()).isTrue();
        }
    }

    @Test
    void aPassedThroughRequestIsDescribed() {
        JsonNode answer = answer(Requests.passthrough("PUT", "/v1/a%2Fb")
                .query("x=%20&y")
                .body("12345")
                .build());

        assertThat(answer)
                .hasToString("{\"object\":\"echo.request\",\"method\":\"PUT\",\"path\":\"/v1/a%2Fb\","
                        + "\"query\":\"x=%20&y\",\"body_bytes\":5}");
    }

    @Test
    void whatIsNotKnownOfAPassedThroughRequestIsNull() {
        JsonNode answer = answer(Requests.passthrough("GET", "/v1/files").build());

        assertThat(answer.get("query").isNull()).isTrue();
        assertThat(answer.get("body_bytes").isNull()).isTrue();
    }

    private static JsonNode answer(ProviderRequest request) {
        try (Provider provider = EchoCalls.provider(Map.of())) {
            return EchoCalls.json((LocalAnswer) provider.prepare(request));
        }
    }
}
