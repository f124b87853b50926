package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of messages, each the JSON of one exchange as {@link IngestExchange} takes it. A message without a {@code
 * timestamp} happened when it was sent. Thread-safe.
 */
public final class MessageReader {

    private final ReportReader reader;
    private final Principal reporter;
    private final int maxBytes;

    /**
     * @param reporter whom all messages come from
     * @param maxBytes the most bytes of a message
     */
    public MessageReader(ReportReader reader, Principal reporter, int maxBytes) {
        this.reader = reader;
        this.reporter = reporter;
        this.maxBytes = maxBytes;
    }

    /**
     * Reads a message.
     *
     * @param value its bytes; null for none
     * @param id the request id of a message that has none; the same each time the message comes
     * @param sent when it was sent, in milliseconds of the epoch; 0 or less when that is not known
     * @throws GatewayError why it can never be kept
     */
    public ExchangeRecord read(byte @Nullable [] value, String id, long sent) {
        if (value == null || value.length == 0) {
            throw GatewayError.badRequest("empty_message", "The message is empty.");
        }
        if (value.length > maxBytes) {
            throw GatewayError.of(
                    413,
                    "message_too_large",
                    "The message has %d bytes, more than the limit of %d bytes.",
                    value.length,
                    maxBytes);
        }
        JsonNode report = Json.parse(value, 0, value.length);
        if (!(report instanceof ObjectNode exchange)) {
            throw GatewayError.badRequest(
                    "invalid_json",
                    report == null
                            ? "The message is not one well-formed JSON object in UTF-8 with each field once."
                            : "The message is JSON, but no object.");
        }
        if (!exchange.hasNonNull("timestamp") && sent > 0) {
            exchange.put("timestamp", sent);
        }
        return read(exchange, id);
    }

    /** A message over which the reading itself stumbles would hold up those behind it for ever. */
    private ExchangeRecord read(ObjectNode exchange, String id) {
        try {
            return reader.read(exchange, Source.KAFKA, reporter, id);
        } catch (GatewayError wrong) {
            throw wrong;
        } catch (RuntimeException e) {
            throw GatewayError.of(
                    500,
                    "unreadable_message",
                    "The message could not be read: %s.",
                    e.getClass().getSimpleName());
        }
    }
}
