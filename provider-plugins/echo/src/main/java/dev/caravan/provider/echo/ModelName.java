package dev.caravan.provider.echo;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's name as a call gives it.
 *
 * @param id what stands before the question mark
 * @param misbehaviour the provider's own, with what stands after the question mark over it
 */
record ModelName(String id, Misbehaviour misbehaviour) {

    /**
     * @param name such as {@code echo-1} or {@code echo-1?delay=200ms&break-after=3}
     * @throws GatewayError 400 when the part after the question mark is not understood
     */
    static ModelName parse(String name, Misbehaviour byDefault) {
        int mark = name.indexOf('?');
        if (mark < 0) {
            return new ModelName(name, byDefault);
        }
        Map<String, String> words = new LinkedHashMap<>();
        for (String pair : name.substring(mark + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            words.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        Settings settings = Settings.of("model", words);
        try {
            Misbehaviour misbehaviour = byDefault.changedBy(settings);
            settings.rejectUnread();
            return new ModelName(name.substring(0, mark), misbehaviour);
        } catch (SettingsException e) {
            throw GatewayError.badRequest("invalid_value", "%s", e.getMessage()).withParam("model");
        }
    }
}
