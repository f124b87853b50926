package dev.caravan.processors.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageQueryTest {

    @Test
    void thePlaceIsReplacedAndAllElseStays() {
        assertThat(PageQuery.after(null, "after", "f-1")).isEqualTo("after=f-1");
        assertThat(PageQuery.after("", "after", "f-1")).isEqualTo("after=f-1");
        assertThat(PageQuery.after("limit=2&after=f-0&x=a%20b&after", "after", "f 1&"))
                .isEqualTo("limit=2&x=a%20b&after=f+1%26");
        assertThat(PageQuery.after("after_id=a&after=b", "after", "c")).isEqualTo("after_id=a&after=c");
    }

    @Test
    void aListIsReadBackwardsWhenItsEndIsNamed() {
        assertThat(PageQuery.isBackwards("limit=2&before_id=a")).isTrue();
        assertThat(PageQuery.isBackwards("before_id=a")).isTrue();
        assertThat(PageQuery.isBackwards("after_id=before")).isFalse();
        assertThat(PageQuery.isBackwards(null)).isFalse();
    }
}
