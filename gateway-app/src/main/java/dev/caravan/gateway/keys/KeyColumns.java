package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.limits.RateLimit;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A key as a row of {@code api_keys}. */
final class KeyColumns {

    static final List<String> NAMES = List.of(
            "id",
            "version",
            "name",
            "living_name",
            "hash",
            "prefix",
            "previous_hash",
            "previous_good_until",
            "role",
            "scopes",
            "project",
            "allowed_models",
            "allowed_providers",
            "allowed_agents",
            "allowed_endpoints",
            "requests_per_minute",
            "requests_per_hour",
            "tokens_per_minute",
            "concurrent",
            "tokens_per_request",
            "usd_per_day",
            "usd_per_month",
            "guardrails",
            "enabled",
            "created_at",
            "expires_at",
            "revoked_at");

    private static final String LIST = String.join(", ", NAMES);

    static final String SELECT = "SELECT " + LIST + " FROM api_keys ";
    static final String INSERT = "INSERT INTO api_keys (" + LIST + ") VALUES ("
            + String.join(", ", Collections.nCopies(NAMES.size(), "?")) + ")";
    static final String UPDATE = "UPDATE api_keys SET "
            + NAMES.stream().map(name -> name + " = ?").collect(Collectors.joining(", ")) + " WHERE id = ?";

    private KeyColumns() {}

    /** Sets the parameters of {@link #INSERT}, which are the first ones of {@link #UPDATE}. */
    static void write(StoredKey key, PreparedStatement statement) throws SQLException {
        KeySpec spec = key.spec();
        Principal principal = spec.principal();
        List<@Nullable Object> values = new ArrayList<>(NAMES.size());
        values.add(key.id());
        values.add(key.version());
        values.add(key.name());
        values.add(key.isRevoked() ? null : key.name());
        values.add(key.hash().hex());
        values.add(key.prefix());
        values.add(key.previousHash() == null ? null : key.previousHash().hex());
        values.add(time(key.previousGoodUntil()));
        values.add(principal.role().word());
        values.add(texts(principal.scopes().stream().map(Scope::word).sorted().toList()));
        values.add(principal.project());
        values.add(texts(principal.allowedModels()));
        values.add(texts(principal.allowedProviders()));
        values.add(texts(principal.allowedAgents()));
        values.add(texts(principal.allowedEndpoints()));
        values.add(orNull(principal.limit().perMinute()));
        values.add(orNull(principal.limit().perHour()));
        values.add(orNull(principal.limit().tokensPerMinute()));
        values.add(orNull(principal.limit().concurrent()));
        long tokens = principal.budget().tokensPerRequest();
        values.add(tokens == 0 ? null : tokens);
        values.add(principal.budget().usdPerDay());
        values.add(principal.budget().usdPerMonth());
        values.add(texts(principal.guardrails()));
        values.add(spec.enabled());
        values.add(time(key.createdAt()));
        values.add(time(spec.expiresAt()));
        values.add(time(key.revokedAt()));
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    /** The key of the row that {@link #SELECT} stands on. */
    static StoredKey read(ResultSet row) throws SQLException {
        String previousHash = row.getString("previous_hash");
        return new StoredKey(
                row.getString("id"),
                row.getLong("version"),
                spec(row),
                KeyHash.ofHex(row.getString("hash")),
                row.getString("prefix"),
                previousHash == null ? null : KeyHash.ofHex(previousHash),
                instant(row, "previous_good_until"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "revoked_at"));
    }

    private static KeySpec spec(ResultSet row) throws SQLException {
        Principal principal = Principal.named(row.getString("name"), role(row.getString("role")), scopes(row))
                .project(row.getString("project"))
                .allowedModels(texts(row, "allowed_models"))
                .allowedProviders(texts(row, "allowed_providers"))
                .allowedAgents(texts(row, "allowed_agents"))
                .allowedEndpoints(texts(row, "allowed_endpoints"))
                .limit(new RateLimit(
                        row.getInt("requests_per_minute"),
                        row.getInt("requests_per_hour"),
                        row.getInt("concurrent"),
                        row.getInt("tokens_per_minute")))
                .budget(new Budget(
                        row.getLong("tokens_per_request"), usd(row, "usd_per_day"), usd(row, "usd_per_month")))
                .guardrails(texts(row, "guardrails"))
                .build();
        return new KeySpec(principal, row.getBoolean("enabled"), instant(row, "expires_at"));
    }

    /** A word that a newer version has written may do the least that there is. */
    private static Role role(String word) {
        for (Role role : Role.values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        return Role.READ_ONLY;
    }

    private static Set<Scope> scopes(ResultSet row) throws SQLException {
        List<String> words = texts(row, "scopes");
        return List.of(Scope.values()).stream()
                .filter(scope -> words.contains(scope.word()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String texts(List<String> texts) {
        ArrayNode array = Json.array();
        texts.forEach(array::add);
        return Json.text(array);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        JsonNode array = Json.parse(row.getString(column));
        if (array == null || !array.isArray()) {
            // To take it for an empty list would lift a restriction.
            throw new SQLException("api_keys." + column + " of " + row.getString("id") + " is no JSON array");
        }
        List<String> texts = new ArrayList<>(array.size());
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** The amount without the zeros that the column adds. */
    private static @Nullable BigDecimal usd(ResultSet row, String column) throws SQLException {
        BigDecimal amount = row.getBigDecimal(column);
        return amount == null ? null : Amounts.plain(amount);
    }

    private static @Nullable Integer orNull(int value) {
        return value == 0 ? null : value;
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
