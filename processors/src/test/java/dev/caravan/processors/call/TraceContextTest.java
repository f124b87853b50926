package dev.caravan.processors.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String ID = "01900000-1111-7222-8333-444444444444";

    @Test
    void aCallOfAClientsTraceIsAChildOfTheClientsSpan() {
        TraceContext trace = TraceContext.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ID);

        assertThat(trace.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(trace.spanId()).isEqualTo("8333444444444444");
        assertThat(trace.parentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(trace.sampled()).isTrue();
        assertThat(trace.header(true)).isEqualTo("00-0af7651916cd43dd8448eb211c80319c-8333444444444444-01");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra",
                "nonsense"
            })
    void withoutAUsableOneATraceBeginsWithTheCall(@Nullable String traceparent) {
        TraceContext trace = TraceContext.of(traceparent, ID);

        assertThat(trace.traceId()).isEqualTo("01900000111172228333444444444444");
        assertThat(trace.parentSpanId()).isNull();
        assertThat(trace.sampled()).isNull();
    }
}
