package dev.caravan.processors.models;

import dev.caravan.processors.dialect.JsonText;
import java.time.Instant;
import java.util.List;

/** How the catalogue looks in one wire format. */
enum ModelShape {
    /** {@code {"object":"list","data":[{"id","object":"model","created","owned_by"}]}}. */
    OPENAI {
        @Override
        byte[] list(List<ListedModel> models) {
            StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
            appendAll(json, models);
            return JsonText.bytes(json.append("]}"));
        }

        @Override
        StringBuilder append(StringBuilder json, ListedModel model) {
            JsonText.append(json.append("{\"id\":"), model.id());
            json.append(",\"object\":\"model\",\"created\":").append(model.created());
            return JsonText.append(json.append(",\"owned_by\":"), model.ownedBy())
                    .append('}');
        }
    },

    /** {@code {"data":[{"type":"model","id","display_name","created_at"}],"has_more","first_id","last_id"}}, all on one page. */
    ANTHROPIC {
        @Override
        byte[] list(List<ListedModel> models) {
            StringBuilder json = new StringBuilder("{\"data\":[");
            appendAll(json, models);
            json.append("],\"has_more\":false,\"first_id\":");
            JsonText.append(json, models.isEmpty() ? null : models.get(0).id());
            json.append(",\"last_id\":");
            JsonText.append(
                    json,
                    models.isEmpty() ? null : models.get(models.size() - 1).id());
            return JsonText.bytes(json.append('}'));
        }

        @Override
        StringBuilder append(StringBuilder json, ListedModel model) {
            JsonText.append(json.append("{\"type\":\"model\",\"id\":"), model.id());
            JsonText.append(json.append(",\"display_name\":"), model.id());
            return json.append(",\"created_at\":\"")
                    .append(Instant.ofEpochSecond(model.created()))
                    .append("\"}");
        }
    };

    abstract byte[] list(List<ListedModel> models);

    abstract StringBuilder append(StringBuilder json, ListedModel model);

    byte[] one(ListedModel model) {
        return JsonText.bytes(append(new StringBuilder(), model));
    }

    void appendAll(StringBuilder json, List<ListedModel> models) {
        for (int i = 0; i < models.size(); i++) {
            append(i == 0 ? json : json.append(','), models.get(i));
        }
    }
}
