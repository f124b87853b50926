package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAPasswordInTheEnvironment() {
        file = new ConfigFixture(folder)
                .with("REDIS_PASSWORD", "open-sesame")
                .with("REDIS_URL", "rediss://ann:open-sesame@cache:6380/2");
    }

    @Test
    void withoutTheSectionThereIsNone() {
        assertThat(file.config(ConfigFixture.ECHO).redis()).isNull();
    }

    @Test
    void allOfItIsRead() {
        RedisConfig redis =
                read("{url: \"redis://cache:6379/1\", user: ann, password: \"${REDIS_PASSWORD}\", timeout: 20ms}");

        assertThat(redis.url().reveal()).isEqualTo("redis://cache:6379/1");
        assertThat(redis.user()).isEqualTo("ann");
        assertThat(redis.password()).isNotNull();
        assertThat(redis.password().reveal()).isEqualTo("open-sesame");
        assertThat(redis.timeout()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void aUrlIsEnough() {
        RedisConfig redis = read("{url: \"rediss://cache\"}");

        assertThat(redis.user()).isNull();
        assertThat(redis.password()).isNull();
        assertThat(redis.timeout()).isEqualTo(Duration.ofMillis(50));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"${REDIS_URL}", "redis://:${REDIS_PASSWORD}@cache:6379/0", "rediss://ann:${REDIS_PASSWORD}@cache"
            })
    void aPasswordMayStandInTheUrlIfItComesFromTheEnvironment(String url) {
        RedisConfig redis = read("{url: \"" + url + "\"}");

        assertThat(redis.url().reveal()).contains("open-sesame");
        assertThat(redis.toString()).doesNotContain("open-sesame");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{timeout: 1s} | redis.url: is missing. Write redis://host:6379/0, or rediss://host:6379/0 for TLS",
                "{url: 'http://cache'} | redis.url: is not one of redis:// or rediss://. Write redis://host:6379/0, or"
                        + " rediss://host:6379/0 for TLS",
                "{url: 'redis:///0'} | redis.url: names no host. Write redis://host:6379/0, or rediss://host:6379/0 for TLS",
                "{url: 'redis://cache/zero'} | redis.url: has more than a host, a port and the number of a database. Write"
                        + " redis://host:6379/0, or rediss://host:6379/0 for TLS",
                "{url: 'redis://:swordfish@cache'} | redis.url: holds a password in clear. Write it as redis.password:"
                        + " ${REDIS_PASSWORD}",
                "{url: 'redis://swordfish@${NODE:cache}'} | redis.url: holds a password in clear. Write it as"
                        + " redis.password: ${REDIS_PASSWORD}",
                "{url: 'redis://cache', user: ann} | redis.user: stands without a password. Write it as redis.password:"
                        + " ${REDIS_PASSWORD}",
                "{url: 'redis://ca che'} | redis.url: is no URL. Write redis://host:6379/0, or rediss://host:6379/0 for TLS;"
                        + " a password with characters that no URL can hold is redis.password",
                "{url: 'redis://cache', nodes: 3} | redis.nodes: is not a known key. Known here: password, timeout, url, user"
            },
            quoteCharacter = '`')
    void mistakesAreToldWithoutThePassword(String section, String problem) {
        assertThat(file.problems(ConfigFixture.ECHO + "redis: " + section.replace('\'', '"')))
                .containsExactly("gateway.yaml:3: " + problem);
    }

    private RedisConfig read(String section) {
        RedisConfig redis =
                file.config(ConfigFixture.ECHO + "redis: " + section).redis();
        assertThat(redis).isNotNull();
        return redis;
    }
}
