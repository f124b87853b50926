package dev.caravan.processors.spans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanIdsTest {

    @Test
    void idsOfOpenTelemetryStayAsTheyAre() {
        assertThat(request("5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"))
                .isEqualTo("5b8efff798038103d269b633813fc60c-eee19b7ec3c1b174");
    }

    @Test
    void otherSpansHaveOtherIdsWhateverTheyAreCalled() {
        List<String> words = words(3);
        List<String> ids = new ArrayList<>();
        for (String trace : words) {
            for (String span : words) {
                ids.add(request(trace, span));
            }
        }

        assertThat(request("a-b", "c")).isEqualTo("a~-b-c");
        assertThat(ids).doesNotHaveDuplicates();
    }

    /** All texts of up to so many of the characters that matter. */
    private static List<String> words(int longest) {
        List<String> words = new ArrayList<>(List.of("a", "-", "~"));
        List<String> last = List.copyOf(words);
        for (int length = 2; length <= longest; length++) {
            List<String> longer = new ArrayList<>();
            for (String word : last) {
                longer.addAll(List.of(word + "a", word + "-", word + "~"));
            }
            words.addAll(longer);
            last = longer;
        }
        return words;
    }

    private static String request(String traceId, String spanId) {
        return SpanIds.request(new Trace(traceId, spanId, null));
    }
}
