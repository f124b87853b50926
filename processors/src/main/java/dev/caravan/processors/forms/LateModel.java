package dev.caravan.processors.forms;

import dev.caravan.spi.GatewayError;

/** Words why a model that stands behind a form's file comes too late. */
public final class LateModel {

    private LateModel() {}

    /** @param why what would have had to be done before the call began, as in {@code it is an alias} */
    public static GatewayError refused(String model, String why) {
        return GatewayError.badRequest(
                        "model_after_file",
                        "Model '%s' comes too late in the form, as %s: put the field 'model' before the file.",
                        model,
                        why)
                .withParam("model");
    }
}
