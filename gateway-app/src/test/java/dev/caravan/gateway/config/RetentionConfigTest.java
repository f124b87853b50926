package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionConfigTest {

    @TempDir
    Path folder;

    @Test
    void whatIsNotSaidHasBounds() throws Exception {
        assertThat(read("providers: {echo: {}}"))
                .isEqualTo(new RetentionConfig(Duration.ofDays(365), Duration.ofDays(30), 10L << 30));
    }

    @Test
    void agesAndSizeAreSet() throws Exception {
        assertThat(read("{providers: {echo: {}}, ledger: {retention: {records: 90d, bodies: 36h, size: 2GiB}}}"))
                .isEqualTo(new RetentionConfig(Duration.ofDays(90), Duration.ofHours(36), 2L << 30));
    }

    @Test
    void nothingIsRemovedWhereItIsZero() throws Exception {
        assertThat(read("{providers: {echo: {}}, ledger: {retention: {records: 0s, bodies: 0s, size: 0B}}}"))
                .isEqualTo(new RetentionConfig(Duration.ZERO, Duration.ZERO, 0));
    }

    @ParameterizedTest
    @CsvSource({"records: 5m", "bodies: 40000d", "size: 1MiB", "size: lots", "days: 3"})
    void aMistakeIsTold(String setting) {
        assertThatThrownBy(() -> read("{providers: {echo: {}}, ledger: {retention: {" + setting + "}}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ledger.retention." + setting.split(":", 2)[0]);
    }

    private RetentionConfig read(String yaml) throws Exception {
        return new ConfigFixture(folder).config(yaml).ledger().retention();
    }
}
