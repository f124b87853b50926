package dev.caravan.processors.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.JsonBody;
import dev.caravan.spi.Operation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRewriteTest {

    private final JsonRequestReader reader =
            new JsonRequestReader(new RequestShape(Operation.CHAT_COMPLETIONS, false, false, List.of()));

    @Test
    void replacesTheModelAndNothingElse() {
        assertThat(rewritten("{ \"x\":\"é\\u00e9\", \"model\" :\"openai\\/gpt-4o\" ,\"n\": 1.0e0 }\n", "gpt-4o"))
                .isEqualTo("{ \"x\":\"é\\u00e9\", \"model\" :\"gpt-4o\" ,\"n\": 1.0e0 }\n");
    }

    @Test
    void escapesTheNewModel() {
        assertThat(rewritten("{\"model\":\"m\"}", "a\"b\\漢\n")).isEqualTo("{\"model\":\"a\\\"b\\\\漢\\n\"}");
    }

    @Test
    void sharesTheClientsBytesWhenTheModelStays() {
        ByteBuf bytes = buffer("{\"model\":\"m\"}");
        JsonBody json = reader.read(bytes);

        ByteBuf same = ModelRewrite.rewrite(json, "m");

        assertThat(same.memoryAddress()).isEqualTo(bytes.memoryAddress() + bytes.readerIndex());
        assertThat(bytes.refCnt()).isEqualTo(2);
        same.release();
        bytes.release();
    }

    @Test
    void leavesTheBodyAsItIsWithoutANewModel() {
        assertThat(rewritten("{\"n\":1}", null)).isEqualTo("{\"n\":1}");
        assertThat(rewritten("{\"model\":\"m\"}", null)).isEqualTo("{\"model\":\"m\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"n\":1}|{\"model\":\"m\",\"n\":1}",
                "{ \"n\":1}|{\"model\":\"m\", \"n\":1}",
                "{}|{\"model\":\"m\"}",
                "{ }|{\"model\":\"m\" }"
            })
    void putsAModelIntoABodyThatHasNone(String body, String expected) {
        assertThat(rewritten(body, "m")).isEqualTo(expected);
    }

    @Test
    void outlivesTheClientsBody() {
        ByteBuf bytes = buffer("{\"model\":\"a\",\"n\":1}");
        ByteBuf upstream = ModelRewrite.rewrite(reader.read(bytes), "b");

        bytes.release();

        assertThat(upstream.toString(StandardCharsets.UTF_8)).isEqualTo("{\"model\":\"b\",\"n\":1}");
        assertThat(upstream.release()).isTrue();
        assertThat(bytes.refCnt()).isZero();
    }

    /** Rewrites a body that stands behind other bytes, and sees that no reference is left or lost. */
    private String rewritten(String body, @Nullable String model) {
        ByteBuf bytes = buffer(body);
        ByteBuf upstream = ModelRewrite.rewrite(reader.read(bytes), model);
        String text = upstream.toString(StandardCharsets.UTF_8);

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(upstream.release()).isEqualTo(upstream.refCnt() == 0);
        assertThat(bytes.refCnt()).isEqualTo(1);
        bytes.release();
        return text;
    }

    private static ByteBuf buffer(String body) {
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer();
        bytes.writeBytes("junk{".getBytes(StandardCharsets.UTF_8)).skipBytes(5);
        return bytes.writeBytes(body.getBytes(StandardCharsets.UTF_8));
    }
}
