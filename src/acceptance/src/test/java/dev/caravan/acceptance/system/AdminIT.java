package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static dev.caravan.acceptance.system.Requests.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.gateway.CommandLine;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.http.RawAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys from the command line, and the port that it uses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminIT {

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    private final CommandLine admin = CommandLine.administering(gateway(), GatewayConfig.ADMIN_KEY);

    @Test
    void a_key_is_created_used_listed_rotated_and_revoked() throws Exception {
        JsonNode created =
                json(admin.run("keys", "create", "--name=web", "--scopes=chat,models", "--project=shop", "--json")
                        .done());
        String id = created.path("id").asText();
        String first = created.path("key").asText();
        assertThat(first).startsWith(created.path("prefix").asText()).hasSizeGreaterThan(30);
        assertThat(statusWith(first)).isEqualTo(200);

        CommandLine.Result listed = admin.run("keys", "list", "--project=shop").done();
        assertThat(listed.out().lines())
                .hasSize(2)
                .last()
                .asString()
                .contains(id, "web", "member", "enabled", "database");
        assertThat(listed.out()).doesNotContain(first);
        assertThat(admin.run("keys", "show", id).done().out())
                .contains("chat, models")
                .doesNotContain(first);

        CommandLine.Result rotated =
                admin.run("keys", "rotate", id, "--overlap=1h").done();
        String second = rotated.out().strip();
        assertThat(second).isNotEqualTo(first).doesNotContain("\n");
        assertThat(rotated.err()).contains("shown this once", "The former one works until");
        assertThat(statusWith(first)).isEqualTo(200);
        assertThat(statusWith(second)).isEqualTo(200);

        String third = admin.run("keys", "rotate", id).done().out().strip();
        assertThat(statusWith(first)).isEqualTo(401);
        assertThat(statusWith(second)).isEqualTo(401);
        assertThat(statusWith(third)).isEqualTo(200);

        admin.run("keys", "revoke", id).done();
        assertThat(statusWith(third)).isEqualTo(401);
        assertThat(admin.run("keys", "list", "--project=shop").done().out()).contains("revoked");
        for (String key : List.of(first, second, third)) {
            assertThat(gateway().log().lines()).noneMatch(line -> line.contains(key));
        }
    }

    @Test
    void a_key_that_is_disabled_rests_until_it_is_enabled() throws Exception {
        JsonNode created =
                json(admin.run("keys", "create", "--name=resting", "--json").done());
        String id = created.path("id").asText();
        String key = created.path("key").asText();

        admin.run("keys", "disable", id).done();
        assertThat(statusWith(key)).isEqualTo(401);
        assertThat(admin.run("keys", "show", id).done().out()).containsPattern("enabled +false");

        admin.run("keys", "enable", id).done();
        assertThat(statusWith(key)).isEqualTo(200);
    }

    @Test
    void a_key_does_what_it_was_created_for_and_no_more() throws Exception {
        String small = admin.run("keys", "create", "--name=minis", "--allowed-models=gpt-4o-mini")
                .done()
                .out()
                .strip();
        assertThat(statusWith(small)).isEqualTo(200);
        assertThat(ask(small, HELLO.replace("gpt-4o-mini", "gpt-4o")).status()).isEqualTo(403);

        CommandLine member = CommandLine.administering(gateway(), small);
        assertThat(member.run("keys", "list").refused().err()).contains("insufficient_scope");
        CommandLine stranger = CommandLine.administering(gateway(), "sk-caravan-made-up");
        assertThat(stranger.run("keys", "create", "--name=mine").refused().err())
                .contains("invalid_api_key");
    }

    @Test
    void what_cannot_be_done_is_refused_with_the_gateways_reason() throws Exception {
        admin.run("keys", "create", "--name=taken").done();

        assertThat(admin.run("keys", "create", "--name=taken").refused().err()).contains("name_taken");
        assertThat(admin.run("keys", "show", "no-such-key").refused().err()).contains("key_not_found");
        assertThat(admin.run("keys", "create", "--name=x", "--role=king")
                        .refused()
                        .err())
                .contains("role");
        JsonNode keys = json(admin.run("keys", "list", "--json").done());
        for (JsonNode key : keys.path("data")) {
            if (key.path("source").asText().equals("config")) {
                assertThat(admin.run("keys", "revoke", key.path("id").asText())
                                .refused()
                                .err())
                        .contains("key_is_configured");
                return;
            }
        }
        throw new AssertionError("the keys of the configuration are not listed: " + keys);
    }

    @Test
    void the_ports_serve_what_is_theirs_alone() throws Exception {
        RawAnswer onMain = Requests.exchange(
                gateway(),
                "GET /api/v1/keys/one HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + GatewayConfig.ADMIN_KEY
                        + "\r\n\r\n");

        assertThat(onMain.status()).isEqualTo(404);
        assertThat(onAdminPort("/v1/models").statusCode()).isEqualTo(404);
        assertThat(onAdminPort("/api/v1/keys").statusCode()).isEqualTo(200);
        assertThat(onAdminPort("/openapi.yaml").body()).contains("openapi: 3.1.0", "/api/v1/keys/{id}/rotate");
        assertThat(onAdminPort("/metrics").body()).contains("route=\"/api/v1/keys\"");
        CommandLine lost = CommandLine.with(
                Map.of("CARAVAN_ADMIN_URL", gateway().url(), "CARAVAN_ADMIN_KEY", GatewayConfig.ADMIN_KEY));
        assertThat(lost.run("keys", "list").refused().err()).contains("the admin port, and not that of the clients?");
    }

    @Test
    void commands_need_no_gateway_to_tell_what_is_wrong() throws Exception {
        CommandLine nowhere =
                CommandLine.with(Map.of("CARAVAN_ADMIN_URL", "http://127.0.0.1:1", "CARAVAN_ADMIN_KEY", "k"));

        assertThat(nowhere.run("keys", "list").exitCode()).isEqualTo(3);
        assertThat(nowhere.run("keys", "craete").exitCode()).isEqualTo(2);
        assertThat(nowhere.run("keys", "--help").done().out()).contains("rotate ID");
        CommandLine.Result valid = CommandLine.with(Map.of("APP_KEY", "a", "AUDITOR_KEY", "b"))
                .run("validate", "--config=" + gateway().directory().resolve("gateway.yaml"))
                .done();
        assertThat(valid.out()).endsWith("gateway.yaml: no problem found\n");
        assertThat(valid.err()).isEmpty();
    }

    private int statusWith(String key) throws IOException {
        return ask(key, HELLO).status();
    }

    private RawAnswer ask(String key, String json) throws IOException {
        return Requests.exchange(gateway(), Requests.post(CHAT, json).replace(GatewayConfig.APP_KEY, key));
    }

    private HttpResponse<String> onAdminPort(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway().adminUrl() + path))
                .header("authorization", "Bearer " + GatewayConfig.ADMIN_KEY)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(CommandLine.Result result) throws IOException {
        return new ObjectMapper().readTree(result.out());
    }

    private GatewayProcess gateway() {
        return setup.gateway();
    }
}
