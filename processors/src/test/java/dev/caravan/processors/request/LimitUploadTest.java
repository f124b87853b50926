package dev.caravan.processors.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class LimitUploadTest {

    private final ByteBuf ten = Unpooled.buffer().writeZero(10);
    private final Call call = TestCall.post("/v1/files").body(Mono.just(ten)).build();

    @Test
    void aBodyOfTheLimitPasses() {
        new LimitUpload(10).apply(call);

        assertThat(call.body().stream().blockLast()).isSameAs(ten);
        ten.release();
    }

    @Test
    void oneByteMoreIsRefusedAndLetGo() {
        new LimitUpload(9).apply(call);

        assertThatThrownBy(() -> call.body().stream().blockLast())
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(413))
                .hasMessageContaining("9 bytes (server.limits.max-upload)");
        assertThat(ten.refCnt()).isZero();
    }

    @Test
    void withoutALimitTheBodyStaysAsItIs() {
        var before = call.body();

        new LimitUpload(0).apply(call);

        assertThat(call.body()).isSameAs(before);
        ten.release();
    }
}
