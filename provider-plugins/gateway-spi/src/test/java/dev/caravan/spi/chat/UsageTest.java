package dev.caravan.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageTest {

    private static final long UNKNOWN = Usage.UNKNOWN;

    @Test
    void whatOnlyOneTellsIsThatOnesInASum() {
        Usage one = new Usage(1, 2, UNKNOWN, 4, UNKNOWN, 6, 7, UNKNOWN);
        Usage other = new Usage(10, UNKNOWN, 30, 40, UNKNOWN, 0, UNKNOWN, 80);

        assertThat(one.plus(other)).isEqualTo(new Usage(11, 2, 30, 44, UNKNOWN, 6, 7, 80));
        assertThat(other.plus(one)).isEqualTo(one.plus(other));
        assertThat(Usage.NONE.plus(Usage.NONE)).isEqualTo(Usage.NONE);
    }

    @Test
    void whatNoCallCanHaveUsedIsUnknown() {
        assertThat(Usage.of(9_000_000_000_000_000_000L, -7)).isEqualTo(Usage.NONE);
        assertThat(Usage.of(Usage.MOST, 0).input()).isEqualTo(Usage.MOST);
    }

    @Test
    void aLaterReportCountsWhereItSaysSomething() {
        assertThat(Usage.of(5, 1).updatedBy(new Usage(UNKNOWN, 9, 3, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)))
                .isEqualTo(new Usage(5, 9, 3, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN));
    }
}
