package dev.caravan.acceptance.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.batches.BatchCreateParams;
import dev.caravan.acceptance.gateway.GatewayConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Clients and requests as an application would write them. */
final class AnthropicClients {

    /** A model of the provider that speaks OpenAI's chat completions. */
    static final String OPENAI_MODEL = "openai/gpt-4o-mini";

    static final String OWN_MODEL = "anthropic/claude-sonnet-4-5";

    private AnthropicClients() {}

    static AnthropicClient client(String origin) {
        return client(origin, GatewayConfig.APP_KEY);
    }

    static AnthropicClient client(String origin, String key) {
        return AnthropicOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(origin)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    static MessageCreateParams.Builder hello(String model) {
        return MessageCreateParams.builder().model(model).maxTokens(256).addUserMessage("Hello");
    }

    /** A batch of messages with these ids of the caller's own, all of which say the same. */
    static BatchCreateParams batchOf(String... customIds) {
        BatchCreateParams.Builder batch = BatchCreateParams.builder();
        for (String customId : customIds) {
            batch.addRequest(BatchCreateParams.Request.builder()
                    .customId(customId)
                    .params(BatchCreateParams.Request.Params.builder()
                            .model("claude-sonnet-4-5")
                            .maxTokens(256)
                            .addUserMessage("Grüße")
                            .build())
                    .build());
        }
        return batch.build();
    }

    static Tool weatherTool() {
        return Tool.builder()
                .name("get_weather")
                .description("Looks up the weather")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .required(List.of("city"))
                        .build())
                .build();
    }
}
