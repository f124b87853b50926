package dev.caravan.processors.files;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.call.Call;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Whether a caller may have what a provider keeps: its owner may, and an admin. Whatever else there is does not exist for the
 * caller, and nothing tells whether it does for another.
 */
public final class ObjectAccess {

    /** Ids of proxies before OpenAI have their routing in them. */
    private static final int LONGEST_ID = 1000;

    private final StoredObjects objects;
    private final FileRules rules;

    public ObjectAccess(StoredObjects objects, FileRules rules) {
        this.objects = objects;
        this.rules = rules;
    }

    StoredObjects objects() {
        return objects;
    }

    static boolean seesAll(Principal caller) {
        return caller.role() == Role.ADMIN;
    }

    /**
     * Finds what the caller means by an id.
     *
     * @return empty for an id that the gateway does not know and the caller may use nevertheless; {@link
     *     dev.caravan.spi.GatewayError} 404 for any other that the caller does not own
     */
    Mono<Optional<StoredObject>> find(Call call, ObjectApi api, String id) {
        if (!isId(id)) {
            return Mono.error(api.missing(id));
        }
        Principal caller = Authenticate.caller(call);
        return objects.find(api.kind(), List.of(id), call.loop()).map(known -> {
            StoredObject own = own(known, caller);
            if (own != null) {
                return Optional.of(own);
            }
            if (seesAll(caller)) {
                return known.stream().findFirst();
            }
            if (known.isEmpty() && rules.allowsUnknown()) {
                return Optional.empty();
            }
            throw api.missing(id);
        });
    }

    /**
     * Which of these ids are the caller's at a provider, or everybody's.
     *
     * @return a set of the ids that the caller may see
     */
    Mono<Set<String>> visible(Call call, ObjectApi api, String provider, Set<String> ids) {
        String owner = StoredObject.owner(Authenticate.caller(call));
        return objects.find(api.kind(), ids, call.loop()).map(known -> {
            Map<String, Boolean> own = new HashMap<>();
            for (StoredObject object : known) {
                if (object.provider().equals(provider)) {
                    own.merge(object.id(), object.owner().equals(owner), Boolean::logicalOr);
                }
            }
            Set<String> visible = new HashSet<>(ids);
            visible.removeIf(id -> !own.getOrDefault(id, rules.allowsUnknown()));
            return visible;
        });
    }

    /** Whether a caller sees in lists only what is its own. */
    boolean isWhatIsSeenOwn() {
        return !rules.allowsUnknown();
    }

    /** Whether a caller may go on looking for something of its own in a list. */
    Mono<Boolean> mayHaveMore(Call call, ObjectApi api, String provider) {
        return rules.allowsUnknown()
                ? Mono.just(true)
                : objects.hasAny(api.kind(), provider, StoredObject.owner(Authenticate.caller(call)), call.loop());
    }

    /** The caller's own among those of one id; null when there is none. */
    static @Nullable StoredObject own(List<StoredObject> known, Principal caller) {
        String owner = StoredObject.owner(caller);
        for (StoredObject object : known) {
            if (object.owner().equals(owner)) {
                return object;
            }
        }
        return null;
    }

    /** Ids are words: whatever means something in a path, or in the URL around it, is none. */
    static boolean isId(String id) {
        boolean meansSomething = id.isEmpty() || id.equals(".") || id.equals("..") || id.length() > LONGEST_ID;
        return !meansSomething && id.chars().allMatch(ObjectAccess::isPlain);
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '='
                || c == '+'
                || c == '~';
    }
}
