package dev.caravan.processors.guardrails.kinds.secrets;

import dev.caravan.processors.guardrails.kinds.text.Search;
import dev.caravan.processors.guardrails.kinds.text.SearchScanner;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Finds credentials: keys and tokens of known forms, private keys, values given to secret names, and what looks random. */
public final class SecretsKind implements GuardrailKind {

    private static final String DEFAULT_ENTROPY = "4.5";
    private static final String OFF = "false";

    @Override
    public String name() {
        return "secrets";
    }

    @Override
    public Guardrail create(Settings settings) {
        Set<SecretType> chosen = settings.choices("types", SecretType.class);
        // In the order of the types: of two that fit, such as openai-key and anthropic-key, the first gives the label.
        Set<SecretType> types = chosen.isEmpty() ? EnumSet.allOf(SecretType.class) : EnumSet.copyOf(chosen);
        List<Search> searches = new ArrayList<>();
        if (types.contains(SecretType.PRIVATE_KEY)) {
            searches.add(new PrivateKeySearch());
        }
        searches.add(new TokenSearch(types));
        if (types.contains(SecretType.JWT)) {
            searches.add(new JwtSearch());
        }
        boolean aws = types.contains(SecretType.AWS_SECRET_KEY);
        boolean assigned = types.contains(SecretType.ASSIGNED_SECRET);
        if (aws || assigned) {
            searches.add(new AssignmentSearch(aws, assigned));
        }
        double base64 = entropy(settings, "entropy", DEFAULT_ENTROPY);
        double hex = entropy(settings, "hex-entropy", OFF);
        if (types.contains(SecretType.HIGH_ENTROPY) && Math.min(base64, hex) < Double.POSITIVE_INFINITY) {
            searches.add(new EntropySearch(base64, hex));
        }
        return new SearchScanner(searches);
    }

    /** Bits a character; infinite when it is switched off. */
    private static double entropy(Settings settings, String key, String otherwise) {
        String word = settings.text(key, otherwise);
        if (word.equals(OFF)) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double bits = Double.parseDouble(word);
            if (bits > 0 && bits <= 6) {
                return bits;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw settings.invalid(
                key,
                "'" + word + "' is neither false nor a number of bits up to 6",
                "Write false or a number such as 4.5");
    }
}
