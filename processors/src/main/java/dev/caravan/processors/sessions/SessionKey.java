package dev.caravan.processors.sessions;

/**
 * Which session. The same id in another project is another session.
 *
 * @param project the project's id
 * @param id the session's id, a UUID in lower case
 */
public record SessionKey(String project, String id) {}
