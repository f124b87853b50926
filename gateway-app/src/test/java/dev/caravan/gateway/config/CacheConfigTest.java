package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.cache.CacheRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void nothingIsKeptUnlessSaid() {
        assertThat(file.config(ConfigFixture.ECHO).cache()).isEqualTo(CacheRules.NONE);
    }

    @Test
    void everySettingIsRead() {
        assertThat(file.config(
                                ConfigFixture.ECHO
                                        + """
                                cache: {enabled: true, ttl: 1h, max-size: 1GiB, max-entry: 2MiB,
                                        everybody: true, projects: [shop], keys: [web]}
                                """)
                        .cache())
                .isEqualTo(new CacheRules(
                        true, Duration.ofHours(1), 1L << 30, 2 << 20, true, Set.of("shop"), Set.of("web")));
    }

    @Test
    void whatIsWrongIsToldWithItsPlace() {
        assertThat(file.problems(ConfigFixture.ECHO + "cache: {enabled: perhaps, max-entry: 1GiB, size: 3}\n"))
                .satisfiesExactlyInAnyOrder(
                        enabled -> assertThat(enabled).startsWith("gateway.yaml:3: cache.enabled: "),
                        entry -> assertThat(entry)
                                .startsWith("gateway.yaml:3: cache.max-entry: is not between 1KiB and 64MiB"),
                        size -> assertThat(size).startsWith("gateway.yaml:3: cache.size: "));
    }
}
