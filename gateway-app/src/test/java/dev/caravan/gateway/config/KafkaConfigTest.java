package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.KafkaConfig.From;
import dev.caravan.gateway.config.KafkaConfig.Ingest;
import dev.caravan.gateway.config.KafkaConfig.Publish;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAPasswordInTheEnvironment() {
        file = new ConfigFixture(folder).with("KAFKA_PASSWORD", "open-sesame");
    }

    @Test
    void withoutTheSectionThereIsNone() {
        assertThat(file.config(ConfigFixture.ECHO).kafka()).isNull();
    }

    @Test
    void allOfItIsRead() {
        KafkaConfig kafka = read(
                """
                bootstrap-servers: [one:9092, "[::1]:9093"]
                  properties:
                    security.protocol: SASL_SSL
                    sasl.jaas.config: 'org.apache.kafka.common.security.plain.PlainLoginModule required password="${KAFKA_PASSWORD}";'
                    ssl.truststore.password: "${KAFKA_PASSWORD}"
                  ingest:
                    topics: [a, b]
                    group: g
                    dead-letter-topic: dead
                    key: pipeline
                    project: shop
                    consumers: 4
                    max-message: 1MiB
                    from: latest
                  publish: {topic: out, bodies: true, buffer: 2MiB}
                """);

        assertThat(kafka.bootstrapServers()).containsExactly("one:9092", "[::1]:9093");
        assertThat(kafka.properties().get("security.protocol").reveal()).isEqualTo("SASL_SSL");
        assertThat(kafka.properties().get("sasl.jaas.config").reveal()).contains("password=\"open-sesame\"");
        assertThat(kafka.toString()).doesNotContain("open-sesame");
        assertThat(kafka.ingest())
                .isEqualTo(new Ingest(List.of("a", "b"), "g", "dead", "pipeline", "shop", 4, 1 << 20, From.LATEST));
        assertThat(kafka.publish()).isEqualTo(new Publish("out", true, 2 << 20));
    }

    @Test
    void whatIsNotWrittenHasItsDefault() {
        KafkaConfig kafka = read("{bootstrap-servers: \"k:9092\", ingest: {topics: a, dead-letter-topic: d},"
                + " publish: {topic: out, enabled: false}}");

        assertThat(kafka.ingest())
                .isEqualTo(new Ingest(List.of("a"), "caravan", "d", "kafka", null, 1, 8 << 20, From.EARLIEST));
        assertThat(kafka.publish()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ingest: {topics: a, dead-letter-topic: d}} | kafka.bootstrap-servers",
                "{bootstrap-servers: localhost} | no host:port",
                "{bootstrap-servers: 'k:1', ingest: {dead-letter-topic: d}} | kafka.ingest.topics",
                "{bootstrap-servers: 'k:1', ingest: {topics: a}} | kafka.ingest.dead-letter-topic",
                "{bootstrap-servers: 'k:1', ingest: {topics: a, dead-letter-topic: a}} | one of the topics that are read",
                "{bootstrap-servers: 'k:1', ingest: {topics: 'a b', dead-letter-topic: d}} | no name of a topic",
                "{bootstrap-servers: 'k:1', ingest: {topics: a, dead-letter-topic: d}, publish: {topic: a}} | a topic of kafka.ingest",
                "{bootstrap-servers: 'k:1', publish: {}} | kafka.publish.topic",
                "{bootstrap-servers: 'k:1', properties: {group.id: x}} | is set by the gateway",
                "{bootstrap-servers: 'k:1', properties: {security.protocl: SSL}} | Did you mean 'security.protocol'?",
                "{bootstrap-servers: 'k:1', properties: {security.protocol: SLS}} | refused by Kafka's client",
                "{bootstrap-servers: 'k:1', topic: a} | not a known key"
            })
    void aMistakeIsToldWithItsKey(String section, String told) {
        assertThat(file.problems(ConfigFixture.ECHO + "kafka: " + section))
                .singleElement()
                .asString()
                .contains(told);
    }

    @Test
    void aPasswordIsNotToldWithAMistake() {
        assertThat(file.problems(ConfigFixture.ECHO
                        + "kafka: {bootstrap-servers: 'k:1', properties: {security.protocol: swordfish,"
                        + " sasl.jaas.config: swordfish}}"))
                .singleElement()
                .asString()
                .doesNotContain("swordfish");
    }

    private KafkaConfig read(String section) {
        String yaml = section.startsWith("{") ? " " + section : "\n  " + section;
        return file.config(ConfigFixture.ECHO + "kafka:" + yaml + "\n").kafka();
    }
}
