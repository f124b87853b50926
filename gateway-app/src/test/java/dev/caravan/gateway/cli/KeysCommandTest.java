package dev.caravan.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.gateway.cli.FakeAdminPort.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {

    private static final String WEB =
            """
            {"id":"k1","name":"web","prefix":"sk-caravan-Ab12","role":"member","scopes":["chat","models"],"project":"shop",
             "allowed_models":["gpt-4o*"],"allowed_providers":[],"limits":{"requests_per_minute":100,"concurrent":null},
             "budgets":{},"enabled":true,"source":"database","created_at":"2026-01-02T03:04:05Z","expires_at":null}
            """;
    private static final String OLD =
            """
            {"id":"k2","name":"old","prefix":null,"role":"read-only","scopes":["models"],"project":null,"enabled":true,
             "source":"database","revoked_at":"2026-01-03T00:00:00Z","expires_at":"2027-01-01T00:00:00Z"}
            """;
    private static final String CONFIGURED =
            """
            {"id":"config:ops","name":"ops","role":"admin","scopes":["admin"],"enabled":false,"source":"config"}
            """;

    @TempDir
    Path folder;

    private FakeAdminPort admin;

    @BeforeEach
    void start() throws IOException {
        admin = new FakeAdminPort();
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void createSendsWhatIsSaidAndPrintsTheKeyAlone() throws Exception {
        admin.answers(201, WEB.replace("{\"id\"", "{\"key\":\"sk-caravan-Ab12secret\",\"id\""));

        CliRun run = keys(
                "create",
                "--name=web",
                "--role=member",
                "--scopes=chat, models",
                "--project=shop",
                "--allowed-models=gpt-4o*,fast",
                "--allowed-providers=openai",
                "--allowed-agents=helper",
                "--allowed-endpoints=faq",
                "--expires=2030-12-31",
                "--requests-per-minute=100",
                "--requests-per-hour=1000",
                "--tokens-per-minute=90000",
                "--concurrent=10",
                "--tokens-per-request=8000",
                "--usd-per-day=12.50",
                "--usd-per-month=100",
                "--guardrails=pii");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("sk-caravan-Ab12secret\n");
        assertThat(run.err())
                .isEqualTo("Key 'web' (k1) was created. The key is shown this once: keep it now.\n")
                .doesNotContain("secret");
        Request request = onlyRequest();
        assertThat(request.method() + " " + request.uri()).isEqualTo("POST /api/v1/keys");
        assertThat(request.authorization()).isEqualTo("Bearer admin-key");
        assertThat(json(request.body()))
                .isEqualTo(
                        json(
                                """
                        {"name":"web","role":"member","project":"shop","scopes":["chat","models"],
                         "allowed_models":["gpt-4o*","fast"],"allowed_providers":["openai"],"allowed_agents":["helper"],
                         "allowed_endpoints":["faq"],"guardrails":["pii"],"expires_at":"2031-01-01T00:00:00Z",
                         "limits":{"requests_per_minute":100,"requests_per_hour":1000,"tokens_per_minute":90000,
                          "concurrent":10},
                         "budgets":{"tokens_per_request":8000,"usd_per_day":12.50,"usd_per_month":100}}
                        """));
    }

    @Test
    void createLeavesToTheGatewayWhatIsNotSaid() throws Exception {
        admin.answers(201, WEB);

        keys("create", "--name=web", "--expires=2030-12-31T12:00:00+01:00");

        assertThat(json(onlyRequest().body()))
                .isEqualTo(json("{\"name\":\"web\",\"expires_at\":\"2030-12-31T11:00:00Z\"}"));
    }

    @Test
    void createAsJsonGivesTheWholeObject() throws Exception {
        admin.answers(201, WEB.replace("{\"id\"", "{\"key\":\"sk-1\",\"id\""));

        CliRun run = keys("create", "--name=web", "--json");

        assertThat(json(run.out()).path("key").asText()).isEqualTo("sk-1");
        assertThat(json(run.out()).path("scopes")).hasSize(2);
        assertThat(run.err()).contains("shown this once");
    }

    @Test
    void listReadsEveryPageAndStandsInColumns() {
        admin.answers(200, "{\"data\":[" + WEB + "," + OLD + "],\"has_more\":true,\"last_id\":\"k 2\"}")
                .answers(200, "{\"data\":[" + CONFIGURED + "],\"has_more\":false,\"last_id\":\"config:ops\"}");

        CliRun run = keys("list", "--project=shop & co");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        """
                        ID          NAME  PREFIX           ROLE       PROJECT  STATE     SOURCE    EXPIRES
                        k1          web   sk-caravan-Ab12  member     shop     enabled   database  -
                        k2          old   -                read-only  -        revoked   database  2027-01-01T00:00:00Z
                        config:ops  ops   -                admin      -        disabled  config    -
                        """);
        assertThat(admin.requests())
                .extracting(Request::uri)
                .containsExactly(
                        "/api/v1/keys?limit=100&project=shop%20%26%20co",
                        "/api/v1/keys?limit=100&project=shop%20%26%20co&after=k%202");
    }

    @Test
    void listAsJsonHoldsEveryKey() throws Exception {
        admin.answers(200, "{\"data\":[" + WEB + "],\"has_more\":true,\"last_id\":\"k1\"}")
                .answers(200, "{\"data\":[" + OLD + "],\"has_more\":false,\"last_id\":\"k2\"}");

        CliRun run = keys("list", "--json");

        assertThat(json(run.out()).path("data")).containsExactly(json(WEB), json(OLD));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void showTellsWhatIsKnown() {
        admin.answers(200, WEB);

        CliRun run = keys("show", "k/1");

        assertThat(onlyRequest().uri()).isEqualTo("/api/v1/keys/k%2F1");
        assertThat(run.out().lines())
                .contains(
                        "id              k1", "scopes          chat, models", "limits          requests_per_minute 100")
                .noneMatch(line -> line.startsWith("expires_at") || line.startsWith("budgets"));
    }

    @Test
    void rotatePrintsTheNewKeyAndHowLongTheFormerOneWorks() throws Exception {
        admin.answers(
                200,
                "{\"id\":\"k1\",\"name\":\"web\",\"key\":\"sk-2\",\"previous_good_until\":\"2026-01-01T00:10:00Z\"}");

        CliRun run = keys("rotate", "k1", "--overlap=10m");

        assertThat(onlyRequest().method() + " " + onlyRequest().uri()).isEqualTo("POST /api/v1/keys/k1/rotate");
        assertThat(json(onlyRequest().body())).isEqualTo(json("{\"overlap_seconds\":600}"));
        assertThat(run.out()).isEqualTo("sk-2\n");
        assertThat(run.err()).contains("was rotated").contains("The former one works until 2026-01-01T00:10:00Z.");
    }

    @Test
    void withoutAnOverlapTheFormerKeyEndsAtOnce() throws Exception {
        admin.answers(200, "{\"id\":\"k1\",\"name\":\"web\",\"key\":\"sk-2\",\"previous_good_until\":null}");

        CliRun run = keys("rotate", "k1");

        assertThat(json(onlyRequest().body())).isEqualTo(json("{\"overlap_seconds\":0}"));
        assertThat(run.err()).doesNotContain("former");
    }

    @Test
    void revokeEnableAndDisableSayWhatTheyDid() throws Exception {
        admin.answers(200, "{\"id\":\"k1\",\"revoked\":true}").answers(200, WEB).answers(200, WEB);

        assertThat(keys("revoke", "k1").out()).isEqualTo("The key k1 is revoked.\n");
        assertThat(keys("enable", "k1").out()).isEqualTo("Key 'web' (k1) is enabled.\n");
        assertThat(keys("disable", "k1").out()).isEqualTo("Key 'web' (k1) is disabled.\n");

        assertThat(admin.requests()).extracting(Request::method).containsExactly("DELETE", "PATCH", "PATCH");
        assertThat(json(admin.requests().get(1).body())).isEqualTo(json("{\"enabled\":true}"));
        assertThat(json(admin.requests().get(2).body())).isEqualTo(json("{\"enabled\":false}"));
    }

    @Test
    void aRefusalIsToldInTheGatewaysWordsWithItsCode() {
        admin.answers(
                409,
                "{\"error\":{\"message\":\"Another key is named 'web'.\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"name\",\"code\":\"name_taken\"}}");

        assertThat(keys("create", "--name=web"))
                .isEqualTo(new CliRun(1, "", "Another key is named 'web'. (name_taken)\n"));
    }

    @Test
    void whoAsksThePortOfTheClientsIsToldSo() {
        admin.answers(
                404,
                "{\"error\":{\"message\":\"Unknown request URL.\",\"type\":\"x\",\"param\":null,\"code\":\"unknown_url\"}}");

        CliRun run = keys("list");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Is " + admin.url() + " the admin port, and not that of the clients?");
    }

    @Test
    void whatOthersWroteDoesNotControlTheTerminal() {
        admin.answers(200, "{\"data\":[{\"id\":\"k1\",\"name\":\"a\\u001b[2Jb\\nc\\u202e\"}],\"has_more\":false}");

        assertThat(keys("list").out()).contains("a [2Jb c").doesNotContain("\u001b", "\u202e", "b\nc");
    }

    @Test
    void whereNoGatewayAnswersTheExitCodeIsThree() {
        String url = admin.url();
        admin.close();

        CliRun run = keys("list");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).startsWith("No gateway answers at " + url + ": the connection is refused. ");
    }

    @Test
    void whatIsNoGatewayIsNotTakenForOne() {
        admin.answers(200, "<html>").answers(502, "Bad gateway").answers(500, "");

        for (int i = 0; i < 3; i++) {
            CliRun run = keys("list");
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains("is no admin port of Caravan's");
        }
    }

    @Test
    void theKeyMayComeFromAFile() throws Exception {
        admin.answers(200, "{\"data\":[],\"has_more\":false}");
        Path file = Files.writeString(folder.resolve("key"), "file-key\n");

        CliRun run = CliRun.of(
                Map.of("CARAVAN_ADMIN_KEY", "other", "CARAVAN_ADMIN_URL", admin.url() + "/"),
                "keys",
                "list",
                "--key-file=" + file);

        assertThat(run.exitCode()).isZero();
        assertThat(onlyRequest().authorization()).isEqualTo("Bearer file-key");
    }

    @Test
    void withoutAUsableKeyNothingIsAsked() throws Exception {
        Path several = Files.writeString(folder.resolve("several"), "one\ntwo\n");
        String url = "--url=" + admin.url();

        assertWrongUse(CliRun.of(Map.of(), "keys", "list", url), "CARAVAN_ADMIN_KEY", "--key-file=PATH");
        assertWrongUse(CliRun.of(Map.of("CARAVAN_ADMIN_KEY", " "), "keys", "list", url), "There is no key");
        assertWrongUse(CliRun.of(Map.of(), "keys", "list", url, "--key-file=" + several), "--key-file holds no key");
        assertWrongUse(CliRun.of(Map.of(), "keys", "list", url, "--key-file=" + folder), "cannot be read");
        assertWrongUse(keys("list", "--key=admin-key"), "Unknown option '--key'");
        assertThat(admin.requests()).isEmpty();
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        for (String url :
                List.of("ftp://x", "http://", "localhost:8081", "http://x/path", "http://a b", "http://u@x")) {
            assertWrongUse(
                    CliRun.of(Map.of("CARAVAN_ADMIN_KEY", "k"), "keys", "list", "--url=" + url),
                    "--url: '" + url + "' is no address of an admin port");
        }
        assertWrongUse(
                CliRun.of(Map.of("CARAVAN_ADMIN_KEY", "k", "CARAVAN_ADMIN_URL", "x"), "keys", "list"),
                "CARAVAN_ADMIN_URL: 'x' is no address");
    }

    @Test
    void wrongUseIsToldBeforeAnyGatewayIsAsked() {
        assertWrongUse(keys("create"), "--name is missing");
        assertWrongUse(keys("create", "web"), "'web' is one word too many");
        assertWrongUse(keys("create", "--name"), "--name has no value");
        assertWrongUse(keys("create", "--name=a", "--name=b"), "--name is given twice");
        assertWrongUse(keys("create", "--name=a", "--expires=tomorrow"), "--expires: 'tomorrow' is no date");
        assertWrongUse(keys("create", "--name=a", "--concurrent=-1"), "--concurrent: '-1' is no count");
        assertWrongUse(keys("create", "--name=a", "--usd-per-day=1e3"), "--usd-per-day: '1e3' is no amount");
        assertWrongUse(
                keys("create", "--name=a", "--scopes=chat,,models"), "--scopes: 'chat,,models' has an empty place");
        assertWrongUse(keys("create", "--name=a", "--scope=chat"), "Did you mean '--scopes'?");
        assertWrongUse(keys("rotate", "k1", "--overlap=10"), "'10' is no time");
        assertWrongUse(keys("show"), "ID (the first column of keys list) is missing");
        assertWrongUse(keys("show", "a", "b"), "'b' is one word too many");
        assertWrongUse(keys("list", "--json=yes"), "--json has no value");
        assertWrongUse(keys("lst"), "Did you mean 'list'?");
        assertThat(admin.requests()).isEmpty();
    }

    @Test
    void helpNeedsNothingAndNamesEveryOption() {
        CliRun run = CliRun.of(Map.of(), "keys", "create", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(NewKey.OPTIONS)
                .contains(AdminAccess.OPTIONS)
                .contains("create", "list", "show ID", "rotate ID", "revoke ID", "enable ID, disable ID", "--json");
        assertWrongUse(CliRun.of(Map.of(), "keys"), "Usage: ");
    }

    @Test
    void aTimeHasAUnit() {
        assertThat(List.of("0s", "90s", "10m", "2h", "7d"))
                .extracting(Span::seconds)
                .containsExactly(0L, 90L, 600L, 7_200L, 604_800L);
    }

    private CliRun keys(String... args) {
        List<String> all = new ArrayList<>(List.of("keys"));
        all.addAll(List.of(args));
        Map<String, String> environment = Map.of("CARAVAN_ADMIN_KEY", "admin-key", "CARAVAN_ADMIN_URL", admin.url());
        return CliRun.of(environment, all.toArray(String[]::new));
    }

    private Request onlyRequest() {
        assertThat(admin.requests()).hasSize(1);
        return admin.requests().get(0);
    }

    private static void assertWrongUse(CliRun run, String... words) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.out()).isEmpty();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
