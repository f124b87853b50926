package dev.caravan.provider.ollama.chat;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/** Reads requests to {@code /api/generate}. One without a prompt only loads the model. */
final class GenerateRequestReader {

    private final Fields fields;
    private final SettingsReader settings;
    private final Losses losses;

    GenerateRequestReader(WireRequest wire, Losses losses) {
        this.fields = Fields.of(wire.body());
        this.settings = new SettingsReader(wire, fields, losses);
        this.losses = losses;
    }

    ChatRequest read() {
        refuseTexts();
        ChatRequest request = settings.read(messages()).build();
        String template = fields.text("template");
        if (template != null && !template.isEmpty()) {
            losses.add("template");
        }
        if (fields.has("context") && !fields.json().get("context").isEmpty()) {
            losses.add("context");
        }
        fields.ignore("context");
        settings.reportLosses();
        return request;
    }

    /** A text that is to be completed, or filled, is no conversation. */
    private void refuseTexts() {
        String suffix = fields.text("suffix");
        if (suffix != null && !suffix.isEmpty()) {
            throw unsupported("suffix");
        }
        if (fields.isTrue("raw")) {
            throw unsupported("raw");
        }
    }

    private static GatewayError unsupported(String field) {
        return GatewayError.badRequest("unsupported_parameter", "'%s' cannot be translated for this provider.", field)
                .withParam(field);
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        String system = fields.text("system");
        if (system != null && !system.isEmpty()) {
            messages.add(new Message(Role.SYSTEM, system));
        }
        List<Part> asked = new ArrayList<>();
        String prompt = fields.text("prompt");
        if (prompt != null && !prompt.isEmpty()) {
            asked.add(new Part.Text(prompt));
        }
        asked.addAll(Images.read(fields));
        if (!asked.isEmpty()) {
            messages.add(new Message(Role.USER, asked));
        }
        return messages;
    }
}
