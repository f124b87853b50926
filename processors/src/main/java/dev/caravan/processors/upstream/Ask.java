package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.forms.FormBody;
import dev.caravan.processors.request.ModelRewrite;
import dev.caravan.processors.routing.CollectionPath;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.translation.Translation;
import dev.caravan.spi.HeaderView;
import dev.caravan.spi.Operation;
import dev.caravan.spi.ProviderRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a provider is asked for one call: what the client asked, or its translation.
 *
 * @param operation what the provider is asked
 * @param method the HTTP method
 * @param path as {@link ProviderRequest#path}
 * @param query the raw query that goes upstream, or null
 * @param model the model as the provider names it, or null
 * @param stream whether a stream is asked for
 * @param body the whole body, owned by this; null where it is streamed through or there is none
 * @param isTranslated whether the body is in another dialect than the client's
 */
record Ask(
        Operation operation,
        String method,
        String path,
        @Nullable String query,
        @Nullable String model,
        boolean stream,
        @Nullable ByteBuf body,
        boolean isTranslated) {

    /** @param query the client's query without the gateway's own credential */
    static Ask asAsked(Call call, Target target, Operation operation, @Nullable String query) {
        return new Ask(
                operation,
                call.request().method(),
                path(call, operation),
                query,
                target.model(),
                call.stream(),
                body(call, target),
                false);
    }

    static Ask translated(Call call, Translation translation) {
        return new Ask(
                translation.operation(),
                "POST",
                translation.operation().path(),
                null,
                translation.model(),
                translation.stream(),
                Unpooled.wrappedBuffer(translation.body()),
                true);
    }

    /** The same for the plugin. */
    ProviderRequest request(HeaderView headers) {
        ByteBuffer bytes = body == null ? null : body.nioBuffer().asReadOnlyBuffer();
        return new ProviderRequest(operation, method, path, query, model, stream, headers, bytes);
    }

    /** Whether the next call will most likely go to the same URL, so that it pays to keep it parsed. */
    boolean isRecurring() {
        return operation != Operation.PASSTHROUGH
                && operation != Operation.RESPONSE_ITEMS
                && query == null
                && !CollectionPath.isOf(operation);
    }

    /** What the path has below the operation's: {@code /file-1/content}; empty for the operation itself. */
    String below() {
        return CollectionPath.isOf(operation) ? path.substring(operation.path().length()) : "";
    }

    private static @Nullable ByteBuf body(Call call, Target target) {
        FormBody form = call.form();
        if (form != null) {
            return form.isWhole() ? form.whole(target.model()) : null;
        }
        JsonBody json = call.json();
        return json == null ? null : ModelRewrite.rewrite(json, modelForBody(json, target));
    }

    /** Null where the path names the model: then the body has none, and gets none. */
    private static @Nullable String modelForBody(JsonBody json, Target target) {
        return json.model() != null && json.modelStart() < 0 ? null : target.model();
    }

    private static String path(Call call, Operation operation) {
        if (operation == Operation.PASSTHROUGH) {
            String rest = call.request().pathVariables().get("*");
            return "/" + (rest == null ? "" : rest);
        }
        if (operation == Operation.RESPONSE_ITEMS) {
            String path = call.request().path();
            return path.substring(path.indexOf("responses/"));
        }
        if (operation == Operation.RERANK && call.request().path().startsWith("/v2/")) {
            return "v2/rerank";
        }
        return CollectionPath.isOf(operation)
                ? CollectionPath.upstream(operation, call.request().path())
                : operation.path();
    }
}
