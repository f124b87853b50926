package dev.caravan.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON of a part of the configuration, for what is JSON by its nature, such as a schema: there a number without quotes is
 * a number.
 */
final class JsonValues {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");

    private final ConfigSource source;

    JsonValues(ConfigSource source) {
        this.source = source;
    }

    /**
     * @param path the value's full path
     * @param value as {@link ConfigDocument} gives it
     */
    JsonNode of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = Json.object();
            map.forEach((key, item) -> object.set(key.toString(), of(ConfigSource.join(path, key.toString()), item)));
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = Json.array();
            for (int i = 0; i < list.size(); i++) {
                array.add(of(path + "[" + i + "]", list.get(i)));
            }
            return array;
        }
        return value == null ? NullNode.instance : scalar(path, value.toString());
    }

    private JsonNode scalar(String path, String text) {
        if (!source.isUnquoted(path)) {
            return TextNode.valueOf(text);
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return BooleanNode.valueOf(text.equalsIgnoreCase("true"));
        }
        return NUMBER.matcher(text).matches() ? DecimalNode.valueOf(new BigDecimal(text)) : TextNode.valueOf(text);
    }
}
