package dev.caravan.processors.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeaderAllowListTest {

    private final HeaderAllowList list = new HeaderAllowList(Set.of("content-type", "accept"), List.of("x-ratelimit-"));

    @Test
    void letsNamesAndBeginningsPassWithoutRegardToCase() {
        assertThat(list.allows("Content-Type")).isTrue();
        assertThat(list.allows("X-RateLimit-Remaining")).isTrue();
    }

    @Test
    void letsNothingElsePass() {
        assertThat(list.allows("cookie")).isFalse();
        assertThat(list.allows("content-typ")).isFalse();
        assertThat(list.allows("x-ratelimit")).isFalse();
        assertThat(list.allows("x".repeat(1000))).isFalse();
    }

    @Test
    void copiesEveryLineOfAHeaderInItsOrder() {
        HttpHeaders from = new DefaultHttpHeaders()
                .add("accept", "a")
                .add("cookie", "secret")
                .add("Accept", "b");
        HttpHeaders to = new DefaultHttpHeaders();

        list.copy(from, to);

        assertThat(to.getAll("accept")).containsExactly("a", "b");
        assertThat(to.contains("cookie")).isFalse();
    }
}
