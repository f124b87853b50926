package dev.caravan.processors.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.wire.Json;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileMentionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"file_id\":\"f\"}",
                "{\"ffile_id\":1,\"filfile_id\":\"f\"}",
                "{\"container_file_ids\":[]}",
                "{\"\\u0066ile_id\":\"f\"}",
                "{\"file\\u005fid\":\"f\"}",
                "{\"file_i\\u0064\":\"f\"}",
                "{\"\\\\u00\\u0066ile_id\":\"f\"}",
            })
    void aFieldIsSeenHoweverItIsWritten(String json) {
        assertThat(isLikelyIn(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"file\":\"id\"}",
                "{\"text\":\"file id, file-id, \\u00e9 \\u003c \\u4e5f\"}",
                "{\"fileid\":1}"
            })
    void textsWithoutOneAreNotRead(String json) {
        assertThat(isLikelyIn(json)).isFalse();
    }

    @Test
    void everyIdIsFoundHoweverDeepItIs() {
        assertThat(
                        FileMentions.in(
                                Json.parse(
                                        """
                        {"file_id":"a","messages":[{"content":[{"file":{"file_id":"b"}},{"text":"file_id"}]}],
                         "tools":[{"container":{"file_ids":["c","d",7]}}],"other":{"file_id":{"file_id":"e"}},"x":{"file_id":null}}
                        """)))
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    private static boolean isLikelyIn(String json) {
        return FileMentions.areLikelyIn(Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8)));
    }
}
