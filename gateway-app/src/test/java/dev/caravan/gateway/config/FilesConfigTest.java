package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.files.FileRules;
import dev.caravan.processors.files.FileRules.UnknownIds;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesConfigTest {

    @TempDir
    Path folder;

    @Test
    void unknownIdsAreRefusedUnlessSaid() {
        ConfigFixture file = new ConfigFixture(folder);

        assertThat(file.config(ConfigFixture.ECHO).files()).isEqualTo(new FileRules(UnknownIds.REFUSE));
        assertThat(file.config(ConfigFixture.ECHO + "files: {unknown-ids: allow}\n")
                        .files())
                .isEqualTo(new FileRules(UnknownIds.ALLOW));
        assertThat(file.problems(ConfigFixture.ECHO + "files: {unknown-ids: some, keep: 1d}\n"))
                .satisfiesExactlyInAnyOrder(
                        value -> assertThat(value).startsWith("gateway.yaml:3: files.unknown-ids: "),
                        key -> assertThat(key).startsWith("gateway.yaml:3: files.keep: "));
    }
}
