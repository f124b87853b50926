package dev.caravan.testkit.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Something that a client may ask for: each adds one thing to a request. */
public enum RequestFeature {
    TEXT("text", request -> request),
    STREAM("streaming", request -> request.with().stream(true).build()),
    SYSTEM("system message", request -> first(request, new Message(Role.SYSTEM, "Be brief. 🐪"))),
    DEVELOPER("developer message", request -> first(request, new Message(Role.DEVELOPER, "Be precise."))),
    MULTI_TURN(
            "several turns",
            request -> then(request, new Message(Role.ASSISTANT, "Warm."), new Message(Role.USER, "And tomorrow?"))),
    TOOLS("tools", request -> request.with().tools(Samples.TOOLS).build()),
    TOOL_CHOICE_REQUIRED("tool choice: required", request -> choosing(request, new ToolChoice.Required())),
    TOOL_CHOICE_NAMED("tool choice: one tool", request -> choosing(request, new ToolChoice.Named("get_weather"))),
    TOOL_CHOICE_NONE("tool choice: none", request -> choosing(request, new ToolChoice.None())),
    NO_PARALLEL_CALLS("no parallel tool calls", request -> request.with()
            .tools(Samples.TOOLS)
            .toolChoice(new ToolChoice.Auto())
            .parallelToolCalls(false)
            .build()),
    TOOL_RESULT("tool call and result", request -> Samples.afterCalls(request, 1, false)),
    PARALLEL_TOOL_RESULTS("parallel calls and results", request -> Samples.afterCalls(request, 2, false)),
    TOOL_ERROR("failed tool result", request -> Samples.afterCalls(request, 1, true)),
    IMAGE_BASE64("image, base64", request -> showing(request, new Part.Image(Samples.PNG))),
    IMAGE_URL(
            "image, URL",
            request -> showing(
                    request, new Part.Image(new MediaSource.Url("https://example.com/camel.png", "image/png")))),
    DOCUMENT(
            "document, base64",
            request -> showing(
                    request,
                    new Part.Document(new MediaSource.Inline("application/pdf", "JVBERi0xLjQK"), "report.pdf"))),
    AUDIO(
            "audio, base64",
            request -> showing(request, new Part.Audio(new MediaSource.Inline("audio/wav", "UklGRg=="), "wav"))),
    JSON_SCHEMA("output by JSON Schema", request -> request.with()
            .format(new OutputFormat.JsonSchema("weather", null, Samples.schema(), true))
            .build()),
    JSON_OBJECT(
            "output as JSON",
            request -> request.with().format(new OutputFormat.JsonObject()).build()),
    THINKING_EFFORT("thinking by effort", request -> request.with()
            .thinking(Thinking.ofEffort("high"))
            .maxTokens(40_000)
            .build()),
    THINKING_BUDGET("thinking by budget", request -> request.with()
            .thinking(Thinking.ofBudget(2048))
            .maxTokens(8192)
            .build()),
    MAX_TOKENS("max tokens", request -> request.with().maxTokens(77).build()),
    STOP(
            "stop sequences",
            request -> request.with().stop(List.of("END", "\n\n")).build()),
    TEMPERATURE(
            "temperature, top_p",
            request -> sampling(request, new Draw().temperature(0.5).topP(0.9))),
    TOP_K("top_k", request -> sampling(request, new Draw().topK(40))),
    SEED("seed", request -> sampling(request, new Draw().seed(42L))),
    PENALTIES("penalties", request -> sampling(request, new Draw().penalties(0.5))),
    CHOICES("several choices", request -> sampling(request, new Draw().choices(2))),
    LOGPROBS("log probabilities", request -> sampling(request, new Draw().logprobs(3))),
    CACHE_HINT(
            "prompt cache mark",
            request -> first(
                    request,
                    new Message(Role.SYSTEM, List.of(new Part.Text("A long text.", List.of(), new CacheHint(null)))))),
    USER("end user", request -> request.with().user("user-17").build()),
    METADATA(
            "metadata",
            request -> request.with().metadata(Map.of("team", "search")).build());

    private final String label;
    private final UnaryOperator<ChatRequest> addition;

    RequestFeature(String label, UnaryOperator<ChatRequest> addition) {
        this.label = label;
        this.addition = addition;
    }

    /** The feature in words, for a table. */
    public String label() {
        return label;
    }

    /** The request with this feature. */
    public ChatRequest addTo(ChatRequest request) {
        return addition.apply(request);
    }

    /** A small request without any features. */
    public static ChatRequest plain() {
        return ChatRequest.of("test-model", List.of(new Message(Role.USER, "How is the weather in Zürich?")))
                .build();
    }

    private static ChatRequest first(ChatRequest request, Message message) {
        List<Message> messages = new ArrayList<>(request.messages());
        messages.add(0, message);
        return request.with().messages(messages).build();
    }

    private static ChatRequest then(ChatRequest request, Message... more) {
        List<Message> messages = new ArrayList<>(request.messages());
        messages.addAll(List.of(more));
        return request.with().messages(messages).build();
    }

    private static ChatRequest showing(ChatRequest request, Part part) {
        return then(
                request,
                new Message(Role.ASSISTANT, "Show me."),
                new Message(Role.USER, List.of(new Part.Text("Here."), part)));
    }

    private static ChatRequest choosing(ChatRequest request, ToolChoice choice) {
        return request.with().tools(Samples.TOOLS).toolChoice(choice).build();
    }

    private static ChatRequest sampling(ChatRequest request, Draw draw) {
        return request.with().sampling(draw.over(request.sampling())).build();
    }

    /** The parts that features are made of. */
    private static final class Samples {

        static final MediaSource PNG = new MediaSource.Inline(
                "image/png",
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

        static final List<Tool> TOOLS = List.of(
                new Tool.Function("get_weather", "Tells the weather.", schema()),
                new Tool.Function("get_time", "Tells the time.", schema()));

        static ObjectNode schema() {
            return (ObjectNode) Objects.requireNonNull(
                    Json.parse("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
                            + "\"required\":[\"city\"],\"additionalProperties\":false}"));
        }

        /** The conversation after the model has called tools and got their results. */
        static ChatRequest afterCalls(ChatRequest request, int calls, boolean error) {
            List<Part> asked = new ArrayList<>(List.of(new Part.Text("Let me see.")));
            List<Message> results = new ArrayList<>();
            List<String> names = List.of("get_weather", "get_time");
            for (int i = 0; i < calls; i++) {
                asked.add(new Part.ToolCall("call_" + i, names.get(i), "{\"city\":\"Zürich\",\"n\":" + i + "}"));
                Part.ToolResult result =
                        new Part.ToolResult("call_" + i, null, List.of(new Part.Text("result " + i)), error, null);
                results.add(new Message(Role.TOOL, List.of(result)));
            }
            List<Message> messages = new ArrayList<>(request.messages());
            messages.add(new Message(Role.ASSISTANT, asked));
            messages.addAll(results);
            return request.with().messages(messages).tools(TOOLS).build();
        }
    }

    /** A change of the sampling; null leaves a field as it was. */
    private static final class Draw {

        private Sampling sampling = Sampling.DEFAULT;

        Draw temperature(double value) {
            sampling = new Sampling(value, sampling.topP(), null, null, null, null, null, null, null, null, null);
            return this;
        }

        Draw topP(double value) {
            sampling =
                    new Sampling(sampling.temperature(), value, null, null, null, null, null, null, null, null, null);
            return this;
        }

        Draw topK(int value) {
            sampling = new Sampling(null, null, value, null, null, null, null, null, null, null, null);
            return this;
        }

        Draw seed(long value) {
            sampling = new Sampling(null, null, null, null, value, null, null, null, null, null, null);
            return this;
        }

        Draw penalties(double value) {
            sampling = new Sampling(null, null, null, null, null, value, value, null, null, null, null);
            return this;
        }

        Draw choices(int value) {
            sampling = new Sampling(null, null, null, null, null, null, null, null, null, null, value);
            return this;
        }

        Draw logprobs(int top) {
            sampling = new Sampling(null, null, null, null, null, null, null, null, true, top, null);
            return this;
        }

        Sampling over(Sampling before) {
            return new Sampling(
                    either(sampling.temperature(), before.temperature()),
                    either(sampling.topP(), before.topP()),
                    either(sampling.topK(), before.topK()),
                    either(sampling.minP(), before.minP()),
                    either(sampling.seed(), before.seed()),
                    either(sampling.frequencyPenalty(), before.frequencyPenalty()),
                    either(sampling.presencePenalty(), before.presencePenalty()),
                    either(sampling.logitBias(), before.logitBias()),
                    either(sampling.logprobs(), before.logprobs()),
                    either(sampling.topLogprobs(), before.topLogprobs()),
                    either(sampling.choices(), before.choices()));
        }

        private static <T> @Nullable T either(@Nullable T now, @Nullable T before) {
            return now == null ? before : now;
        }
    }
}
