package dev.caravan.gateway.config;

import dev.caravan.processors.guardrails.ConfiguredGuardrail;
import dev.caravan.processors.guardrails.GuardrailAction;
import dev.caravan.processors.guardrails.Replacement;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Side;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the gateway's part of {@code guardrails}. */
final class GuardrailsReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern PLAIN = Pattern.compile("[^\\p{Cntrl}\"\\\\]{1,100}");
    private static final int SMALLEST_WINDOW = 64;
    private static final int LARGEST_WINDOW = 1 << 20;

    /** What happens to calls when a guardrail itself fails. */
    private enum WhenFailing {
        CLOSED,
        OPEN
    }

    private final ConfigSource source;
    private final ConfigProblems problems;

    GuardrailsReader(ConfigSource source, ConfigProblems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** The guardrails in the order of the file, which is that of their application. */
    List<GuardrailConfig> read(Settings root) {
        Settings parent = problems.read(() -> root.section("guardrails")).orElse(Settings.of("guardrails", Map.of()));
        List<GuardrailConfig> guardrails = new ArrayList<>();
        for (String name : source.keysOf("guardrails")) {
            problems.read(() -> parent.section(name)).ifPresent(settings -> {
                if (NAME.matcher(name).matches()) {
                    guardrails.add(guardrail(name, settings));
                } else {
                    problems.add(
                            settings.path(), "is no guardrail's name", "Use letters, digits, '-' and '_', 64 at most");
                }
            });
        }
        return List.copyOf(guardrails);
    }

    /** The kind reads the rest of the section, and so tells of the keys that nobody knows. */
    private GuardrailConfig guardrail(String name, Settings settings) {
        Section section = new Section(settings, problems);
        GuardrailAction action = section.choice("action", GuardrailAction.class, GuardrailAction.BLOCK);
        Set<Side> sides = sides(section);
        boolean restore = section.flag("restore", false);
        Replacement replacement = replacement(section, action);
        if (restore) {
            refuseUselessRestore(section, action, sides, replacement);
        }
        return new GuardrailConfig(
                name,
                section.text("kind").orElse(""),
                sides,
                action,
                replacement,
                restore,
                section.choice("when-failing", WhenFailing.class, WhenFailing.CLOSED) == WhenFailing.OPEN,
                section.duration("timeout", ConfiguredGuardrail.DEFAULT_TIMEOUT),
                section.integer("window", ConfiguredGuardrail.DEFAULT_WINDOW, SMALLEST_WINDOW, LARGEST_WINDOW),
                section.flag("everywhere", true),
                settings);
    }

    private Set<Side> sides(Section section) {
        Set<Side> sides = section.choices("on", Side.class);
        if (sides.isEmpty()) {
            if (source.has(section.pathOf("on"))) {
                section.refuse("on", "names nothing", "Write input, output or both, or leave the key out for both");
            }
            return EnumSet.allOf(Side.class);
        }
        return sides;
    }

    private static Replacement replacement(Section section, GuardrailAction action) {
        String template = section.text("replacement").orElse(null);
        if (template == null) {
            return Replacement.DEFAULT;
        }
        if (action != GuardrailAction.REDACT) {
            section.refuse("replacement", "means nothing without action: redact", "Remove it, or write action: redact");
        } else if (!PLAIN.matcher(template).matches()) {
            section.refuse(
                    "replacement",
                    "is longer than 100 characters, or has quotes, backslashes or line breaks in it",
                    "Write something like \"[{label}]\"");
        }
        return Replacement.of(template);
    }

    private static void refuseUselessRestore(
            Section section, GuardrailAction action, Set<Side> sides, Replacement replacement) {
        if (action != GuardrailAction.REDACT) {
            section.refuse("restore", "means nothing without action: redact", "Remove it, or write action: redact");
        } else if (!sides.contains(Side.INPUT)) {
            section.refuse(
                    "restore", "puts back what was redacted of the input, which is not looked at", "Add input to on");
        } else if (!replacement.labelled()) {
            section.refuse(
                    "replacement", "has no {label}, so that nothing can be put back for it", "Write \"[{label}]\"");
        }
    }
}
