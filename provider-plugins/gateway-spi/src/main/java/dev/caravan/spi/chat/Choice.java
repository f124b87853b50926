package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer; most calls ask for just one.
 *
 * @param index from 0
 * @param parts what the assistant says, in order
 * @param finish why it ended, or null where the provider did not say
 * @param logprobs in OpenAI's shape ({@code {"content":[…],"refusal":…}}), or null
 */
public record Choice(int index, List<Part> parts, @Nullable Finish finish, @Nullable JsonNode logprobs) {

    public Choice {
        parts = List.copyOf(parts);
    }

    public Choice(int index, List<Part> parts, @Nullable Finish finish) {
        this(index, parts, finish, null);
    }
}
