package dev.caravan.spi;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a call was turned away or failed: the one error type of the gateway, rendered in the caller's dialect at the edge. Its
 * message is shown to the caller, so it holds neither secrets nor other tenants' data. It has no stack trace: it is a value
 * that happens to be thrown.
 */
public final class GatewayError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    private GatewayError(
            int status, String code, String message, @Nullable String param, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    /**
     * @param status the HTTP status, 400 to 599
     * @param code a stable word for programs, such as {@code model_not_allowed}
     * @param message a sentence for a person; arguments are put in as by {@link String#format}
     */
    public static GatewayError of(int status, String code, String message, Object... args) {
        String text = args.length == 0 ? message : String.format(Locale.ROOT, message, args);
        return new GatewayError(status, code, text, null, null);
    }

    public static GatewayError badRequest(String code, String message, Object... args) {
        return of(400, code, message, args);
    }

    public static GatewayError forbidden(String code, String message, Object... args) {
        return of(403, code, message, args);
    }

    /** The same error, naming the request field that is at fault ({@code messages[0].role}). */
    public GatewayError withParam(String field) {
        return new GatewayError(status, code, text(), field, retryAfter);
    }

    /** The same error with the time after which a retry may succeed. */
    public GatewayError withRetryAfter(Duration delay) {
        return new GatewayError(status, code, text(), param, delay);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** The message, never null. */
    public String text() {
        String message = getMessage();
        return message == null ? code : message;
    }

    public @Nullable String param() {
        return param;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
