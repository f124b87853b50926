package dev.caravan.acceptance.sdk;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.caravan.acceptance.gateway.GatewayConfig;
import java.time.Duration;

/** Clients and requests as an application would write them. */
final class OpenAiClients {

    static final String MODEL = "gpt-4o-mini";

    private OpenAiClients() {}

    static OpenAIClient client(String baseUrl) {
        return client(baseUrl, GatewayConfig.APP_KEY, 0);
    }

    static OpenAIClient client(String baseUrl, String key, int maxRetries) {
        return OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(baseUrl)
                .maxRetries(maxRetries)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    static ChatCompletionCreateParams.Builder hello() {
        return ChatCompletionCreateParams.builder().model(MODEL).addUserMessage("Hello");
    }
}
