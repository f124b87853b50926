package dev.caravan.acceptance.sdk;

import static dev.caravan.acceptance.sdk.OpenAiClients.client;
import static dev.caravan.acceptance.sdk.OpenAiClients.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.errors.UnprocessableEntityException;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.Scripts;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Java SDK makes of errors, the upstream's and the gateway's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaSdkErrorsIT {

    private static final String PATH = "/v1/chat/completions";

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    static Stream<Arguments> statuses() {
        return Stream.of(
                Arguments.of(400, BadRequestException.class),
                Arguments.of(401, UnauthorizedException.class),
                Arguments.of(403, PermissionDeniedException.class),
                Arguments.of(404, NotFoundException.class),
                Arguments.of(409, UnexpectedStatusCodeException.class),
                Arguments.of(422, UnprocessableEntityException.class),
                Arguments.of(429, RateLimitException.class),
                Arguments.of(500, InternalServerException.class),
                Arguments.of(503, InternalServerException.class));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void an_upstream_error_raises_its_exception(int status, Class<? extends OpenAIServiceException> type) {
        setup.upstream().next(PATH, Scripts.error(status));

        var error = catchThrowableOfType(
                OpenAIServiceException.class,
                () -> client(baseUrl()).chat().completions().create(hello().build()));

        assertThat(error).isInstanceOf(type);
        assertThat(error.statusCode()).isEqualTo(status);
        assertThat(error.code()).contains("c" + status);
        assertThat(error).hasMessageContaining(status + " boom");
        assertThat(error.headers().values("x-request-id")).containsExactly("req_upstream");
        assertThat(setup.upstream().calls()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void an_upstream_error_before_a_stream_raises_its_exception(
            int status, Class<? extends OpenAIServiceException> type) {
        setup.upstream().next(PATH, Scripts.error(status));

        var error = catchThrowableOfType(OpenAIServiceException.class, this::countStreamedChunks);

        assertThat(error).isInstanceOf(type);
    }

    @Test
    void an_upstream_error_fails_the_future() throws Exception {
        setup.upstream().next(PATH, Scripts.error(404));

        var failed = catchThrowableOfType(ExecutionException.class, () -> client(baseUrl())
                .async()
                .chat()
                .completions()
                .create(hello().build())
                .get(30, TimeUnit.SECONDS));

        assertThat(failed).hasCauseInstanceOf(NotFoundException.class);
    }

    @Test
    void the_sdk_retries_a_429_after_the_time_that_the_upstream_asked_for() {
        setup.upstream()
                .next(
                        PATH,
                        Scripts.error(429, Map.of("retry-after", "1")),
                        Scripts.answer(200, Map.of(), Goldens.bytes("openai/chat.json")));

        var answer =
                client(baseUrl(), GatewayConfig.APP_KEY, 2).chat().completions().create(hello().build());

        assertThat(answer.choices()).hasSize(1);
        assertThat(setup.upstream().calls(PATH)).hasSize(2);
    }

    @Test
    void the_gateway_does_not_multiply_the_sdk_s_tries() {
        setup.upstream().always(PATH, Scripts.error(500, Map.of("retry-after-ms", "20")));

        var error =
                catchThrowableOfType(InternalServerException.class, () -> client(baseUrl(), GatewayConfig.APP_KEY, 2)
                        .chat()
                        .completions()
                        .create(hello().build()));

        assertThat(error.statusCode()).isEqualTo(500);
        assertThat(setup.upstream().calls(PATH)).hasSize(3);
    }

    @Test
    void an_unknown_key_is_an_authentication_error_and_no_upstream_call() {
        Assumptions.assumeFalse(GatewayWithUpstream.direct(), "the gateway's own error");

        var error = catchThrowableOfType(UnauthorizedException.class, () -> client(baseUrl(), "sk-caravan-unknown", 0)
                .chat()
                .completions()
                .create(hello().build()));

        assertThat(error.statusCode()).isEqualTo(401);
        assertThat(error.getMessage()).doesNotContain("sk-caravan-unknown");
        assertThat(setup.upstream().calls()).isEmpty();
    }

    @Test
    void a_read_only_key_may_list_models_but_not_chat() {
        Assumptions.assumeFalse(GatewayWithUpstream.direct(), "the gateway's own error");
        var auditor = client(baseUrl(), GatewayConfig.AUDITOR_KEY, 0);

        var error = catchThrowableOfType(
                PermissionDeniedException.class,
                () -> auditor.chat().completions().create(hello().build()));

        assertThat(error.statusCode()).isEqualTo(403);
        assertThat(setup.upstream().calls(PATH)).isEmpty();
        assertThat(auditor.models().list().data()).isNotEmpty();
    }

    @Test
    void a_key_may_not_use_a_model_outside_its_list() {
        Assumptions.assumeFalse(GatewayWithUpstream.direct(), "the gateway's own error");
        var small = client(baseUrl(), GatewayConfig.SMALL_MODELS_KEY, 0);

        var error = catchThrowableOfType(
                PermissionDeniedException.class,
                () -> small.chat().completions().create(hello().model("gpt-4o").build()));

        assertThat(error).hasMessageContaining("gpt-4o");
        assertThat(small.chat().completions().create(hello().build()).choices()).hasSize(1);
        assertThat(setup.upstream().calls(PATH)).hasSize(1);
    }

    private void countStreamedChunks() {
        try (var stream = client(baseUrl()).chat().completions().createStreaming(hello().build())) {
            stream.stream().forEach(chunk -> assertThat(chunk).isNotNull());
        }
    }

    private String baseUrl() {
        return setup.baseUrls().get(0);
    }
}
