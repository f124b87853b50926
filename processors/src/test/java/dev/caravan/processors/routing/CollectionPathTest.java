package dev.caravan.processors.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.Operation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectionPathTest {

    @ParameterizedTest
    @CsvSource({
        "FILES, /v1/files, files",
        "FILES, /files, files",
        "FILES, /v1/files/files/content, files/files/content",
        "FILES, /files/v1, files/v1",
        "ANTHROPIC_FILES, /v1/files/file_1, anthropic-files/file_1",
        "BATCHES, /v1/batches/batch_1/cancel, batches/batch_1/cancel",
        "MESSAGE_BATCHES, /v1/messages/batches, messages/batches",
        "MESSAGE_BATCHES, /messages/batches/b/results, messages/batches/b/results",
    })
    void thePluginGetsWhatStandsBelowTheOperation(Operation operation, String path, String upstream) {
        assertThat(CollectionPath.upstream(operation, path)).isEqualTo(upstream);
    }
}
