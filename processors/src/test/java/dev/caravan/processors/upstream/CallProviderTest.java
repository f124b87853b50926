package dev.caravan.processors.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.auth.KeyRing;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.metering.TextTokens;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.processors.translation.Translations;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class CallProviderTest {

    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final UpstreamClients clients = new UpstreamClients();
    private final CallProvider step = new CallProvider(
            clients,
            new Translations(new Dialects(List.of(new OpenAiChatDialect()), List.of())),
            new ForwardableCredential(new KeyRing(List.of(), Clock.systemUTC())),
            new Costs(ModelRegistry.EMPTY),
            new TargetHealth(),
            new AttemptCounts(new SimpleMeterRegistry()),
            new Workers(Schedulers.immediate()),
            new TextTokens(),
            false);

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void theBodyIsLetGoWhereNobodyListens() throws IOException {
        ByteBuf body = Unpooled.copiedBuffer("{\"model\":\"m\"}", StandardCharsets.UTF_8);
        int deaf;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            deaf = closed.getLocalPort();
        }

        GatewayError error =
                catchThrowableOfType(GatewayError.class, () -> call(body, deaf).block());

        assertThat(error.code()).isEqualTo("provider_unreachable");
        assertThat(body.refCnt()).as("the call's own hold").isEqualTo(1);
    }

    @Test
    void theBodyIsLetGoWhereTheClientLeavesBeforeTheAnswer() throws IOException {
        ByteBuf body = Unpooled.copiedBuffer("{\"model\":\"m\"}", StandardCharsets.UTF_8);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Mono<Void> call = call(body, silent.getLocalPort());

            assertThat(call.timeout(Duration.ofMillis(200), Mono.empty()).block())
                    .isNull();

            await().untilAsserted(() ->
                    assertThat(body.refCnt()).as("the call's own hold").isEqualTo(1));
        }
    }

    private Mono<Void> call(ByteBuf body, int port) {
        Call call = TestCall.post("/v1/chat/completions").loop(loops.next()).build();
        call.asks(Operation.CHAT_COMPLETIONS, new JsonBody(body, "m", -1, -1, false, null));
        call.offeredTo(Targets.only(new Target(at(port), null)));
        return Mono.defer(() -> step.apply(call)).subscribeOn(Schedulers.fromExecutor(call.loop()));
    }

    private static ConfiguredProvider at(int port) {
        Duration patience = Duration.ofSeconds(10);
        return new ConfiguredProvider(
                "far",
                "far",
                new Far("http://127.0.0.1:" + port + "/"),
                false,
                List.of(),
                Map.of(),
                Set.of(),
                new ConfiguredProvider.Timeouts(patience, patience, patience, patience));
    }

    private record Far(String url) implements Provider {

        @Override
        public Set<Operation> operations() {
            return Set.of(Operation.CHAT_COMPLETIONS);
        }

        @Override
        public boolean hasCredentials() {
            return true;
        }

        @Override
        public Upstream prepare(ProviderRequest request) {
            return new UpstreamRequest("POST", url, List.of());
        }
    }
}
