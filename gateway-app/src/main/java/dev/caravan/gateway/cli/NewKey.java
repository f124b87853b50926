package dev.caravan.gateway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The options of {@code keys create}, and the request that they make. What is left out is left to the gateway. */
final class NewKey {

    private static final List<String> TEXTS = List.of("--name", "--role", "--project");
    private static final List<String> LISTS = List.of(
            "--scopes",
            "--allowed-models",
            "--allowed-providers",
            "--allowed-agents",
            "--allowed-endpoints",
            "--guardrails");
    private static final List<String> LIMITS =
            List.of("--requests-per-minute", "--requests-per-hour", "--tokens-per-minute", "--concurrent");
    private static final String TOKENS = "--tokens-per-request";
    private static final List<String> DOLLARS = List.of("--usd-per-day", "--usd-per-month");
    private static final String EXPIRES = "--expires";

    static final List<String> OPTIONS = options();

    private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,12})?");

    private NewKey() {}

    /**
     * @return the body of {@code POST /api/v1/keys}
     * @throws CommandFailure when the name is missing or a value cannot be read
     */
    static ObjectNode of(Arguments arguments) {
        if (!arguments.has("--name")) {
            throw CommandFailure.wrongUse("--name is missing. Write a name by which logs know the key: --name=web");
        }
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        for (String option : TEXTS) {
            arguments.option(option).ifPresent(text -> key.put(field(option), text));
        }
        for (String option : LISTS) {
            arguments.option(option).ifPresent(text -> list(option, text, key.putArray(field(option))));
        }
        arguments.option(EXPIRES).ifPresent(text -> key.put("expires_at", instant(text)));
        ObjectNode limits = JsonNodeFactory.instance.objectNode();
        for (String option : LIMITS) {
            arguments.option(option).ifPresent(text -> limits.put(field(option), count(option, text)));
        }
        ObjectNode budgets = JsonNodeFactory.instance.objectNode();
        arguments.option(TOKENS).ifPresent(text -> budgets.put(field(TOKENS), count(TOKENS, text)));
        for (String option : DOLLARS) {
            arguments.option(option).ifPresent(text -> budgets.put(field(option), amount(option, text)));
        }
        putUnlessEmpty(key, "limits", limits);
        putUnlessEmpty(key, "budgets", budgets);
        return key;
    }

    private static void putUnlessEmpty(ObjectNode key, String name, ObjectNode value) {
        if (!value.isEmpty()) {
            key.set(name, value);
        }
    }

    private static void list(String option, String text, ArrayNode values) {
        for (String value : text.split(",", -1)) {
            if (value.isBlank()) {
                throw CommandFailure.wrongUse(
                        option + ": '" + text + "' has an empty place. Write names with commas between them");
            }
            values.add(value.strip());
        }
    }

    /** A date counts to its end in UTC, as in the configuration. */
    private static String instant(String text) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant().toString()
                    : LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .toString();
        } catch (DateTimeException e) {
            throw CommandFailure.wrongUse(
                    EXPIRES + ": '" + text + "' is no date. Write 2027-01-31, or 2027-01-31T12:00:00Z with its offset");
        }
    }

    private static long count(String option, String text) {
        if (!COUNT.matcher(text).matches()) {
            throw CommandFailure.wrongUse(option + ": '" + text + "' is no count. Write a whole number");
        }
        return Long.parseLong(text);
    }

    private static BigDecimal amount(String option, String text) {
        if (!AMOUNT.matcher(text).matches()) {
            throw CommandFailure.wrongUse(
                    option + ": '" + text + "' is no amount of USD. Write a number such as 12.50");
        }
        return new BigDecimal(text);
    }

    /** {@code --requests-per-minute} is {@code requests_per_minute} in JSON. */
    private static String field(String option) {
        return option.substring(2).replace('-', '_');
    }

    private static List<String> options() {
        List<String> all = new ArrayList<>(TEXTS);
        all.addAll(LISTS);
        all.add(EXPIRES);
        all.addAll(LIMITS);
        all.add(TOKENS);
        all.addAll(DOLLARS);
        return List.copyOf(all);
    }
}
