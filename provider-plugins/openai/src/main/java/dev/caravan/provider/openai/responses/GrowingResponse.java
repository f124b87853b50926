package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The {@code response} object around an answer that comes piece by piece. SDKs expect it to repeat much of the request; what the
 * client left out stands as null or as the API's default.
 */
final class GrowingResponse {

    private static final String IN_PROGRESS = "in_progress";

    private final ChatRequest request;
    private final String id;
    private final String model;
    private final long created;
    private final @Nullable String serviceTier;
    private final OutputItems items;
    private Usage usage;
    private String status = IN_PROGRESS;
    private @Nullable String incompleteReason;
    private @Nullable ObjectNode error;

    /**
     * @param request the client's, of which the response repeats what SDKs expect
     * @param clock dates an answer that has no date
     * @param sink takes the events of the output
     */
    GrowingResponse(ChatRequest request, ChatEvent.Started started, InstantSource clock, EventSink sink) {
        ItemIds ids = new ItemIds(started.id());
        String asked = request.model() == null ? "" : request.model();
        this.request = request;
        this.id = ids.response();
        this.model = started.model() == null ? asked : started.model();
        this.created =
                started.created() > 0 ? started.created() : clock.instant().getEpochSecond();
        this.serviceTier = started.serviceTier() == null ? request.serviceTier() : started.serviceTier();
        this.usage = started.usage();
        this.items = new OutputItems(ids, Boolean.TRUE.equals(request.sampling().logprobs()), sink);
    }

    /** Takes any event of the answer; those of further choices are passed over. */
    void accept(ChatEvent event) {
        if (event instanceof ChatEvent.UsageKnown known) {
            usage = usage.updatedBy(known.usage());
        } else if (event instanceof ChatEvent.Finished finished) {
            if (finished.choice() == 0) {
                finish(finished.finish());
            }
        } else {
            items.accept(event);
        }
    }

    private void finish(@Nullable Finish finish) {
        items.finish(finish);
        status = FinishCodec.status(finish);
        incompleteReason = FinishCodec.incompleteReason(finish);
        if (finish != null && finish.reason() == Finish.Reason.ERROR) {
            String reason = finish.raw() == null ? "The provider reported an error." : finish.raw();
            error = Json.object().put("code", "server_error").put("message", reason);
        }
    }

    /** The whole response: its {@code status} is completed, incomplete or failed. */
    ObjectNode end() {
        if (status.equals(IN_PROGRESS)) {
            finish(null);
        }
        return json();
    }

    /** The response as it stands, given up. */
    ObjectNode fail(GatewayError why) {
        status = FinishCodec.FAILED;
        error = ResponsesErrors.inResponse(why);
        return json();
    }

    /** The response as it stands, with the items that are done. */
    ObjectNode json() {
        ObjectNode response = Json.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", status)
                .put("background", false);
        response.set("error", error);
        response.set(
                "incomplete_details",
                incompleteReason == null ? null : Json.object().put("reason", incompleteReason));
        response.put("instructions", RequestWriter.instructions(request.messages()))
                .put("max_output_tokens", request.maxTokens())
                .put("model", model);
        response.set("output", items.json());
        response.put("parallel_tool_calls", !Boolean.FALSE.equals(request.parallelToolCalls()))
                .putNull("previous_response_id");
        response.set("reasoning", reasoning());
        response.put("safety_identifier", request.user())
                .put("service_tier", serviceTier)
                .put("store", false);
        Sampling sampling = request.sampling();
        response.put("temperature", sampling.temperature());
        response.set("text", FormatCodec.write(request.format()));
        ToolChoice choice = request.toolChoice();
        response.set("tool_choice", ToolCodec.writeChoice(choice == null ? new ToolChoice.Auto() : choice));
        response.set("tools", tools());
        response.put("top_logprobs", sampling.topLogprobs() == null ? 0 : sampling.topLogprobs())
                .put("top_p", sampling.topP())
                .put("truncation", "disabled");
        response.set("usage", status.equals(IN_PROGRESS) ? null : UsageCodec.write(usage));
        ObjectNode metadata = response.putObject("metadata");
        request.metadata().forEach(metadata::put);
        return response;
    }

    private JsonNode reasoning() {
        ObjectNode asked = ThinkingCodec.write(request.thinking(), new Losses());
        ObjectNode repeated = Json.object().putNull("effort").putNull("summary");
        return asked == null ? repeated : repeated.setAll(asked);
    }

    private ArrayNode tools() {
        return ToolCodec.writeTools(request.tools(), new Losses());
    }
}
