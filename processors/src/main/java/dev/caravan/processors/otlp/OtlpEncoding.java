package dev.caravan.processors.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.caravan.processors.call.Answer;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The two encodings of OTLP/HTTP; an answer has that of its request. Source: <a
 * href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>.
 */
enum OtlpEncoding {
    PROTOBUF("application/x-protobuf") {

        @Override
        OtlpSpans read(byte[] body) {
            try {
                return OtlpProtobuf.read(ExportTraceServiceRequest.parseFrom(body));
            } catch (InvalidProtocolBufferException e) {
                throw malformed("The body is no ExportTraceServiceRequest in protobuf.");
            }
        }

        @Override
        byte[] accepted(long rejected, String message) {
            ExportTraceServiceResponse.Builder answer = ExportTraceServiceResponse.newBuilder();
            if (rejected > 0) {
                answer.setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(rejected)
                        .setErrorMessage(message));
            }
            return answer.build().toByteArray();
        }

        @Override
        byte[] status(int code, String message) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            try {
                out.writeInt32(1, code);
                out.writeString(2, message);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("a buffer in memory takes everything", e);
            }
            return bytes.toByteArray();
        }
    },

    JSON("application/json") {

        @Override
        OtlpSpans read(byte[] body) {
            JsonNode request = Json.parse(body, 0, body.length);
            if (request instanceof ObjectNode object) {
                return OtlpJson.read(object);
            }
            throw malformed("The body is no ExportTraceServiceRequest in JSON.");
        }

        @Override
        byte[] accepted(long rejected, String message) {
            ObjectNode answer = Json.object();
            if (rejected > 0) {
                answer.putObject("partialSuccess")
                        .put("rejectedSpans", Long.toString(rejected))
                        .put("errorMessage", message);
            }
            return Json.bytes(answer);
        }

        @Override
        byte[] status(int code, String message) {
            return Json.bytes(Json.object().put("code", code).put("message", message));
        }
    };

    /** Codes of google.rpc.Status. */
    private static final int INVALID_ARGUMENT = 3;

    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;

    private final String contentType;

    OtlpEncoding(String contentType) {
        this.contentType = contentType;
    }

    /** Reads the spans of a request. */
    abstract OtlpSpans read(byte[] body);

    abstract byte[] accepted(long rejected, String message);

    abstract byte[] status(int code, String message);

    /** The encoding that a request announces; null for another one, or none. */
    static @Nullable OtlpEncoding of(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        for (OtlpEncoding encoding : values()) {
            if (encoding.contentType.equals(type)) {
                return encoding;
            }
        }
        return null;
    }

    /** What a request comes to whose spans are kept, but for the rejected ones. */
    Answer answer(long rejected, String message) {
        return Answer.whole(200, contentType, accepted(rejected, message));
    }

    /** The answer to a request that cannot be taken. */
    Answer answer(GatewayError error) {
        Answer answer = Answer.whole(error.status(), contentType, status(code(error.status()), error.text()));
        if (error.retryAfter() != null) {
            long seconds = Math.max(1, (error.retryAfter().toMillis() + 999) / 1000);
            answer.headers().set("retry-after", Long.toString(seconds));
        }
        return answer;
    }

    private static int code(int status) {
        return switch (status) {
            case 429 -> RESOURCE_EXHAUSTED;
            case 502, 503, 504 -> UNAVAILABLE;
            default -> status >= 500 ? INTERNAL : INVALID_ARGUMENT;
        };
    }

    static GatewayError malformed(String message) {
        return GatewayError.badRequest("invalid_otlp", "%s", message);
    }
}
