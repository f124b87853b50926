package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.database.DatabaseException;
import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.endpoints.Projects;
import dev.caravan.processors.request.PercentEncoding;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** What the steps of the admin API for keys have in common. */
public final class KeyAdministration {

    private static final Logger LOG = LoggerFactory.getLogger(KeyAdministration.class);

    private static final long LONGEST_BODY = 256 * 1024;
    private static final Duration COME_AGAIN = Duration.ofSeconds(5);

    private final KeyDirectory directory;
    private final List<ApiKey> configured;
    private final KeyFields fields;
    private final Workers workers;

    /**
     * @param directory the keys of the database
     * @param configured the keys of the configuration, in its order
     * @param providers the names of the configured providers
     * @param projects those of the configuration
     */
    public KeyAdministration(
            KeyDirectory directory,
            List<ApiKey> configured,
            Set<String> providers,
            Projects projects,
            Workers workers) {
        this.directory = directory;
        this.configured = configured;
        this.fields = new KeyFields(providers, projects);
        this.workers = workers;
    }

    KeyDirectory directory() {
        return directory;
    }

    List<ApiKey> configured() {
        return configured;
    }

    KeyFields fields() {
        return fields;
    }

    /** This moment, as exactly as the database keeps it. */
    Instant now() {
        return directory.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Answers with what the work makes; it may block. An answer of these is not for any cache: it may hold a key. */
    Mono<Void> answer(Call call, int status, Supplier<ObjectNode> work) {
        return workers.compute(call.loop(), () -> reachable(work), () -> {})
                .doOnNext(json -> {
                    Answer answer = Answer.json(status, Json.bytes(json));
                    answer.headers().set("cache-control", "no-store");
                    call.answerWith(answer);
                })
                .then();
    }

    /** The same with the request's body, which is one JSON object; an empty body counts as an empty object. */
    Mono<Void> answer(Call call, int status, Function<ObjectNode, ObjectNode> work) {
        return call.body().whole(LONGEST_BODY).flatMap(bytes -> {
            byte[] body = ByteBufUtil.getBytes(bytes);
            return answer(call, status, () -> work.apply(object(body)));
        });
    }

    private static ObjectNode reachable(Supplier<ObjectNode> work) {
        try {
            return work.get();
        } catch (DatabaseException e) {
            LOG.atError().addKeyValue("reason", String.valueOf(e.getMessage())).log("keys cannot be administered");
            throw GatewayError.of(503, "database_unavailable", "The gateway cannot reach its database at the moment.")
                    .withRetryAfter(COME_AGAIN);
        }
    }

    private static ObjectNode object(byte[] body) {
        if (body.length == 0) {
            return Json.object();
        }
        if (Json.parse(body, 0, body.length) instanceof ObjectNode object) {
            return object;
        }
        throw GatewayError.badRequest("invalid_json", "The body of your request is not one JSON object.");
    }

    /** The id that the path names. */
    static String id(Call call) {
        Map<String, String> variables = call.request().pathVariables();
        String encoded = variables.getOrDefault("id", "");
        String id = PercentEncoding.decode(encoded);
        return id == null ? encoded : id;
    }

    /** The key of the configuration with that id, if the administrator may see it. */
    Optional<ApiKey> configured(String id, Administrator administrator) {
        return configured.stream()
                .filter(key -> KeyJson.idOf(key).equals(id))
                .filter(key -> administrator.administers(key.principal()))
                .findFirst();
    }

    /**
     * Changes a key of the database. Blocks.
     *
     * @throws GatewayError 404 {@code key_not_found}, 409 {@code key_is_configured}, or what the change throws
     */
    StoredKey change(String id, Administrator administrator, UnaryOperator<StoredKey> change) {
        if (configured(id, administrator).isPresent()) {
            throw GatewayError.of(
                    409, "key_is_configured", "The key '%s' is one of the configuration: change it there.", id);
        }
        return directory
                .change(id, key -> {
                    if (!administrator.administers(key.spec().principal())) {
                        throw notFound(id);
                    }
                    return change.apply(key);
                })
                .orElseThrow(() -> notFound(id));
    }

    /** @throws GatewayError 409 {@code name_taken} when a key of the configuration has that name */
    void refuseConfiguredName(String name) {
        if (configured.stream().anyMatch(key -> key.principal().name().equals(name))) {
            throw KeyStore.nameTaken(name);
        }
    }

    /** @throws GatewayError 409 {@code key_revoked} */
    static void refuseRevoked(StoredKey key) {
        if (key.isRevoked()) {
            throw GatewayError.of(
                    409, "key_revoked", "The key '%s' is revoked for good: create another one.", key.id());
        }
    }

    static GatewayError notFound(String id) {
        return GatewayError.of(404, "key_not_found", "There is no key '%s'.", id);
    }
}
