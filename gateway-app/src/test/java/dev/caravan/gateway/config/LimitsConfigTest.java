package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.LimitStoreConfig.Kind;
import dev.caravan.gateway.config.LimitStoreConfig.WhenDown;
import dev.caravan.processors.limits.LimitRules;
import dev.caravan.processors.limits.RateLimit;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsConfigTest {

    private static final String PROVIDERS = "providers: {openai: {}, groq: {plugin: openai}}\n";

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void withoutTheSectionThereIsNoLimit() {
        assertThat(file.config(PROVIDERS).limits()).isEqualTo(LimitRules.NONE);
        assertThat(file.config(PROVIDERS + "limits:\n").limits()).isEqualTo(LimitRules.NONE);
    }

    @Test
    void everyLimitIsRead() {
        LimitRules limits = file.config(
                        PROVIDERS
                                + """
                                limits:
                                  per-user: {requests-per-minute: 1, requests-per-hour: 2, concurrent: 3, tokens-per-minute: 4}
                                  projects:
                                    shop: {requests-per-minute: 4}
                                    the blog: {requests-per-hour: 5}
                                    press: {tokens-per-minute: 9}
                                  models:
                                    openai/gpt-4.1: {concurrent: 6}
                                    groq/meta/llama: {requests-per-minute: 7}
                                  providers: {groq: {concurrent: 8}}
                                """)
                .limits();

        assertThat(limits)
                .isEqualTo(new LimitRules(
                        new RateLimit(1, 2, 3, 4),
                        Map.of(
                                "shop",
                                new RateLimit(4, 0, 0),
                                "the blog",
                                new RateLimit(0, 5, 0),
                                "press",
                                new RateLimit(0, 0, 0, 9)),
                        Map.of("openai/gpt-4.1", new RateLimit(0, 0, 6), "groq/meta/llama", new RateLimit(7, 0, 0)),
                        Map.of("groq", new RateLimit(0, 0, 8))));
    }

    @Test
    void wrongLimitsAreAllRefused() {
        assertThat(
                        file.problems(
                                PROVIDERS
                                        + """
                                limits:
                                  per-user: {requests-per-minute: many}
                                  projects:
                                    shop:
                                  models:
                                    gpt-4o: {concurrent: 1}
                                    opneai/gpt-4o: {concurrent: 1}
                                  providers:
                                    gorq: {concurrent: -1}
                                  per-key: {concurrent: 1}
                                """))
                .containsExactly(
                        "gateway.yaml:3: limits.per-user.requests-per-minute: 'many' is no whole number from 1 to"
                                + " 1000000000. Write a number in that range",
                        "gateway.yaml:5: limits.projects.shop: sets no limit. Write requests-per-minute,"
                                + " requests-per-hour, tokens-per-minute or concurrent below it",
                        "gateway.yaml:7: limits.models.gpt-4o: is no provider with a model. Write provider/model, such as"
                                + " openai/gpt-4o",
                        "gateway.yaml:8: limits.models.opneai/gpt-4o: 'opneai' is no configured provider. Did you mean"
                                + " 'openai'? Known: openai, groq",
                        "gateway.yaml:10: limits.providers.gorq: 'gorq' is no configured provider. Did you mean 'groq'?"
                                + " Known: openai, groq",
                        "gateway.yaml:10: limits.providers.gorq.concurrent: '-1' is no whole number from 1 to 1000000000."
                                + " Write a number in that range",
                        "gateway.yaml:11: limits.per-key: is not a known key. Known here: models, per-user,"
                                + " projects, providers, store, when-redis-is-down");
    }

    @Test
    void limitsAreCountedInMemoryUnlessRedisIsNamed() {
        String redis = PROVIDERS + "redis: {url: \"redis://localhost\"}\n";

        assertThat(file.config(redis).limitStore()).isEqualTo(new LimitStoreConfig(Kind.MEMORY, WhenDown.LOCAL));
        assertThat(file.config(redis + "limits: {store: redis}").limitStore())
                .isEqualTo(new LimitStoreConfig(Kind.REDIS, WhenDown.LOCAL));
        assertThat(file.config(redis + "limits: {store: redis, when-redis-is-down: closed}")
                        .limitStore())
                .isEqualTo(new LimitStoreConfig(Kind.REDIS, WhenDown.CLOSED));
    }

    @Test
    void aStoreThatIsNotThereIsRefused() {
        assertThat(file.problems(PROVIDERS + "limits: {store: redis, when-redis-is-down: maybe}"))
                .containsExactly(
                        "gateway.yaml:2: limits.when-redis-is-down: 'maybe' is not one of its values. Write local,"
                                + " open, closed",
                        "gateway.yaml:2: limits.store: is redis, which is not configured. Add redis: {url:"
                                + " redis://host:6379/0}");
    }
}
