package dev.caravan.spi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MadeUpIdTest {

    @Test
    void uuidsAreOfTheRandomVersion() {
        assertThat(Stream.generate(MadeUpId::uuid).limit(100)).allSatisfy(id -> {
            assertThat(id.version()).isEqualTo(4);
            assertThat(id.variant()).isEqualTo(2);
        });
    }

    @Test
    void eachIsAnother() {
        assertThat(Stream.generate(MadeUpId::uuid).limit(10_000)).doesNotHaveDuplicates();
    }

    @Test
    void aHexOneHasThirtyTwoDigits() {
        assertThat(MadeUpId.hex()).matches("[0-9a-f]{32}");
    }
}
