package dev.caravan.acceptance.sdk;

import static dev.caravan.acceptance.sdk.OpenAiClients.client;
import static dev.caravan.acceptance.sdk.OpenAiClients.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.caravan.acceptance.gateway.AtEachBaseUrl;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java SDK's streams: each chunk arrives before the upstream has sent the next. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaSdkStreamingIT {

    private static final String PATH = "/v1/chat/completions";
    private static final List<String> EVENTS = Goldens.events("openai/chat-stream.sse");

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    @AtEachBaseUrl
    void every_chunk_arrives_before_the_next_is_sent(String baseUrl) {
        setup.upstream().next(PATH, Scripts.stepwise(EVENTS));

        StringBuilder text = new StringBuilder();
        int chunks = 0;
        try (StreamResponse<ChatCompletionChunk> stream =
                client(baseUrl).chat().completions().createStreaming(hello().build())) {
            for (ChatCompletionChunk chunk : (Iterable<ChatCompletionChunk>) stream.stream()::iterator) {
                contentOf(chunk).ifPresent(text::append);
                chunks++;
                setup.upstream().release();
            }
        }

        assertThat(text).hasToString("Grüße aus der Karawanserei – 你好 👋");
        assertThat(chunks).isEqualTo(EVENTS.size() - 1);
    }

    @AtEachBaseUrl
    void every_chunk_arrives_before_the_next_is_sent_asynchronously(String baseUrl) throws Exception {
        setup.upstream().next(PATH, Scripts.stepwise(EVENTS));
        List<ChatCompletionChunk> chunks = new ArrayList<>();

        AsyncStreamResponse<ChatCompletionChunk> stream =
                client(baseUrl).async().chat().completions().createStreaming(hello().build());
        stream.subscribe(chunk -> {
            chunks.add(chunk);
            setup.upstream().release();
        });
        stream.onCompleteFuture().get(30, TimeUnit.SECONDS);

        assertThat(chunks).hasSize(EVENTS.size() - 1);
    }

    @AtEachBaseUrl
    void usage_comes_in_the_last_chunk_and_the_option_goes_up(String baseUrl) {
        var question = hello().streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();

        try (var stream = client(baseUrl).chat().completions().createStreaming(question)) {
            stream.stream().forEach(whole::accumulate);
        }

        assertThat(whole.chatCompletion().usage().orElseThrow().totalTokens()).isEqualTo(29);
        assertThat(setup.upstream().onlyCall().bodyText()).contains("\"include_usage\":true");
    }

    @AtEachBaseUrl
    void streamed_tool_arguments_lose_nothing(String baseUrl) {
        var question = hello().addTool(JavaSdkIT.GetWeather.class).build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();

        try (var stream = client(baseUrl).chat().completions().createStreaming(question)) {
            stream.stream().forEach(whole::accumulate);
        }

        var call = whole.chatCompletion()
                .choices()
                .get(0)
                .message()
                .toolCalls()
                .orElseThrow()
                .get(0)
                .asFunction();
        assertThat(call.id()).isEqualTo("call_weather1");
        assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Kraków\",\"unit\":\"celsius\"}");
    }

    @AtEachBaseUrl
    void a_client_that_stops_reading_cancels_the_upstream(String baseUrl) {
        setup.upstream().next(PATH, Scripts.stallAfter(EVENTS.subList(0, 3)));

        try (var stream = client(baseUrl).chat().completions().createStreaming(hello().build())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            chunks.next();
            chunks.next();
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(setup.upstream().onlyCall().cancelled()).isTrue());
    }

    @AtEachBaseUrl
    void an_asynchronous_client_that_closes_its_stream_cancels_the_upstream(String baseUrl) {
        setup.upstream().next(PATH, Scripts.stallAfter(EVENTS.subList(0, 3)));
        var stream = client(baseUrl).async().chat().completions().createStreaming(hello().build());

        // From within the handler: from another thread the SDK's close() waits for the read that is under way.
        stream.subscribe(chunk -> stream.close());

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(setup.upstream().onlyCall().cancelled()).isTrue());
    }

    @AtEachBaseUrl
    void a_broken_upstream_is_an_exception_and_not_a_short_answer(String baseUrl) {
        Assumptions.assumeFalse(GatewayWithUpstream.direct(), "needs the gateway's error event");
        setup.upstream().next(PATH, Scripts.breakOffAfter(EVENTS.subList(0, 3)));

        try (var stream = client(baseUrl).chat().completions().createStreaming(hello().build())) {
            assertThatThrownBy(() -> stream.stream().count()).isInstanceOf(OpenAIException.class);
        }
    }

    private static Optional<String> contentOf(ChatCompletionChunk chunk) {
        return chunk.choices().stream().findFirst().flatMap(choice -> choice.delta()
                .content());
    }
}
