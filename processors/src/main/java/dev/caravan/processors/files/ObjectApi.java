package dev.caravan.processors.files;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The APIs of what providers keep. Sources: OpenAI's <a href="https://platform.openai.com/docs/api-reference/files">files</a>, <a
 * href="https://platform.openai.com/docs/api-reference/uploads">uploads</a>, <a
 * href="https://platform.openai.com/docs/api-reference/batch">batches</a> and <a
 * href="https://platform.openai.com/docs/api-reference/responses">responses</a>, Anthropic's <a
 * href="https://platform.claude.com/docs/en/api/beta/files">files</a> and <a
 * href="https://platform.claude.com/docs/en/api/messages/batches">message batches</a>.
 */
public enum ObjectApi {
    FILES(Operation.FILES, StoredKind.FILE, "No such File object: %s", "after", List.of()),
    ANTHROPIC_FILES(Operation.ANTHROPIC_FILES, StoredKind.FILE, "File not found: %s", "after_id", List.of()),
    UPLOADS(Operation.UPLOADS, StoredKind.UPLOAD, "No such Upload object: %s", "after", List.of("/file/id")),
    BATCHES(
            Operation.BATCHES,
            StoredKind.BATCH,
            "No batch found with id '%s'.",
            "after",
            List.of("/output_file_id", "/error_file_id")),
    MESSAGE_BATCHES(
            Operation.MESSAGE_BATCHES, StoredKind.MESSAGE_BATCH, "Message batch not found: %s", "after_id", List.of()),
    RESPONSES(Operation.RESPONSE_ITEMS, StoredKind.RESPONSE, "Response with id '%s' not found.", "after", List.of());

    private static final AsciiString ANTHROPIC_VERSION = AsciiString.cached("anthropic-version");
    private static final int LONGEST_SHOWN = 200;

    private final Operation operation;
    private final StoredKind kind;
    private final String missing;
    private final String cursor;
    private final List<String> files;

    ObjectApi(Operation operation, StoredKind kind, String missing, String cursor, List<String> files) {
        this.operation = operation;
        this.kind = kind;
        this.missing = missing;
        this.cursor = cursor;
        this.files = files;
    }

    /** The API of {@code /v1/files} that a caller means: clients of Anthropic's say so by a header. */
    public static ObjectApi files(Call call) {
        return call.request().headers().contains(ANTHROPIC_VERSION) ? ANTHROPIC_FILES : FILES;
    }

    /** The API that serves an operation; null for one of another kind. */
    static @Nullable ObjectApi of(@Nullable Operation operation) {
        for (ObjectApi api : values()) {
            if (api.operation == operation) {
                return api;
            }
        }
        return null;
    }

    Operation operation() {
        return operation;
    }

    StoredKind kind() {
        return kind;
    }

    /** The parameter of a list's next page, whose value is the id of the last one's last item. */
    String cursor() {
        return cursor;
    }

    /** Where an object of this API names files that its provider has made. */
    List<String> files() {
        return files;
    }

    /** What is said of an id that does not exist, or not for this caller. */
    GatewayError missing(String id) {
        return GatewayError.of(404, "not_found", missing, shown(id)).withParam("id");
    }

    /** As much of an id as an error repeats. */
    static String shown(String id) {
        return id.length() > LONGEST_SHOWN ? id.substring(0, LONGEST_SHOWN) : id;
    }
}
