package dev.caravan.processors.files;

import dev.caravan.processors.auth.Principal;

/**
 * Something that a provider keeps, and whose it is.
 *
 * @param kind what it is
 * @param id as the provider names it
 * @param provider the name of the provider that has it
 * @param owner whose it is, as {@link #owner} words it
 */
public record StoredObject(StoredKind kind, String id, String provider, String owner) {

    /** Who owns what a caller makes: the key's project, or the key itself where it has none. */
    public static String owner(Principal caller) {
        return caller.project() == null ? "key/" + caller.name() : "project/" + caller.project();
    }
}
