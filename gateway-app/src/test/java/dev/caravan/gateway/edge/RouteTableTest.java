package dev.caravan.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.gateway.edge.RouteTable.Entry;
import dev.caravan.gateway.edge.RouteTable.Match;
import dev.caravan.gateway.edge.RouteTable.Unknown;
import dev.caravan.gateway.edge.RouteTable.WrongMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTableTest {

    private static final RouteTable<String> TABLE = new RouteTable<>(List.of(
            new Entry<>("/v1/chat/completions", Set.of("POST"), "chat"),
            new Entry<>("/v1/models", Set.of("GET"), "models"),
            new Entry<>("/v1/models/*", Set.of("GET"), "model"),
            new Entry<>("/v1/files/{id}", Set.of("GET"), "file"),
            new Entry<>("/v1/files/{id}", Set.of("DELETE"), "deleteFile"),
            new Entry<>("/v1/files/{id}/content", Set.of("GET"), "content"),
            new Entry<>("/v1/files/search", Set.of("GET"), "search"),
            new Entry<>("/proxy/{provider}/*", Set.of(), "proxy")));

    @Test
    void findsALiteralPath() {
        assertThat(target("POST", "/v1/chat/completions")).isEqualTo("chat");
    }

    @Test
    void saysWhichMethodsAPathAllows() {
        RouteTable.Found<String> found = TABLE.find("PUT", "/v1/files/f1");

        assertThat(found).isEqualTo(new WrongMethod<String>(Set.of("GET", "HEAD", "DELETE")));
    }

    @Test
    void servesHeadWhereGetIsServed() {
        assertThat(target("HEAD", "/v1/models")).isEqualTo("models");
    }

    @Test
    void knowsNothingOfOtherPaths() {
        for (String path : List.of("/", "/v1", "/v1/chat", "/v1/chat/completions/x", "/proxy/openai", "/V1/models")) {
            assertThat(TABLE.find("GET", path)).as(path).isInstanceOf(Unknown.class);
        }
    }

    @Test
    void givesVariablesAndTheRestOfThePathAsTheClientSentThem() {
        assertThat(variables("GET", "/v1/files/a%2Fb")).isEqualTo(Map.of("id", "a%2Fb"));
        assertThat(variables("PATCH", "/proxy/openai/v1/x%20y/"))
                .isEqualTo(Map.of("provider", "openai", "*", "v1/x%20y/"));
        assertThat(variables("GET", "/v1/models/meta/llama")).isEqualTo(Map.of("*", "meta/llama"));
    }

    @Test
    void prefersALiteralSegmentToAVariable() {
        assertThat(target("GET", "/v1/files/search")).isEqualTo("search");
        assertThat(target("GET", "/v1/files/search/content")).isEqualTo("content");
    }

    @Test
    void refusesTwoRoutesForOneRequest() {
        Entry<String> entry = new Entry<>("/v1/x", Set.of("GET"), "a");
        List<Entry<String>> twice = List.of(entry, new Entry<>("/v1/x", Set.of("GET"), "b"));

        assertThatThrownBy(() -> new RouteTable<>(twice)).hasMessageContaining("GET /v1/x");
    }

    private static String target(String method, String path) {
        return match(method, path).route().target();
    }

    private static Map<String, String> variables(String method, String path) {
        return match(method, path).variables();
    }

    private static Match<String> match(String method, String path) {
        RouteTable.Found<String> found = TABLE.find(method, path);
        assertThat(found).isInstanceOf(Match.class);
        return (Match<String>) found;
    }
}
