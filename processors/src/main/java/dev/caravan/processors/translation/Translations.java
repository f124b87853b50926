package dev.caravan.processors.translation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Operation.Kind;
import dev.caravan.spi.Provider;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingDialect;
import dev.caravan.spi.wire.Json;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Knows which provider can serve which operation, in its own dialect or in another one. Thread-safe. */
public final class Translations {

    private static final Way AS_ASKED = new Way.AsAsked();
    private static final Way BY_THE_GATEWAY = new Way.ByTheGateway();

    private final Dialects dialects;

    public Translations(Dialects dialects) {
        this.dialects = dialects;
    }

    /** The dialects that it translates between. */
    public Dialects dialects() {
        return dialects;
    }

    /** How the provider serves the operation; null when it cannot. */
    public @Nullable Way way(Operation operation, Provider provider) {
        if (provider.operations().contains(operation)) {
            return AS_ASKED;
        }
        if (operation == Operation.COUNT_TOKENS) {
            return standIn(provider, asked -> asked.kind() == Kind.CHAT) == null ? null : BY_THE_GATEWAY;
        }
        Operation standIn = standIn(
                provider, asked -> asked.kind() == operation.kind() && isTranslatable(operation, asked, provider));
        return standIn == null ? null : new Way.ByTranslation(standIn);
    }

    /**
     * Begins a call's translation.
     *
     * @param asked what the provider is to be asked
     * @throws dev.caravan.spi.GatewayError 400 that names the field when the request cannot be read, or cannot be said in the
     *     provider's dialect; 422 {@code translation_loss} when the client wants no losses and there are some
     */
    public Translation begin(Call call, Target target, Operation asked) {
        return asked.kind() == Kind.EMBEDDINGS
                ? EmbeddingTranslation.begin(call, target, asked, this)
                : ChatTranslation.begin(call, target, asked, this);
    }

    /**
     * Begins a question of the gateway's own, in the neutral model.
     *
     * @param call a call of the gateway's own
     * @param heard takes the answer
     * @throws dev.caravan.spi.GatewayError as the other
     */
    public Translation begin(Call call, Target target, ChatRequest request, HeardAnswer heard) {
        Provider provider = target.provider().provider();
        Operation asked =
                standIn(provider, operation -> operation.kind() == Kind.CHAT && chat(operation, provider) != null);
        if (asked == null) {
            throw GatewayError.badRequest(
                    "operation_not_supported",
                    "Provider '%s' serves no chat that the gateway can read.",
                    target.provider().name());
        }
        return ChatTranslation.begin(call, target, asked, request, heard, new Losses(), this);
    }

    /**
     * Reads what a call's client asks of a chat that the gateway leads by itself.
     *
     * @param call of an operation of the kind chat, whose request was read
     * @throws dev.caravan.spi.GatewayError 400 that names the field when the request cannot be read
     */
    public ClientChat clientChat(Call call) {
        Operation operation = call.operation();
        if (operation == null) {
            throw new IllegalStateException("the request is not read yet");
        }
        return ClientChat.of(call, clientChat(operation));
    }

    /**
     * Reads and writes an answer in one dialect: for a client that asked for a stream of a provider that answered whole, or the
     * other way round.
     *
     * @return null when the operation's dialect is not known
     */
    public @Nullable AnswerTranslation reframing(Call call, Operation operation, ConfiguredProvider provider) {
        ChatDialect dialect = operation.kind() == Kind.CHAT ? chat(operation, provider.provider()) : null;
        JsonBody body = call.json();
        if (dialect == null || body == null) {
            return null;
        }
        ChatRequest request =
                dialect.decodeRequest(new WireRequest(call.model(), call.stream(), BodyTree.of(call)), new Losses());
        return new AnswerTranslation(call, provider.name(), new ClientForm(call, dialect, request), dialect);
    }

    /**
     * Reads and writes the stream that a call's client gets of its target.
     *
     * @return null when its dialect is not known
     */
    public @Nullable AnswerStream answerStream(Call call) {
        Operation operation = call.operation();
        Target target = call.target();
        if (operation == null || target == null || call.json() == null || operation.kind() != Kind.CHAT) {
            return null;
        }
        Provider provider = target.provider().provider();
        ChatDialect dialect = provider.operations().contains(operation) && call.agent() == null
                ? chat(operation, provider)
                : dialects.chat(operation.dialect());
        return dialect == null
                ? null
                : new AnswerStream(call, dialect, target.provider().name());
    }

    /** The content type of the operation's streamed answers; null when it is none that the gateway knows. */
    public @Nullable String streamContentType(Operation operation, ConfiguredProvider provider) {
        ChatDialect dialect = operation.kind() == Kind.CHAT ? chat(operation, provider.provider()) : null;
        return dialect == null ? null : dialect.streamContentType();
    }

    /**
     * What a provider's error says, as its dialect reads it; in OpenAI's where that is not known.
     *
     * @param asked what the provider was asked
     * @param status the answer's status, 400 or more
     * @param body what came with it, whatever that is
     */
    public GatewayError error(Operation asked, Provider provider, int status, byte[] body) {
        JsonNode json = Json.parse(body, 0, body.length);
        String name = provider.dialect(asked);
        EmbeddingDialect embedding = dialects.embedding(name);
        if (embedding != null) {
            return embedding.decodeError(status, json);
        }
        ChatDialect chat = dialects.chat(name);
        return (chat == null ? clientChat(Operation.CHAT_COMPLETIONS) : chat).decodeError(status, json);
    }

    /** Reads a request in Anthropic's dialect, also one that only counts and so needs no limit. */
    ChatRequest readMessages(JsonBody body) {
        WireRequest request = new WireRequest(body.model(), false, BodyTree.parse(body));
        if (!request.body().has("max_tokens")) {
            request.body().put("max_tokens", 1);
        }
        return clientChat(Operation.MESSAGES).decodeRequest(request, new Losses());
    }

    /** What a call is written in, as OpenAI's and others' clients speak it. */
    public ChatDialect clientChat(Operation operation) {
        return known(dialects.chat(operation.dialect()), operation);
    }

    EmbeddingDialect clientEmbedding(Operation operation) {
        return known(dialects.embedding(operation.dialect()), operation);
    }

    ChatDialect providerChat(Operation operation, Provider provider) {
        return known(chat(operation, provider), operation);
    }

    EmbeddingDialect providerEmbedding(Operation operation, Provider provider) {
        return known(dialects.embedding(provider.dialect(operation)), operation);
    }

    private @Nullable ChatDialect chat(Operation operation, Provider provider) {
        return dialects.chat(provider.dialect(operation));
    }

    private boolean isTranslatable(Operation operation, Operation asked, Provider provider) {
        return switch (operation.kind()) {
            case CHAT -> dialects.chat(operation.dialect()) != null && chat(asked, provider) != null;
            case EMBEDDINGS ->
                dialects.embedding(operation.dialect()) != null && dialects.embedding(provider.dialect(asked)) != null;
            case OTHER -> false;
        };
    }

    private static @Nullable Operation standIn(Provider provider, Predicate<Operation> fits) {
        for (Operation operation : provider.operations()) {
            if (fits.test(operation)) {
                return operation;
            }
        }
        return null;
    }

    private static <T> T known(@Nullable T dialect, Operation operation) {
        if (dialect == null) {
            throw new IllegalStateException("no dialect for " + operation);
        }
        return dialect;
    }
}
