package dev.caravan.provider.gemini.embeddings;

import dev.caravan.spi.chat.Losses;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What vectors are for: {@code taskType} and the neutral purpose. Source: <a href="https://ai.google.dev/api/embeddings#TaskType">TaskType</a>. */
final class TaskTypes {

    private TaskTypes() {}

    /** @param losses takes the task type where the purpose says less than it */
    static @Nullable String purpose(@Nullable String taskType, Losses losses) {
        if (taskType == null) {
            return null;
        }
        return switch (taskType) {
            case "TASK_TYPE_UNSPECIFIED" -> null;
            case "RETRIEVAL_QUERY" -> "search_query";
            case "RETRIEVAL_DOCUMENT" -> "search_document";
            case "CLASSIFICATION" -> "classification";
            case "CLUSTERING" -> "clustering";
            case "QUESTION_ANSWERING", "FACT_VERIFICATION", "CODE_RETRIEVAL_QUERY" -> {
                losses.add("task_type");
                yield "search_query";
            }
            default -> {
                losses.add("task_type");
                yield null;
            }
        };
    }

    /** @param losses takes a purpose that no task type has */
    static @Nullable String taskType(@Nullable String purpose, Losses losses) {
        if (purpose == null) {
            return null;
        }
        return switch (purpose.toLowerCase(Locale.ROOT)) {
            case "search_query" -> "RETRIEVAL_QUERY";
            case "search_document" -> "RETRIEVAL_DOCUMENT";
            case "classification" -> "CLASSIFICATION";
            case "clustering" -> "CLUSTERING";
            default -> {
                losses.add("input_type");
                yield null;
            }
        };
    }
}
