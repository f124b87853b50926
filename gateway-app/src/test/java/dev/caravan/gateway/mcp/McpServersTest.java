package dev.caravan.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.config.McpServerConfig;
import dev.caravan.gateway.config.McpServerConfig.Program;
import dev.caravan.gateway.mcp.McpStatus.State;
import dev.caravan.processors.agents.ServedTool;
import dev.caravan.processors.agents.ServerTools;
import dev.caravan.processors.agents.ToolOutcome;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to programs: shell scripts that speak just enough of the protocol. */
class McpServersTest {

    /** Answers each request by its id, and says first what is no message. */
    private static final String SERVER =
            """
            #!/bin/sh
            echo "starting up"
            echo null
            echo '[7]'
            echo "a word for people" >&2
            while read -r line; do
              id=$(echo "$line" | sed -n 's/.*"id":"\\([^"]*\\)".*/\\1/p')
              case "$line" in
                *'"initialize"'*) echo '{"jsonrpc":"2.0","id":"'$id'","result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"t","version":"1"}}}' ;;
                *'"tools/list"'*) echo '{"jsonrpc":"2.0","id":"'$id'","result":{"tools":[{"name":"zoo","inputSchema":{"$schema":"x"}},{"name":"env","description":"Tells."},{"name":"die"}]}}' ;;
                *'"die"'*) exit 3 ;;
                *'"stall"'*) trap '' TERM; touch "$0.stalled"; sleep 600 ;;
                *'"env"'*) echo '{"jsonrpc":"2.0","id":"'$id'","result":{"content":[{"type":"text","text":"'$OWN' '$SECRET' Grüße"}]}}' ;;
                *'"zoo"'*) echo '{"jsonrpc":"2.0","id":"'$id'","error":{"code":-32602,"message":"no such animal"}}' ;;
                *'"ping"'*) echo '{"jsonrpc":"2.0","id":"'$id'","result":{}}' ;;
              esac
            done
            """;

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant LATER = START.plusSeconds(60);

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final McpServers servers = new McpServers(now::get);

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void aProgramsToolsAreListedInOrderAndRun() throws Exception {
        McpLease lease = servers.lease(List.of(program(List.of())));

        ServerTools tools = lease.tools("it").block();
        ToolOutcome told = lease.call("it", "env", Json.object()).block();

        assertThat(tools.isUp()).isTrue();
        assertThat(tools.tools()).extracting(ServedTool::name).containsExactly("die", "env", "zoo");
        assertThat(Json.text(tools.tools().get(2).inputSchema())).isEqualTo("{\"type\":\"object\",\"properties\":{}}");
        assertThat(told.content()).containsExactly(new Part.Text("mine  Grüße"));
        assertThat(told.isError()).isFalse();
    }

    @Test
    void whatTheServerRefusesIsTheModelsFault() throws Exception {
        McpLease lease = servers.lease(List.of(program(List.of("zoo"))));

        assertThat(lease.tools("it").block().tools())
                .extracting(ServedTool::name)
                .containsExactly("zoo");
        ToolOutcome refused = lease.call("it", "zoo", Json.object()).block();
        ToolOutcome hidden = lease.call("it", "env", Json.object()).block();

        assertThat(refused)
                .isEqualTo(new ToolOutcome(
                        List.of(new Part.Text("The server refused the call: no such animal")), true, false));
        assertThat(hidden.isBroken()).isTrue();
    }

    @Test
    void aProgramThatDiesFailsItsCallAtOnceAndIsStartedAgain() throws Exception {
        McpLease lease = servers.lease(List.of(program(List.of())));
        lease.tools("it").block();

        ToolOutcome died = lease.call("it", "die", Json.object()).block(Duration.ofSeconds(10));

        assertThat(died).isEqualTo(ToolOutcome.broken("The connection to the server 'it' broke."));
        await().untilAsserted(() -> assertThat(
                        lease.call("it", "env", Json.object()).block().isError())
                .isFalse());
    }

    @Test
    void aProgramThatIsNotThereIsDown() {
        McpServerConfig config = config("it", new Program("/no/such/program", List.of(), Map.of()), List.of());

        ServerTools tools = servers.lease(List.of(config)).tools("it").block();

        assertThat(tools).isEqualTo(new ServerTools("it", false, false, List.of()));
    }

    @Test
    void aConnectionLivesAsLongAsSomebodyHasIt() throws Exception {
        McpServerConfig config = program(List.of());
        McpLease first = servers.lease(List.of(config));
        first.tools("it").block();
        McpLease second = servers.lease(List.of(config));
        long begun = running().orElseThrow();

        first.close();
        assertThat(second.call("it", "env", Json.object()).block().isError()).isFalse();
        assertThat(running()).contains(begun);
        second.close();

        await().until(() -> running().isEmpty());
    }

    @Test
    void aProgramThatDoesNotReadIsEndedAndBlocksNobody() throws Exception {
        McpLease lease = servers.lease(List.of(program(List.of())));
        stall(lease);

        lease.close();

        await().until(() -> running().isEmpty());
        await().until(() -> threadsIn("ProcessTransport", "write") == 0);
        assertThat(threadsIn("Programs", "closeInput")).isZero();
    }

    @Test
    void noProgramOutlivesTheConnections() throws Exception {
        McpLease lease = servers.lease(List.of(program(List.of())));
        stall(lease);

        servers.close();

        assertThat(running()).isEmpty();
    }

    /** Leaves a message that is larger than a pipe in the way to a program that does not read, and does not heed signals. */
    private void stall(McpLease lease) {
        lease.tools("it").block();
        lease.call("it", "stall", Json.object()).subscribe();
        // Calls that run at the same time are sent in any order.
        await().until(() -> Files.exists(folder.resolve("server.sh.stalled")));
        lease.call("it", "env", Json.object().put("large", "x".repeat(300_000))).subscribe();
        await().until(() -> threadsIn("FileOutputStream", "writeBytes") == 1);
    }

    /** How many threads that serve programs are in that method. */
    private static long threadsIn(String type, String method) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("caravan-mcp"))
                .filter(entry -> Stream.of(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().endsWith("." + type)
                                && frame.getMethodName().equals(method)))
                .count();
    }

    @Test
    void itsStatusTellsWhatAServerIsAndSinceWhen() throws Exception {
        McpServerConfig fine = program(List.of("e*", "zoo"));
        McpServerConfig absent =
                config("absent", new Program("/no/such/secret", List.of("secret"), Map.of("KEY", "secret")), List.of());
        McpServerConfig silent = config("silent", new Program("/bin/sleep", List.of("30"), Map.of()), List.of());
        McpServerConfig off = new McpServerConfig(
                "off", absent.transport(), Duration.ofSeconds(20), List.of(), false, false, true, List.of());
        McpLease lease = servers.lease(List.of(fine, absent, silent, off));
        McpStats stats = new McpStats(List.of(fine, absent, silent, off), servers);
        lease.tools("it").block();
        lease.tools("absent").block();
        now.set(LATER);

        assertThat(stats.get())
                .isEqualTo(
                        Json.parse(
                                """
                        [{"server":"it","state":"connected","since":"2026-03-01T00:00:00Z","tools":2},
                         {"server":"absent","state":"down","since":"2026-03-01T00:00:00Z","tools":0},
                         {"server":"silent","state":"connecting","since":"2026-03-01T00:00:00Z","tools":0},
                         {"server":"off","state":"disabled"}]
                        """));
    }

    @Test
    void aServerThatIsMadeAgainHasItsStateSinceThen() throws Exception {
        McpServerConfig fine = program(List.of());
        McpLease lease = servers.lease(List.of(fine));
        lease.tools("it").block();
        now.set(LATER);

        lease.call("it", "die", Json.object()).block(Duration.ofSeconds(10));

        await().until(
                        () -> servers.status(fine),
                        status -> status.equals(Optional.of(new McpStatus(State.CONNECTED, LATER, 3))));
        lease.close();
        assertThat(servers.status(fine)).isEmpty();
    }

    @Test
    void resultsBecomePartsOfAChat() {
        ToolOutcome outcome =
                ToolResults.outcome(Json.parse("{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + "{\"type\":\"image\",\"mimeType\":\"image/gif\",\"data\":\"R0lG\"},"
                        + "{\"type\":\"resource\",\"resource\":{\"uri\":\"u\",\"text\":\"b\"}},"
                        + "{\"type\":\"resource_link\",\"uri\":\"v\"},{\"type\":\"audio\",\"data\":\"x\"}]}"));

        assertThat(outcome.isError()).isTrue();
        assertThat(outcome.content())
                .containsExactly(
                        new Part.Text("a"),
                        new Part.Image(new MediaSource.Inline("image/gif", "R0lG")),
                        new Part.Text("b"),
                        new Part.Text("[resource v]"),
                        new Part.Text("[audio that cannot be shown]"));
        assertThat(ToolResults.outcome(Json.parse("{\"structuredContent\":{\"t\":1}}"))
                        .content())
                .containsExactly(new Part.Text("{\"t\":1}"));
    }

    private Optional<Long> running() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains(script().toString()))
                        .orElse(false))
                .map(ProcessHandle::pid)
                .findFirst();
    }

    private Path script() {
        return folder.resolve("server.sh");
    }

    private McpServerConfig program(List<String> tools) throws Exception {
        Files.writeString(script(), SERVER);
        return config("it", new Program("/bin/sh", List.of(script().toString()), Map.of("OWN", "mine")), tools);
    }

    private static McpServerConfig config(String name, Program program, List<String> tools) {
        return new McpServerConfig(name, program, Duration.ofSeconds(20), tools, false, true, true, List.of());
    }
}
