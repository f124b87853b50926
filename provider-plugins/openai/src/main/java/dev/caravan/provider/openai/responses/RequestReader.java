package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a client's request. Instructions become the first system message. */
final class RequestReader {

    /** What {@code include} may ask for; all but the log probabilities concern items that a translated answer does not have. */
    private static final Set<String> INCLUDABLE = Set.of(
            "file_search_call.results",
            "web_search_call.results",
            "web_search_call.action.sources",
            "message.input_image.image_url",
            "computer_call_output.output.image_url",
            "code_interpreter_call.outputs",
            "reasoning.encrypted_content",
            RequestWriter.INCLUDE_LOGPROBS);

    private final Losses losses;

    RequestReader(Losses losses) {
        this.losses = losses;
    }

    /** @throws GatewayError 400 that names the field when the request is not of the dialect or needs the provider's state */
    ChatRequest read(WireRequest wire) {
        Fields body = Fields.of(wire.body());
        refuseState(body);
        String model = body.text("model");
        boolean stream = body.isTrue("stream") || wire.stream();
        List<Message> messages = messages(body);
        ChatRequest request = ChatRequest.of(model == null ? wire.model() : model, messages).stream(
                        wire.stream() || body.isTrue("stream"))
                .streamUsage(stream)
                .tools(ToolCodec.readTools(body, losses))
                .toolChoice(ToolCodec.readChoice(body, losses))
                .parallelToolCalls(body.flag("parallel_tool_calls"))
                .sampling(sampling(body))
                .maxTokens(body.integer("max_output_tokens"))
                .format(FormatCodec.read(body, losses))
                .thinking(ThinkingCodec.read(body, losses))
                .serviceTier(body.text("service_tier"))
                .user(user(body))
                .metadata(metadata(body))
                .build();
        if (body.isTrue("store")) {
            losses.add("store");
        }
        String truncation = body.text("truncation");
        if (truncation != null && !truncation.equals("disabled")) {
            losses.add("truncation");
        }
        // Hints for OpenAI's prompt cache and wire; an answer is the same without them.
        body.ignore("prompt_cache_key", "prompt_cache_retention", "prompt_cache_options", "stream_options");
        body.reportUnread("", losses);
        return request;
    }

    private static void refuseState(Fields body) {
        refuse(body, "previous_response_id", "send the whole conversation as input");
        refuse(body, "conversation", "send the whole conversation as input");
        refuse(body, "prompt", "send the prompt's text as instructions and input");
        if (body.isTrue("background")) {
            refuse(body, "background", "leave it out and wait for the answer");
        }
    }

    private static void refuse(Fields body, String field, String remedy) {
        if (body.any(field) != null) {
            throw GatewayError.badRequest(
                            "unsupported_parameter",
                            "'%s' cannot be used here: it needs state that only OpenAI keeps, and this call is answered"
                                    + " by another API; %s.",
                            field,
                            remedy)
                    .withParam(field);
        }
    }

    private List<Message> messages(Fields body) {
        List<Message> messages = new ArrayList<>();
        String instructions = body.text("instructions");
        if (instructions != null) {
            messages.add(new Message(Role.SYSTEM, instructions));
        }
        JsonNode input = body.any("input");
        if (input == null) {
            throw body.missing("input");
        }
        if (input.isTextual()) {
            messages.add(new Message(Role.USER, input.textValue()));
        } else if (input.isArray()) {
            messages.addAll(new InputReader(losses).read(body.objects("input")));
        } else {
            throw body.wrong("input", "a string or an array of items", input);
        }
        return messages;
    }

    private Sampling sampling(Fields body) {
        List<String> include = body.texts("include");
        if (!INCLUDABLE.containsAll(include)) {
            losses.add("include");
        }
        Integer top = body.integer("top_logprobs");
        if (top != null && top == 0) {
            top = null;
        }
        boolean logprobs = top != null || include.contains(RequestWriter.INCLUDE_LOGPROBS);
        return new Sampling(
                body.number("temperature"),
                body.number("top_p"),
                null,
                null,
                null,
                null,
                null,
                null,
                logprobs ? Boolean.TRUE : null,
                top,
                null);
    }

    /** {@code safety_identifier} replaces {@code user}; of two that differ the newer one stays. */
    private @Nullable String user(Fields body) {
        String user = body.text("user");
        String identifier = body.text("safety_identifier");
        if (identifier == null) {
            return user;
        }
        if (user != null && !user.equals(identifier)) {
            losses.add("user");
        }
        return identifier;
    }

    private static Map<String, String> metadata(Fields body) {
        Map<String, String> metadata = new LinkedHashMap<>();
        Fields words = body.object("metadata");
        if (words != null) {
            for (String key : words.unread()) {
                metadata.put(key, words.requiredText(key));
            }
        }
        return metadata;
    }
}
