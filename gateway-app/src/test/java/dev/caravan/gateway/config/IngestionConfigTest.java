package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionConfigTest {

    private static final String KEYS = ConfigFixture.ECHO
            + """
            keys:
              - {name: web, key: "${WEB}", role: member}
              - {name: chats, key: "${CHATS}", role: member, scopes: [chat]}
              - {name: auditor, key: "${AUDITOR}", role: read-only, scopes: [ingest]}
            """;

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder)
                .with("WEB", "sk-web")
                .with("CHATS", "sk-chats")
                .with("AUDITOR", "sk-auditor");
    }

    @Test
    void reportsNeedAKeyUnlessSaid() {
        assertThat(file.config(KEYS).ingestion()).isEqualTo(new IngestionConfig(32 << 20, 32 << 20, 1000, null));
    }

    @Test
    void everySettingIsRead() {
        IngestionConfig ingestion = file.config(
                        KEYS + "ingestion: {max-body: 1MiB, max-batch-body: 2MiB, max-batch: 7, keyless-intake: web}\n")
                .ingestion();

        assertThat(ingestion.maxBody()).isEqualTo(1 << 20);
        assertThat(ingestion.maxBatchBody()).isEqualTo(2 << 20);
        assertThat(ingestion.maxBatch()).isEqualTo(7);
        assertThat(Objects.requireNonNull(ingestion.keylessIntake()).principal().name())
                .isEqualTo("web");
    }

    @Test
    void whatIsWrongIsToldWithItsPlace() {
        assertThat(file.problems(KEYS + "ingestion: {max-body: 1GiB, max-batch: 0, keyless: web}\n"))
                .satisfiesExactlyInAnyOrder(
                        body -> assertThat(body)
                                .startsWith("gateway.yaml:7: ingestion.max-body: is not between 1KiB and 256MiB"),
                        batch -> assertThat(batch).startsWith("gateway.yaml:7: ingestion.max-batch: "),
                        unknown -> assertThat(unknown).startsWith("gateway.yaml:7: ingestion.keyless: "));
    }

    @Test
    void whoeverStandsForThoseWithoutAKeyMustBeOneThatMayReport() {
        assertThat(file.problems(KEYS + "ingestion: {keyless-intake: nobody}\n"))
                .singleElement()
                .asString()
                .contains("ingestion.keyless-intake: is none of the keys of this file");
        for (String key : new String[] {"chats", "auditor"}) {
            assertThat(file.problems(KEYS + "ingestion: {keyless-intake: " + key + "}\n"))
                    .singleElement()
                    .asString()
                    .contains("ingestion.keyless-intake: is a key that may not report");
        }
    }
}
