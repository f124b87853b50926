package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.gateway.ProjectConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls endpoints of projects, and reads what they answer. */
final class ProjectCalls {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Supplier<String> gateway;

    /** @param gateway gives the gateway's origin, which another start changes */
    ProjectCalls(Supplier<String> gateway) {
        this.gateway = gateway;
    }

    /** Calls an endpoint of the project {@code shop} with that project's key. */
    HttpResponse<String> endpoint(String slug, String body) throws IOException, InterruptedException {
        return post("/api/" + ProjectConfig.SHOP + "/" + slug, ProjectConfig.SHOP_KEY, body);
    }

    HttpResponse<String> post(String path, @Nullable String key, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.get() + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
        return JSON.readTree(answer.body());
    }

    /** What an error of a project says. */
    static String error(HttpResponse<String> answer) throws JsonProcessingException {
        assertThat(json(answer).path("ok").asBoolean(true)).as(answer.body()).isFalse();
        return json(answer).path("error").asText();
    }
}
