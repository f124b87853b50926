package dev.caravan.provider.bedrock.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.bedrock.BedrockErrors;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingDialect;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.wire.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings by Bedrock's {@code invoke}. The model, which is in the path, decides the format: Amazon's Titan takes one text a
 * call, Cohere's Embed several. Sources: <a
 * href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html">Titan</a>, <a
 * href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html">Cohere Embed</a>.
 */
public final class BedrockEmbeddingDialect implements EmbeddingDialect {

    @Override
    public String name() {
        return "bedrock-embeddings";
    }

    @Override
    public EmbeddingRequest decodeRequest(WireRequest request, Losses losses) {
        Fields body = Fields.of(request.body());
        return of(request.model(), body).decode(request.model(), body, losses);
    }

    /** @throws GatewayError 400 also for a model of neither format, and for several texts where Titan takes one */
    @Override
    public WireRequest encodeRequest(EmbeddingRequest request, Losses losses) {
        EmbeddingFormat format = of(request.model());
        if (format == null) {
            throw GatewayError.badRequest(
                            "unsupported_model",
                            "Embeddings on Bedrock are known for models named amazon.titan-embed-… and cohere.embed-…,"
                                    + " not for '%s'.",
                            request.model())
                    .withParam("model");
        }
        if (request.user() != null) {
            losses.add("user");
        }
        return new WireRequest(request.model(), false, format.encode(request, losses));
    }

    @Override
    public EmbeddingAnswer decodeAnswer(JsonNode body, Losses losses) {
        Fields answer = Fields.ofAnswer(body);
        return answer.has("embeddings") ? CohereFormat.decodeAnswer(answer) : TitanFormat.decodeAnswer(answer);
    }

    @Override
    public JsonNode encodeAnswer(EmbeddingAnswer answer, EmbeddingRequest request, Losses losses) {
        EmbeddingFormat format = of(request.model());
        if (format == null) {
            // An alias does not tell the format; Cohere's clients have to say a purpose, Titan's cannot.
            boolean cohere = request.purpose() != null || request.inputs().size() > 1;
            format = cohere ? new CohereFormat() : new TitanFormat();
        }
        return format.encode(answer, request);
    }

    @Override
    public List<String> usageFields() {
        return List.of("inputTextTokenCount");
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return Usage.of(Fields.ofAnswer(answer).wholeNumber("inputTextTokenCount", -1), 0);
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return BedrockErrors.read(status, body);
    }

    private static EmbeddingFormat of(@Nullable String model, Fields body) {
        EmbeddingFormat format = of(model);
        if (format != null) {
            return format;
        }
        return body.has("texts") ? new CohereFormat() : new TitanFormat();
    }

    private static @Nullable EmbeddingFormat of(@Nullable String model) {
        if (model == null) {
            return null;
        }
        if (model.contains("titan-embed")) {
            return new TitanFormat();
        }
        return model.contains("cohere.embed") ? new CohereFormat() : null;
    }
}
