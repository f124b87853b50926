package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.endpoints.Endpoint;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.limits.RateLimit;
import dev.caravan.processors.sessions.SessionRules;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectsConfigTest {

    private static final String BASE = "providers: {openai: {}, anthropic: {}}\naliases: {fast: openai/gpt-4o-mini}\n";
    private static final String ID = "0B2F6F3E-1111-4222-8333-444455556666";

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void anEndpointHasAllThatItIsGiven() {
        Project project = project(
                """
                projects:
                  shop:
                    id: %s
                    guardrails: [pii]
                    sessions: {ttl: 2h, max-messages: 10, max-tokens: 500}
                    endpoints:
                      summarize:
                        model: fast
                        fallback: [anthropic/claude-haiku-4-5]
                        system: Be brief.
                        template: "Summarize: {{input}}"
                        temperature: 0.2
                        top-p: 1
                        max-tokens: 300
                        streaming: true
                        active: false
                        limits: {requests-per-minute: 5}
                        budgets: {tokens-per-request: 2000, usd-per-day: 1.50, usd-per-month: 20}
                        guardrails: [topics]
                """
                        .formatted(ID));

        assertThat(project.id()).isEqualTo("0b2f6f3e-1111-4222-8333-444455556666");
        assertThat(project.type()).isEqualTo("ai-gateway");
        assertThat(project.guardrails()).containsExactly("pii");
        assertThat(project.sessions()).isEqualTo(new SessionRules(Duration.ofHours(2), 10, 500));
        Endpoint endpoint = Objects.requireNonNull(project.endpoints().get("summarize"));
        assertThat(endpoint.model()).isEqualTo(new Endpoint.Model("fast", List.of("anthropic/claude-haiku-4-5")));
        assertThat(endpoint.prompt().system()).isEqualTo("Be brief.");
        assertThat(Objects.requireNonNull(endpoint.prompt().template()).names()).containsExactly("input");
        assertThat(endpoint.settings())
                .isEqualTo(new Endpoint.Settings(new BigDecimal("0.2"), new BigDecimal("1"), 300));
        assertThat(endpoint.streaming()).isTrue();
        assertThat(endpoint.active()).isFalse();
        assertThat(endpoint.limit()).isEqualTo(new RateLimit(5, 0, 0));
        assertThat(endpoint.budget()).isEqualTo(new Budget(2000, new BigDecimal("1.50"), new BigDecimal("20")));
        assertThat(endpoint.guardrails()).containsExactly("topics");
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        Project project = project("projects: {shop: {id: " + ID + ", endpoints: {e: {model: openai/gpt-4o}}}}\n");

        assertThat(project.sessions()).isEqualTo(new SessionRules(Duration.ofHours(24), 100, 16_000));
        Endpoint endpoint = Objects.requireNonNull(project.endpoints().get("e"));
        assertThat(endpoint.active()).isTrue();
        assertThat(endpoint.streaming()).isFalse();
        assertThat(endpoint.settings()).isEqualTo(Endpoint.Settings.NONE);
        assertThat(endpoint.schemas()).isEqualTo(Endpoint.Schemas.NONE);
        assertThat(endpoint.prompt()).isEqualTo(Endpoint.Prompt.NONE);
    }

    @Test
    void aSchemaIsWrittenInYamlOrLiesInAFile() throws Exception {
        Files.writeString(folder.resolve("out.json"), "{\"type\":\"object\"}");

        Endpoint endpoint = Objects.requireNonNull(project(
                        """
                projects:
                  shop:
                    id: %s
                    endpoints:
                      e:
                        model: fast
                        input-schema:
                          type: object
                          required: [city]
                          additionalProperties: false
                          properties:
                            city: {type: string, minLength: 2, enum: [Oslo, "5"]}
                            days: {type: integer, maximum: 1e2}
                        output-schema-file: out.json
                """
                                .formatted(ID))
                .endpoints()
                .get("e"));

        assertThat(endpoint.schemas().input()).isNotNull();
        assertThat(endpoint.schemas().output()).isNotNull();
    }

    @Test
    void aKeyMayNameItsProjectByItsIdAndItsEndpoints() {
        GatewayConfig config = file.config(BASE
                + """
                projects: {shop: {id: %s}}
                keys:
                  - {name: one, hash: "sha256:%s", project: %s, allowed-endpoints: [summarize]}
                """
                        .formatted(ID, "a".repeat(64), ID));

        assertThat(config.keys().get(0).principal().project()).isEqualTo("shop");
        assertThat(config.keys().get(0).principal().allowedEndpoints()).containsExactly("summarize");
    }

    @Test
    void projectsThatAreWrongAreRefusedWithTheirPlace() {
        assertThat(file.problems(BASE
                        + """
                projects:
                  a: {id: 7}
                  b: {type: "odd type", id: %s}
                  c: {id: %s}
                  d: {sessions: {ttl: 0s, max-messages: 0}}
                  "e f": {id: 11111111-1111-4222-8333-444455556666, colour: red}
                """
                                .formatted(ID, ID)))
                .satisfiesExactly(
                        a -> assertThat(a).startsWith("gateway.yaml:4: projects.a.id: is no UUID."),
                        b -> assertThat(b).startsWith("gateway.yaml:5: projects.b.type: is no type."),
                        c -> assertThat(c)
                                .startsWith("gateway.yaml:6: projects.c.id: is the same as that of project 'b'."),
                        d -> assertThat(d).startsWith("gateway.yaml:7: projects.d.id: is missing."),
                        d -> assertThat(d).startsWith("gateway.yaml:7: projects.d.sessions.ttl: is not between"),
                        d -> assertThat(d).startsWith("gateway.yaml:7: projects.d.sessions.max-messages: '0' is no"),
                        e -> assertThat(e).startsWith("gateway.yaml:8: projects.e f: is no project's name."),
                        e -> assertThat(e).startsWith("gateway.yaml:8: projects.e f.colour: is not a known key."));
    }

    @Test
    void endpointsThatAreWrongAreRefusedWithTheirPlace() {
        assertThat(file.problems(BASE
                        + """
                projects:
                  shop:
                    id: %s
                    endpoints:
                      chat: {model: fast}
                      v1: {model: fast}
                      Sum: {model: fast}
                      none: {}
                      bare: {model: gpt-4o}
                      typo: {model: opnai/gpt-4o}
                      back: {model: fast, fallback: [fast, nowhere/x]}
                      open: {model: fast, template: "{{input"}
                      hot: {model: fast, temperature: 3, top-p: much, max-tokens: 0}
                      odd: {model: fast, input-schema: {type: strng}}
                      both: {model: fast, output-schema: {}, output-schema-file: x.json}
                      gone: {model: fast, output-schema-file: gone.json}
                """
                                .formatted(ID)))
                .satisfiesExactly(
                        one -> assertThat(one)
                                .startsWith("gateway.yaml:7: projects.shop.endpoints.chat: is no endpoint's name."),
                        one -> assertThat(one)
                                .startsWith("gateway.yaml:8: projects.shop.endpoints.v1: is no endpoint's name."),
                        one -> assertThat(one)
                                .startsWith("gateway.yaml:9: projects.shop.endpoints.Sum: is no endpoint's name."),
                        one -> assertThat(one)
                                .startsWith("gateway.yaml:10: projects.shop.endpoints.none.model: is missing."),
                        one -> assertThat(one)
                                .contains("bare.model: 'gpt-4o' is neither an alias nor a provider with a model."),
                        one -> assertThat(one)
                                .contains("typo.model: 'opnai' is no configured provider. Did you mean 'openai'?"),
                        one -> assertThat(one).contains("back.fallback: 'fast' is no provider with a model."),
                        one -> assertThat(one).contains("open.template: has '{{' without '}}'."),
                        one -> assertThat(one).contains("hot.temperature: '3' is no number from 0 to 2."),
                        one -> assertThat(one).contains("hot.top-p: 'much' is no number from 0 to 1."),
                        one -> assertThat(one).contains("hot.max-tokens: '0' is no whole number"),
                        one -> assertThat(one).contains("odd.input-schema: is no JSON Schema: at '/type'"),
                        one -> assertThat(one).contains("both.output-schema-file: stands beside output-schema."),
                        one -> assertThat(one)
                                .contains("gone.output-schema-file: 'gone.json' is no file that can be read."));
    }

    @Test
    void sessionsAreKeptInTheDatabaseOrInRedisWhereThereIsOne() {
        assertThat(file.config(BASE).sessions().store()).isEqualTo(SessionsConfig.Store.DATABASE);
        assertThat(file.problems(BASE + "sessions: {store: disk}\n"))
                .singleElement()
                .asString()
                .contains("sessions.store: 'disk'");
        assertThat(file.problems(BASE + "sessions: {store: redis}\n"))
                .singleElement()
                .asString()
                .contains("sessions.store: is redis, and no redis is configured")
                .contains("redis: {url: redis://");
        assertThat(file.config(BASE + "redis: {url: 'redis://127.0.0.1'}\nsessions: {store: redis}\n")
                        .sessions()
                        .store())
                .isEqualTo(SessionsConfig.Store.REDIS);
    }

    private Project project(String yaml) {
        return file.config(BASE + yaml).projects().get(0);
    }
}
