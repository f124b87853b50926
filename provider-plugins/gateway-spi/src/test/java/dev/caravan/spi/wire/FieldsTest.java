package dev.caravan.spi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class FieldsTest {

    @Test
    void namesThePathOfAValueOfTheWrongType() {
        Fields fields = request("{\"messages\":[{\"content\":[{\"text\":5}]}]}");
        Fields part = fields.objects("messages").get(0).objects("content").get(0);
        assertThatThrownBy(() -> part.text("text"))
                .isInstanceOf(GatewayError.class)
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo("messages[0].content[0].text");
                    assertThat(error.text())
                            .isEqualTo("Invalid type for 'messages[0].content[0].text':"
                                    + " expected a string, but got an integer instead.");
                });
    }

    @Test
    void blamesTheProviderForItsAnswer() {
        assertThatThrownBy(() -> Fields.ofAnswer(json("{\"id\":7}")).text("id"))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> assertThat(error.status()).isEqualTo(502));
        assertThatThrownBy(() -> Fields.ofAnswer(json("[]")))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> assertThat(error.status()).isEqualTo(502));
    }

    @Test
    void takesNullForAbsent() {
        Fields fields = request("{\"a\":null,\"b\":null}");
        assertThat(fields.text("a")).isNull();
        assertThat(fields.objects("b")).isEmpty();
        assertThatThrownBy(() -> fields.requiredText("a")).hasMessageContaining("Missing required parameter: 'a'");
    }

    @Test
    void readsAWholeNumberWrittenWithAPoint() {
        Fields fields = request("{\"a\":64.0,\"b\":1e3,\"c\":0.5}");
        assertThat(fields.integer("a")).isEqualTo(64);
        assertThat(fields.integer("b")).isEqualTo(1000);
        assertThatThrownBy(() -> fields.integer("c")).hasMessageContaining("expected an integer");
    }

    @Test
    void reportsWhatNobodyRead() {
        Fields fields = request("{\"known\":1,\"new_thing\":true,\"nothing\":null,\"seen\":2}");
        fields.any("known");
        fields.ignore("seen");
        Losses losses = new Losses();
        fields.reportUnread("request.", losses);
        assertThat(losses.fields()).containsExactly("request.new_thing");
    }

    private static Fields request(String text) {
        return Fields.of((ObjectNode) json(text));
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
