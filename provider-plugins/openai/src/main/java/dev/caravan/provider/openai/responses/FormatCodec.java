package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** {@code text}: what shape the answer's text is to have. */
final class FormatCodec {

    /** A schema needs a name here; no model sees it. */
    private static final String NAMELESS = "response";

    private FormatCodec() {}

    static @Nullable OutputFormat read(Fields body, Losses losses) {
        Fields text = body.object("text");
        if (text == null) {
            return null;
        }
        String verbosity = text.text("verbosity");
        if (verbosity != null && !verbosity.equals("medium")) {
            losses.add("text.verbosity");
        }
        Fields format = text.object("format");
        text.reportUnread("text.", losses);
        return format == null ? null : format(format, losses);
    }

    private static @Nullable OutputFormat format(Fields format, Losses losses) {
        OutputFormat read =
                switch (format.requiredText("type")) {
                    case "text" -> null;
                    case "json_object" -> new OutputFormat.JsonObject();
                    case "json_schema" ->
                        new OutputFormat.JsonSchema(
                                format.requiredText("name"),
                                format.text("description"),
                                format.requiredObject("schema").json(),
                                format.flag("strict"));
                    default -> throw format.invalid("type", "it is none of text, json_object and json_schema");
                };
        format.reportUnread("text.format.", losses);
        return read;
    }

    static JsonNode write(@Nullable OutputFormat format) {
        ObjectNode written = Json.object();
        if (format instanceof OutputFormat.JsonSchema schema) {
            written.put("type", "json_schema").put("name", schema.name() == null ? NAMELESS : schema.name());
            if (schema.description() != null) {
                written.put("description", schema.description());
            }
            written.set("schema", schema.schema());
            if (schema.strict() != null) {
                written.put("strict", schema.strict());
            }
        } else {
            written.put("type", format instanceof OutputFormat.JsonObject ? "json_object" : "text");
        }
        return Json.object().set("format", written);
    }
}
