package dev.caravan.processors.pricing;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.forms.FormBody;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import org.jspecify.annotations.Nullable;

/** What a request asks for that some providers count one by one: images, and characters that are to be spoken. */
public final class AskedCount {

    /** No provider draws nearly as many for one call. */
    private static final long MOST_IMAGES = 1_000_000;

    private AskedCount() {}

    /** To be asked while the request is still there. Null where the call asks for something else. */
    public static @Nullable Count of(Call call) {
        Operation operation = call.operation();
        if (operation == Operation.IMAGE_GENERATIONS
                || operation == Operation.IMAGE_EDITS
                || operation == Operation.IMAGE_VARIATIONS) {
            return Count.of(Meter.IMAGE, Math.max(1, Math.min(MOST_IMAGES, images(call))));
        }
        if (operation == Operation.SPEECH && call.json() != null) {
            String text = field(call, "input");
            return text == null ? null : Count.of(Meter.CHARACTER, text.codePointCount(0, text.length()));
        }
        return null;
    }

    private static long images(Call call) {
        FormBody form = call.form();
        String n = form != null ? form.field("n") : call.json() == null ? null : field(call, "n");
        try {
            return n == null ? 1 : Long.parseLong(n.strip());
        } catch (NumberFormatException notANumber) {
            return 1;
        }
    }

    private static @Nullable String field(Call call, String name) {
        try {
            return BodyTree.of(call).path(name).asText(null);
        } catch (GatewayError unreadable) {
            return null;
        }
    }
}
