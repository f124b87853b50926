package dev.caravan.spi.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param role who says it
 * @param parts what is said, in order; may be empty
 * @param name the speaker's name where several share a role, or null
 */
public record Message(Role role, List<Part> parts, @Nullable String name) {

    public Message {
        parts = List.copyOf(parts);
    }

    public Message(Role role, List<Part> parts) {
        this(role, parts, null);
    }

    /** A message of plain text. */
    public Message(Role role, String text) {
        this(role, List.of(new Part.Text(text)), null);
    }
}
