package dev.caravan.gateway;

import static dev.caravan.gateway.KeyClient.code;
import static dev.caravan.gateway.KeyClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that are made, changed and ended while the gateway runs, from the administrator to what a caller sees. */
class KeyAdminTest {

    private static final String YAML =
            """
            providers:
              echo: {}
            keys:
              # printf %s root | sha256sum
              - { name: root, role: admin, hash: "sha256:4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2" }
              # printf %s shop | sha256sum
              - { name: shop admin, role: admin, project: shop, hash: "sha256:8d9001d32c6a703d95921a77115050f33dd823d3f1730bd35215dcbecad6dc20" }
              # printf %s member | sha256sum
              - { name: member, hash: "sha256:e31ab643c44f7a0ec824b59d1194d60dac334200d845e61d2d289daa0f087ea4" }
            """;

    @TempDir
    Path folder;

    private TestGateway gateway;
    private KeyClient root;

    @BeforeEach
    void start() throws IOException {
        KeyRoutes.write(folder);
        gateway = new TestGateway(folder, YAML, List.of());
        root = new KeyClient(gateway, "root");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aCreatedKeyWorksAtOnceAndARevokedOneIsRefusedInTheCallersOwnWords() throws Exception {
        JsonNode created = root.create("{\"name\":\"app\"}");
        KeyClient app = root.with(created.path("key").asText());
        assertThat(app.chat().body()).contains("echo: hello");

        HttpResponse<String> revoked = root.send("DELETE", id(created), "");

        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(json(revoked).path("revoked").asBoolean()).isTrue();
        assertThat(app.chat().statusCode()).isEqualTo(401);
        assertThat(code(app.chat())).isEqualTo("invalid_api_key");
        assertThat(app.messages().statusCode()).isEqualTo(401);
        assertThat(json(app.messages()).at("/error/type").asText()).isEqualTo("authentication_error");
    }

    @Test
    void theKeyIsShownOnceAndNeverAgain() throws Exception {
        HttpResponse<String> answer = root.send("POST", "", "{\"name\":\"app\"}");
        JsonNode created = json(answer);
        String key = created.path("key").asText();

        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(key).matches("sk-caravan-[A-Za-z0-9_-]{43}");
        assertThat(created.path("prefix").asText()).isEqualTo(key.substring(0, 14));
        assertThat(root.send("GET", id(created), "").body()).doesNotContain(key).doesNotContain("hash");
        assertThat(root.send("GET", "", "").body()).doesNotContain(key);
        assertThat(root.send("PATCH", id(created), "{\"enabled\":true}").body()).doesNotContain(key);
    }

    @Test
    void aKeyIsWhatWasSaidOfIt() throws Exception {
        JsonNode created = root.create(
                """
                {"name":"app","role":"read-only","scopes":["models","chat"],"project":"shop",
                 "allowed_models":["gpt-4*"],"allowed_providers":["echo"],"allowed_agents":["a"],
                 "allowed_endpoints":["e"],"guardrails":["pii"],"enabled":false,
                 "expires_at":"2999-01-31T12:00:00+02:00",
                 "limits":{"requests_per_minute":1,"requests_per_hour":2,"tokens_per_minute":3,"concurrent":4},
                 "budgets":{"tokens_per_request":5,"usd_per_day":0.50,"usd_per_month":100}}
                """);

        JsonNode read = json(root.send("GET", id(created), ""));

        assertThat(read.toString())
                .isEqualTo("{\"id\":\"" + created.path("id").asText()
                        + "\",\"name\":\"app\",\"role\":\"read-only\",\"scopes\":[\"chat\",\"models\"],"
                        + "\"project\":\"shop\",\"allowed_models\":[\"gpt-4*\"],\"allowed_providers\":[\"echo\"],"
                        + "\"allowed_agents\":[\"a\"],\"allowed_endpoints\":[\"e\"],\"limits\":"
                        + "{\"requests_per_minute\":1,\"requests_per_hour\":2,\"tokens_per_minute\":3,\"concurrent\":4},"
                        + "\"budgets\":{\"tokens_per_request\":5,\"usd_per_day\":0.5,\"usd_per_month\":100},"
                        + "\"guardrails\":[\"pii\"],\"enabled\":false,\"expires_at\":\"2999-01-31T10:00:00Z\","
                        + "\"prefix\":\"" + created.path("prefix").asText() + "\",\"source\":\"database\","
                        + "\"created_at\":\"" + created.path("created_at").asText() + "\"}");
    }

    @Test
    void whatAKeyIsRestrictedToHoldsInItsCalls() throws Exception {
        JsonNode created = root.create("{\"name\":\"app\",\"limits\":{\"requests_per_minute\":1}}");
        KeyClient app = root.with(created.path("key").asText());

        assertThat(app.chat().statusCode()).isEqualTo(200);
        assertThat(app.chat().statusCode()).isEqualTo(429);
        assertThat(root.send("PATCH", id(created), "{\"limits\":null,\"allowed_models\":[\"other\"]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(code(app.chat())).isEqualTo("model_not_allowed");
        assertThat(app.send("GET", "", "").statusCode()).isEqualTo(403);
    }

    @Test
    void aKeyIsChangedInWhatIsNamedAlone() throws Exception {
        JsonNode created = root.create(
                """
                {"name":"app","project":"shop","limits":{"requests_per_minute":10,"concurrent":2},"allowed_models":["echo-1"]}
                """);
        KeyClient app = root.with(created.path("key").asText());

        JsonNode changed = json(root.send(
                "PATCH",
                id(created),
                "{\"name\":\"web\",\"role\":\"admin\",\"allowed_models\":null,\"limits\":{\"concurrent\":null}}"));

        assertThat(changed.path("name").asText()).isEqualTo("web");
        assertThat(changed.path("scopes")).hasSize(6);
        assertThat(changed.path("project").asText()).isEqualTo("shop");
        assertThat(changed.has("allowed_models")).isFalse();
        assertThat(changed.path("limits").toString()).isEqualTo("{\"requests_per_minute\":10}");
        assertThat(app.chat().statusCode()).isEqualTo(200);

        root.send("PATCH", id(created), "{\"enabled\":false}");
        assertThat(app.chat().statusCode()).isEqualTo(401);
        root.send("PATCH", id(created), "{\"enabled\":true}");
        assertThat(app.chat().statusCode()).isEqualTo(200);
    }

    @Test
    void aRotatedKeyOverlapsWithTheOneBeforeIfWanted() throws Exception {
        JsonNode created = root.create("{\"name\":\"app\"}");

        JsonNode second = json(root.send("POST", id(created) + "/rotate", "{\"overlap_seconds\":3600}"));

        assertThat(second.path("id")).isEqualTo(created.path("id"));
        assertThat(second.path("previous_good_until").asText()).isNotEmpty();
        assertThat(root.with(created.path("key").asText()).chat().statusCode()).isEqualTo(200);
        assertThat(root.with(second.path("key").asText()).chat().statusCode()).isEqualTo(200);

        JsonNode third = json(root.send("POST", id(created) + "/rotate", ""));

        assertThat(third.has("previous_good_until")).isFalse();
        assertThat(root.with(created.path("key").asText()).chat().statusCode()).isEqualTo(401);
        assertThat(root.with(second.path("key").asText()).chat().statusCode()).isEqualTo(401);
        assertThat(root.with(third.path("key").asText()).chat().statusCode()).isEqualTo(200);
    }

    @Test
    void aRevokedKeyStaysRevokedAndFreesItsName() throws Exception {
        JsonNode created = root.create("{\"name\":\"app\"}");
        root.send("DELETE", id(created), "");
        String revokedAt =
                json(root.send("GET", id(created), "")).path("revoked_at").asText();

        assertThat(root.send("DELETE", id(created), "").statusCode()).isEqualTo(200);
        assertThat(code(root.send("PATCH", id(created), "{\"enabled\":true}"))).isEqualTo("key_revoked");
        assertThat(code(root.send("POST", id(created) + "/rotate", ""))).isEqualTo("key_revoked");
        assertThat(json(root.send("GET", id(created), "")).path("revoked_at").asText())
                .isEqualTo(revokedAt);
        root.create("{\"name\":\"app\"}");
    }

    @Test
    void aNameBelongsToOneKeyOfTheDatabaseOrTheConfiguration() throws Exception {
        JsonNode app = root.create("{\"name\":\"app\"}");
        root.create("{\"name\":\"web\"}");

        HttpResponse<String> twice = root.send("POST", "", "{\"name\":\"app\"}");

        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(code(twice)).isEqualTo("name_taken");
        assertThat(code(root.send("POST", "", "{\"name\":\"member\"}"))).isEqualTo("name_taken");
        assertThat(code(root.send("PATCH", id(app), "{\"name\":\"web\"}"))).isEqualTo("name_taken");
        assertThat(code(root.send("PATCH", id(app), "{\"name\":\"member\"}"))).isEqualTo("name_taken");
        assertThat(root.send("PATCH", id(app), "{\"name\":\"app\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void keysOfTheConfigurationAreSeenAndNotChanged() throws Exception {
        JsonNode read = json(root.send("GET", "/config:shop%20admin", ""));

        assertThat(read.path("source").asText()).isEqualTo("config");
        assertThat(read.path("id").asText()).isEqualTo("config:shop admin");
        assertThat(read.path("project").asText()).isEqualTo("shop");
        assertThat(read.has("prefix")).isFalse();
        for (HttpResponse<String> refused : List.of(
                root.send("PATCH", "/config:member", "{\"enabled\":false}"),
                root.send("DELETE", "/config:member", ""),
                root.send("POST", "/config:member/rotate", ""))) {
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(code(refused)).isEqualTo("key_is_configured");
        }
        assertThat(root.with("member").chat().statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"GET,''", "PATCH,''", "DELETE,''", "POST,/rotate"})
    void aKeyThatDoesNotExistIsNotFound(String method, String below) throws Exception {
        for (String id : List.of("/01900000-0000-7000-8000-000000000000", "/nobody", "/config:nobody", "/%FF")) {
            HttpResponse<String> answer = root.send(method, id + below, "");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(code(answer)).isEqualTo("key_not_found");
        }
    }

    @Test
    void theListComesInPagesThatMissNothing() throws Exception {
        for (int i = 0; i < 4; i++) {
            root.create("{\"name\":\"app " + i + "\"}");
        }

        List<String> seen = new ArrayList<>();
        String after = "";
        JsonNode page;
        do {
            page = json(root.send("GET", "?limit=2" + after, ""));
            page.path("data").forEach(key -> seen.add(key.path("name").asText()));
            after = "&after=" + page.path("last_id").asText().replace(" ", "%20");
        } while (page.path("has_more").asBoolean());

        assertThat(seen).startsWith("root", "shop admin", "member").hasSize(7).doesNotHaveDuplicates();
        assertThat(json(root.send("GET", "", "")).path("data")).hasSize(7);
        assertThat(json(root.send("GET", "?project=shop", "")).path("data")).hasSize(1);
        assertThat(json(root.send("GET", "?project=none", "")).toString())
                .isEqualTo("{\"data\":[],\"has_more\":false}");
        assertThat(root.send("GET", "?limit=0", "").statusCode()).isEqualTo(400);
        assertThat(root.send("GET", "?after=config:nobody", "").statusCode()).isEqualTo(400);
    }

    @Test
    void anAdministratorOfAProjectSeesAndChangesItsKeysAlone() throws Exception {
        KeyClient shop = root.with("shop");
        JsonNode others = root.create("{\"name\":\"global\"}");
        JsonNode own = shop.create("{\"name\":\"till\"}");

        assertThat(own.path("project").asText()).isEqualTo("shop");
        assertThat(json(shop.send("GET", "", "")).path("data"))
                .extracting(key -> key.path("name").asText())
                .containsExactly("shop admin", "till");
        assertThat(shop.send("GET", id(others), "").statusCode()).isEqualTo(404);
        assertThat(shop.send("GET", "/config:root", "").statusCode()).isEqualTo(404);
        assertThat(shop.send("DELETE", "/config:root", "").statusCode()).isEqualTo(404);
        assertThat(shop.send("PATCH", id(others), "{\"enabled\":false}").statusCode())
                .isEqualTo(404);
        assertThat(shop.send("DELETE", id(others), "").statusCode()).isEqualTo(404);
        assertThat(shop.send("POST", id(others) + "/rotate", "").statusCode()).isEqualTo(404);
        assertThat(code(shop.send("POST", "", "{\"name\":\"x\",\"project\":\"web\"}")))
                .isEqualTo("project_not_allowed");
        assertThat(code(shop.send("PATCH", id(own), "{\"project\":null}"))).isEqualTo("project_not_allowed");
        assertThat(code(shop.send("GET", "?project=web", ""))).isEqualTo("project_not_allowed");
        assertThat(shop.send("PATCH", id(own), "{\"role\":\"admin\"}").statusCode())
                .isEqualTo(200);
        assertThat(json(root.with(own.path("key").asText()).send("GET", "", "")).path("data"))
                .hasSize(2);
    }

    @Test
    void whoMayNotAdministerIsTurnedAway() throws Exception {
        assertThat(root.with("nobody").send("GET", "", "").statusCode()).isEqualTo(401);
        assertThat(code(root.with("member").send("POST", "", "{\"name\":\"x\"}")))
                .isEqualTo("insufficient_scope");
    }

    @Test
    void aMistakeIsNamedWithItsFieldAndReason() throws Exception {
        HttpResponse<String> typo = root.send("POST", "", "{\"name\":\"x\",\"alowed_models\":[\"m\"]}");
        HttpResponse<String> below = root.send("POST", "", "{\"name\":\"x\",\"limits\":{\"concurrent\":0}}");

        assertThat(typo.statusCode()).isEqualTo(400);
        assertThat(json(typo).at("/error/param").asText()).isEqualTo("alowed_models");
        assertThat(json(typo).at("/error/message").asText())
                .startsWith("Unknown field 'alowed_models'. Did you mean 'allowed_models'? Known: name, role, ");
        assertThat(below.statusCode()).isEqualTo(400);
        assertThat(json(below).at("/error/param").asText()).isEqualTo("limits.concurrent");
        assertThat(code(root.send("POST", "", "[]"))).isEqualTo("invalid_json");
        assertThat(code(root.send("POST", "", ""))).isEqualTo("missing_required_parameter");
        assertThat(root.send("POST", "", "{\"name\":\"" + "x".repeat(300_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void withoutItsDatabaseTheGatewayKnowsItsKeysAndSaysThatItCannotChangeThem() throws Exception {
        KeyClient app = root.with(root.create("{\"name\":\"app\"}").path("key").asText());

        gateway.loseDatabase();

        assertThat(app.chat().statusCode()).isEqualTo(200);
        HttpResponse<String> refused = root.send("POST", "", "{\"name\":\"late\"}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo("database_unavailable");
        assertThat(refused.headers().firstValue("retry-after")).contains("5");
    }

    private static String id(JsonNode key) {
        return "/" + key.path("id").asText();
    }
}
