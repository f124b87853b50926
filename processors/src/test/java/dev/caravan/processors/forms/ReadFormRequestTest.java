package dev.caravan.processors.forms;

import static dev.caravan.processors.forms.TestForm.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.ReadJsonRequest;
import dev.caravan.processors.request.RequestShape;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ReadFormRequestTest {

    private static final String FORM = form().field("model", "whisper-1")
            .field("stream", "true")
            .file("file", "abc")
            .end();

    private final ReadFormRequest step = new ReadFormRequest(Operation.TRANSCRIPTIONS);

    @Test
    void notesWhatTheFormAsksFor() {
        Call call = call(TestForm.TYPE, FORM);

        step.apply(call).block();

        assertThat(call.operation()).isEqualTo(Operation.TRANSCRIPTIONS);
        assertThat(call.model()).isEqualTo("whisper-1");
        assertThat(call.stream()).isTrue();
        assertThat(call.json()).isNull();
        assertThat(Objects.requireNonNull(call.form()).isWhole()).isTrue();
        call.end();
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/form-data; boundary=xYz",
        "multipart/form-data; boundary=\"xYz\"",
        "'MULTIPART/FORM-DATA;charset=utf-8; Boundary=xYz'",
    })
    void takesTheBoundaryInQuotesOrWithout(String type) {
        Call call = call(type, FORM);

        step.apply(call).block();

        assertThat(call.model()).isEqualTo("whisper-1");
        call.end();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 415, unsupported_media_type",
        "multipart/mixed; boundary=xYz, 415, unsupported_media_type",
        "multipart/form-data, 400, invalid_form",
        "multipart/form-data; boundary=, 400, invalid_form",
        "multipart/form-data; boundary=a b, 400, invalid_form",
        "multipart/form-data; boundary=a; boundary=b, 400, invalid_form",
        "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, 400, invalid_form",
    })
    void refusesWhatIsNoFormOrHasNoBoundary(String type, int status, String code) {
        assertThatThrownBy(() -> step.apply(call(type, FORM)).block())
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(status);
                    assertThat(error.code()).isEqualTo(code);
                });
    }

    @Test
    void refusesACompressedFormAndTwoContentTypes() {
        Call compressed = TestCall.post("/")
                .header("content-type", TestForm.TYPE)
                .header("content-encoding", "gzip")
                .build();
        Call twice = TestCall.post("/")
                .header("content-type", TestForm.TYPE)
                .header("content-type", "multipart/form-data; boundary=other")
                .build();

        assertThatThrownBy(() -> step.apply(compressed)).hasMessageContaining("encoding");
        assertThatThrownBy(() -> step.apply(twice)).hasMessageContaining("content type");
    }

    @Test
    void aSurfaceMayTakeJsonAsWell() {
        ReadFormRequest either = new ReadFormRequest(Operation.IMAGE_EDITS)
                .orJson(new ReadJsonRequest(RequestShape.IMAGE_EDITS, 1000, new Workers(Schedulers.immediate())));
        Call json = call("application/json", "{\"model\":\"gpt-image-1\",\"prompt\":\"a cat\"}");
        Call form = call(TestForm.TYPE, FORM);

        either.apply(json).block();
        either.apply(form).block();

        assertThat(json.model()).isEqualTo("gpt-image-1");
        assertThat(json.form()).isNull();
        assertThat(form.operation()).isEqualTo(Operation.IMAGE_EDITS);
        assertThat(form.json()).isNull();
        form.end();
    }

    private static Call call(String type, String body) {
        return TestCall.post("/v1/audio/transcriptions")
                .header("content-type", type)
                .body(Mono.fromSupplier(() -> TestForm.buffer(body)))
                .build();
    }
}
