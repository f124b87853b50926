package dev.caravan.processors.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ReadGeminiRequestTest {

    private static final String BODY = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}],\"requests\":[]}";

    private final ReadGeminiRequest read = new ReadGeminiRequest(1 << 20, new Workers(Schedulers.immediate()));

    @ParameterizedTest
    @CsvSource({
        "gemini-2.0-flash:generateContent,       gemini-2.0-flash, GENERATE_CONTENT,  false",
        "gemini-2.0-flash:streamGenerateContent, gemini-2.0-flash, GENERATE_CONTENT,  true",
        "gpt-4o%3Aft:generateContent,            gpt-4o:ft,        GENERATE_CONTENT,  false",
        "openai/gpt-4o:generateContent,          openai/gpt-4o,    GENERATE_CONTENT,  false",
        "text-embedding-004:batchEmbedContents,  text-embedding-004, GEMINI_EMBEDDINGS, false"
    })
    void thePathNamesModelAndAction(String rest, String model, Operation operation, boolean stream) {
        Call call = call(rest);

        read.apply(call).block();

        assertThat(call.model()).isEqualTo(model);
        assertThat(call.operation()).isEqualTo(operation);
        assertThat(call.stream()).isEqualTo(stream);
        assertThat(call.json()).isNotNull().extracting(JsonBody::modelStart).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemini-2.0-flash:tuneModel", "gemini-2.0-flash", ":generateContent", ""})
    void anythingElseIsNotFound(String rest) {
        assertThatThrownBy(() -> read.apply(call(rest)))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> assertThat(error.status()).isEqualTo(404));
    }

    @Test
    void aBodyWithoutContentsIsRefused() {
        Call call = TestCall.post("/v1beta/models/x")
                .variable("*", "m:generateContent")
                .body(Mono.just(Unpooled.copiedBuffer("{}", StandardCharsets.UTF_8)))
                .build();

        assertThatThrownBy(() -> read.apply(call).block())
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> assertThat(error.param()).isEqualTo("contents"));
    }

    private static Call call(String rest) {
        return TestCall.post("/v1beta/models/" + rest)
                .variable("*", rest)
                .body(Mono.just(Unpooled.copiedBuffer(BODY, StandardCharsets.UTF_8)))
                .build();
    }
}
