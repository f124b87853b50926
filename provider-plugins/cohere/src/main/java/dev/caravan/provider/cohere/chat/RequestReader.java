package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one request. */
final class RequestReader {

    private static final Set<String> NO_CITATIONS = Set.of("OFF", "DISABLED");

    private final WireRequest wire;
    private final Fields fields;
    private final Losses losses;

    RequestReader(WireRequest wire, Losses losses) {
        this.wire = wire;
        this.fields = Fields.of(wire.body());
        this.losses = losses;
    }

    ChatRequest read() {
        String model = fields.text("model");
        boolean stream = fields.isTrue("stream");
        ToolsReader tools = new ToolsReader(fields, losses);
        ChatRequest request = ChatRequest.of(model == null ? wire.model() : model, messages()).stream(stream)
                .streamUsage(true)
                .tools(tools.tools())
                .toolChoice(tools.choice())
                .sampling(sampling())
                .maxTokens(fields.integer("max_tokens"))
                .stop(fields.texts("stop_sequences"))
                .format(format())
                .thinking(ThinkingField.read(fields))
                .build();
        reportLosses();
        return request;
    }

    private List<Message> messages() {
        if (!fields.has("messages")) {
            throw fields.missing("messages");
        }
        MessageReader reader = new MessageReader(losses);
        List<Message> messages = new ArrayList<>();
        for (Fields message : fields.objects("messages")) {
            messages.add(reader.read(message));
        }
        List<Part> documents = documents();
        if (!documents.isEmpty()) {
            insert(documents, messages);
        }
        return messages;
    }

    /** What the answer is to rest on stands before what the user asks last. */
    private void insert(List<Part> documents, List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role() == Role.USER) {
                List<Part> parts = new ArrayList<>(documents);
                parts.addAll(messages.get(i).parts());
                messages.set(i, new Message(Role.USER, parts));
                return;
            }
        }
        losses.add("documents");
    }

    private List<Part> documents() {
        boolean cited = citesDocuments();
        List<Part> documents = new ArrayList<>();
        JsonNode given = fields.any("documents");
        if (given == null) {
            return documents;
        }
        if (!given.isArray()) {
            throw fields.wrong("documents", "an array", given);
        }
        ObjectNode whole = Json.object();
        ArrayNode objects = whole.putArray("documents");
        given.forEach(document -> objects.add(document.isTextual() ? ofText(document.textValue()) : document));
        for (Fields document : Fields.of(whole).objects("documents")) {
            documents.add(DocumentFields.read(document, cited, "documents", losses));
        }
        return documents;
    }

    /** A string is short for a document of one text. */
    private static ObjectNode ofText(String text) {
        ObjectNode document = Json.object();
        document.putObject("data").put("text", text);
        return document;
    }

    private boolean citesDocuments() {
        Fields options = fields.object("citation_options");
        String mode = options == null ? null : options.text("mode");
        if (options != null) {
            options.reportUnread("citation_options.", losses);
        }
        boolean cited = mode == null || !NO_CITATIONS.contains(mode);
        if (mode != null && cited && !fields.has("documents")) {
            losses.add("citation_options");
        }
        return cited;
    }

    private Sampling sampling() {
        Integer k = fields.integer("k");
        return new Sampling(
                fields.number("temperature"),
                fields.number("p"),
                k == null || k == 0 ? null : k,
                null,
                fields.wholeNumber("seed"),
                fields.number("frequency_penalty"),
                fields.number("presence_penalty"),
                null,
                fields.flag("logprobs"),
                null,
                null);
    }

    private @Nullable OutputFormat format() {
        Fields format = fields.object("response_format");
        if (format == null) {
            return null;
        }
        return switch (format.requiredText("type")) {
            case "text" -> null;
            case "json_object" -> {
                Fields schema = format.object("json_schema");
                Fields named = schema == null ? format.object("schema") : schema;
                format.reportUnread("response_format.", losses);
                yield named == null
                        ? new OutputFormat.JsonObject()
                        : new OutputFormat.JsonSchema(null, null, named.json(), null);
            }
            default -> throw format.invalid("type", "expected 'text' or 'json_object'");
        };
    }

    /** What has no effect at its default is no loss. */
    private void reportLosses() {
        String safety = fields.text("safety_mode");
        if (safety != null && !safety.equals("CONTEXTUAL")) {
            losses.add("safety_mode");
        }
        if (fields.wholeNumber("priority", 0) != 0) {
            losses.add("priority");
        }
        if (fields.isTrue("raw_prompting")) {
            losses.add("raw_prompting");
        }
        fields.reportUnread("", losses);
    }
}
