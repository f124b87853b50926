package dev.caravan.spi.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to a chat model.
 *
 * @param model the model as the client named it, or as the provider does once a target is chosen; null where it is left out
 * @param stream whether the answer is to be streamed
 * @param streamUsage whether a streamed answer is to tell its usage, in dialects that leave the choice
 * @param messages the conversation, instructions included, in order
 * @param tools what the model may call, in order
 * @param toolChoice whether it is to call them, or null where the client did not say
 * @param parallelToolCalls whether it may call several at once, or null where the client did not say
 * @param sampling how the answer is drawn
 * @param maxTokens the most tokens of the answer, or null
 * @param stop sequences that end the answer
 * @param format what shape the answer is to have, or null for plain text
 * @param thinking how much it is to think, or null where the client did not say
 * @param serviceTier the wanted tier, in the client's words, or null
 * @param user the end user for whom the client calls, or null
 * @param metadata words of the client's own, in order
 */
public record ChatRequest(
        @Nullable String model,
        boolean stream,
        boolean streamUsage,
        List<Message> messages,
        List<Tool> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable Boolean parallelToolCalls,
        Sampling sampling,
        @Nullable Integer maxTokens,
        List<String> stop,
        @Nullable OutputFormat format,
        @Nullable Thinking thinking,
        @Nullable String serviceTier,
        @Nullable String user,
        Map<String, String> metadata) {

    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        stop = List.copyOf(stop);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** A request of these messages and nothing else. */
    public static Builder of(@Nullable String model, List<Message> messages) {
        return new Builder(model, messages);
    }

    /** The same request with changes. */
    public Builder with() {
        Builder copy = new Builder(model, messages);
        copy.stream = stream;
        copy.streamUsage = streamUsage;
        copy.tools = tools;
        copy.toolChoice = toolChoice;
        copy.parallelToolCalls = parallelToolCalls;
        copy.sampling = sampling;
        copy.maxTokens = maxTokens;
        copy.stop = stop;
        copy.format = format;
        copy.thinking = thinking;
        copy.serviceTier = serviceTier;
        copy.user = user;
        copy.metadata = metadata;
        return copy;
    }

    /**
     * The name of the tool whose result this is, for dialects that go by names: the result's own, else that of the call with
     * the same id.
     *
     * @return null when the conversation holds no such call
     */
    public @Nullable String toolName(Part.ToolResult result) {
        if (result.name() != null) {
            return result.name();
        }
        String found = null;
        for (Message message : messages) {
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolCall call
                        && call.id() != null
                        && call.id().equals(result.callId())) {
                    found = call.name();
                }
            }
        }
        return found;
    }

    /**
     * The tools that the model may call, for dialects that know no choice among some of them: where the choice is {@link
     * ToolChoice.Allowed}, functions that it does not name are left out. Tools that are no functions stay.
     */
    public List<Tool> allowedTools() {
        if (!(toolChoice instanceof ToolChoice.Allowed allowed)) {
            return tools;
        }
        return tools.stream()
                .filter(tool -> !(tool instanceof Tool.Function function)
                        || allowed.names().contains(function.name()))
                .toList();
    }

    /** Whether the model has to call a tool, see {@link ToolChoice#forces}. */
    public boolean forcesToolCall() {
        return toolChoice != null && toolChoice.forces();
    }

    /** Collects the fields of a request. */
    public static final class Builder {

        private @Nullable String model;
        private boolean stream;
        private boolean streamUsage;
        private List<Message> messages;
        private List<Tool> tools = List.of();
        private @Nullable ToolChoice toolChoice;
        private @Nullable Boolean parallelToolCalls;
        private Sampling sampling = Sampling.DEFAULT;
        private @Nullable Integer maxTokens;
        private List<String> stop = List.of();
        private @Nullable OutputFormat format;
        private @Nullable Thinking thinking;
        private @Nullable String serviceTier;
        private @Nullable String user;
        private Map<String, String> metadata = Map.of();

        private Builder(@Nullable String model, List<Message> messages) {
            this.model = model;
            this.messages = messages;
        }

        public Builder model(@Nullable String value) {
            model = value;
            return this;
        }

        public Builder stream(boolean value) {
            stream = value;
            return this;
        }

        public Builder streamUsage(boolean value) {
            streamUsage = value;
            return this;
        }

        public Builder messages(List<Message> value) {
            messages = value;
            return this;
        }

        public Builder tools(List<Tool> value) {
            tools = value;
            return this;
        }

        public Builder toolChoice(@Nullable ToolChoice value) {
            toolChoice = value;
            return this;
        }

        public Builder parallelToolCalls(@Nullable Boolean value) {
            parallelToolCalls = value;
            return this;
        }

        public Builder sampling(Sampling value) {
            sampling = value;
            return this;
        }

        public Builder maxTokens(@Nullable Integer value) {
            maxTokens = value;
            return this;
        }

        public Builder stop(List<String> value) {
            stop = value;
            return this;
        }

        public Builder format(@Nullable OutputFormat value) {
            format = value;
            return this;
        }

        public Builder thinking(@Nullable Thinking value) {
            thinking = value;
            return this;
        }

        public Builder serviceTier(@Nullable String value) {
            serviceTier = value;
            return this;
        }

        public Builder user(@Nullable String value) {
            user = value;
            return this;
        }

        public Builder metadata(Map<String, String> value) {
            metadata = value;
            return this;
        }

        public ChatRequest build() {
            return new ChatRequest(
                    model,
                    stream,
                    streamUsage,
                    messages,
                    tools,
                    toolChoice,
                    parallelToolCalls,
                    sampling,
                    maxTokens,
                    stop,
                    format,
                    thinking,
                    serviceTier,
                    user,
                    metadata);
        }
    }
}
