package dev.caravan.gateway.edge;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.steps.CallProperty;
import dev.caravan.spi.GatewayError;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.netty.http.NettyHttpConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a call through its Camel route. */
final class RouteRun {

    private static final Logger LOG = LoggerFactory.getLogger(RouteRun.class);

    private RouteRun() {}

    /**
     * Starts the route.
     *
     * @param done told once, on whatever thread the route ended on, of an answer or an error
     */
    static void start(
            NettyHttpConsumer consumer, Call call, BiConsumer<@Nullable Answer, @Nullable GatewayError> done) {
        Exchange exchange = consumer.createExchange(false);
        exchange.setProperty(CallProperty.NAME, call);
        consumer.getAsyncProcessor().process(exchange, doneSync -> {
            GatewayError error = error(exchange, call);
            Answer answer = error == null ? answer(exchange, call) : null;
            consumer.releaseExchange(exchange, false);
            done.accept(answer, error);
        });
    }

    private static @Nullable GatewayError error(Exchange exchange, Call call) {
        Throwable thrown = exchange.getException();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof GatewayError error) {
                return error;
            }
        }
        return thrown == null ? null : unexpected(thrown, call);
    }

    /** An answer that the steps gave, else what an operator's own route left as its message. */
    private static Answer answer(Exchange exchange, Call call) {
        Answer given = call.answer();
        if (given != null) {
            return given;
        }
        Message message = exchange.getMessage();
        Object body = message.getBody();
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        String type = message.getHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8", String.class);
        byte[] bytes = body instanceof byte[] raw
                ? raw
                : body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
        return Answer.whole(status == null ? (body == null ? 204 : 200) : status, type, bytes);
    }

    static GatewayError unexpected(Throwable thrown, Call call) {
        StackTraceElement[] trace = thrown.getStackTrace();
        LOG.atError()
                .addKeyValue("request_id", call.id())
                .addKeyValue("error", thrown.toString())
                .addKeyValue("at", trace.length == 0 ? "unknown" : trace[0].toString())
                .log("a call failed unexpectedly");
        return GatewayError.of(500, "internal_error", "The gateway failed to handle this request.");
    }
}
