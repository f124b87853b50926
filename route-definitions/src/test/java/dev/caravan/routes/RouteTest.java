package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.VerbDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped route: which requests it takes, and which steps it takes them through, in which order. */
class RouteTest extends CamelTestSupport {

    private static final List<String> FILES = List.of(
            "a2a.yaml",
            "admin.yaml",
            "audio.yaml",
            "batches.yaml",
            "chat.yaml",
            "cohere.yaml",
            "completions.yaml",
            "embeddings.yaml",
            "files.yaml",
            "gemini.yaml",
            "images.yaml",
            "ingest.yaml",
            "ledger.yaml",
            "kafka.yaml",
            "mcp.yaml",
            "messages.yaml",
            "models.yaml",
            "moderations.yaml",
            "ollama.yaml",
            "operating.yaml",
            "other-paths.yaml",
            "project.yaml",
            "proxy.yaml",
            "rerank.yaml",
            "realtime.yaml",
            "responses.yaml",
            "traces.yaml");
    private static final List<String> STEPS = List.of(
            "authenticate",
            "requireChatScope",
            "requireModelsScope",
            "requireProxyScope",
            "requireIngestScope",
            "readChatRequest",
            "readMessagesRequest",
            "readCountTokensRequest",
            "readResponsesRequest",
            "readResponseItemsRequest",
            "readGeminiRequest",
            "readOllamaChatRequest",
            "readOllamaGenerateRequest",
            "readOllamaEmbedRequest",
            "readCohereChatRequest",
            "readCohereEmbedRequest",
            "findResponse",
            "findPreviousResponse",
            "rememberResponse",
            "readEmbeddingsRequest",
            "readImageRequest",
            "readImageEditRequest",
            "readImageVariationRequest",
            "readCompletionsRequest",
            "readTranscriptionRequest",
            "readTranslationRequest",
            "readSpeechRequest",
            "readModerationRequest",
            "readRerankRequest",
            "refuseUnknownPath",
            "resolvePathTarget",
            "readBatchRequest",
            "readMessageBatchRequest",
            "limitUpload",
            "checkFiles",
            "askForFiles",
            "askForUploads",
            "askForBatches",
            "askForMessageBatches",
            "findFile",
            "findUpload",
            "findBatch",
            "findMessageBatch",
            "findInputFile",
            "rememberObjects",
            "listOwnObjects",
            "readA2aRequest",
            "moveExtendedCard",
            "tellAgentCard",
            "readRealtimeRequest",
            "callRealtime",
            "resolveTarget",
            "resolveProxyTarget",
            "checkModelAccess",
            "limitRate",
            "record",
            "limitTarget",
            "reserveBudget",
            "keepInCache",
            "answerFromCache",
            "fitContext",
            "guardOutput",
            "guardInput",
            "limitTokens",
            "runAgent",
            "callProvider",
            "listModels",
            "findProject",
            "readEndpointRequest",
            "readEndpointChat",
            "limitEndpoint",
            "validateInput",
            "recallSession",
            "applyPrompt",
            "refuseProviderError",
            "validateOutput",
            "rememberSession",
            "tellEndpointAnswer",
            "listEndpoints",
            "tellHealth",
            "tellReadiness",
            "tellMetrics",
            "tellAdminApi",
            "tellStats",
            "tellAdminStats",
            "requireDebugging",
            "tellThreads",
            "tellHeap",
            "tellRecording",
            "tellCpuProfile",
            "requireAdminScope",
            "listKeys",
            "createKey",
            "readKey",
            "changeKey",
            "revokeKey",
            "rotateKey",
            "tellSpend",
            "requireIngestScope",
            "authenticateIntake",
            "readReport",
            "readBatch",
            "readIntakeReport",
            "ingestExchange",
            "ingestBatch",
            "ingestIntake",
            "readSpanReport",
            "ingestOtlp",
            "ingestSpans",
            "ingestTrajectory",
            "listSpans",
            "listTraces",
            "readTrace",
            "listSessions",
            "readSession",
            "listLogs",
            "readLog",
            "tellUsage",
            "tellCosts",
            "ingestMessages",
            "checkOrigin",
            "requireMcpScope",
            "readMcpMessage",
            "findEndpointTool",
            "answerMcp",
            "tellToolResult",
            "tellToolFailure");

    private final List<String> taken = new ArrayList<>();
    private String failing = "";

    static Stream<Arguments> routes() {
        return Stream.of(
                Arguments.of(
                        "direct:chat",
                        "authenticate requireChatScope limitRate record readChatRequest checkFiles resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput fitContext"
                                + " answerFromCache runAgent callProvider keepInCache guardOutput"),
                Arguments.of(
                        "direct:embeddings",
                        "authenticate requireChatScope limitRate record readEmbeddingsRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput"
                                + " answerFromCache callProvider keepInCache"),
                Arguments.of(
                        "direct:images",
                        "authenticate requireChatScope limitRate record readImageRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput callProvider"),
                Arguments.of(
                        "direct:messages",
                        "authenticate requireChatScope limitRate record readMessagesRequest checkFiles resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput fitContext"
                                + " answerFromCache runAgent callProvider keepInCache guardOutput"),
                Arguments.of(
                        "direct:count-tokens",
                        "authenticate requireChatScope limitRate readCountTokensRequest checkFiles resolveTarget"
                                + " checkModelAccess limitTarget callProvider"),
                Arguments.of(
                        "direct:responses",
                        "authenticate requireChatScope limitRate record readResponsesRequest checkFiles resolveTarget"
                                + " findPreviousResponse checkModelAccess limitTarget limitTokens reserveBudget guardInput"
                                + " fitContext answerFromCache runAgent callProvider rememberResponse keepInCache guardOutput"),
                Arguments.of(
                        "direct:compact-response",
                        "authenticate requireChatScope limitRate record readResponseItemsRequest checkFiles resolveTarget"
                                + " findPreviousResponse checkModelAccess limitTarget limitTokens reserveBudget guardInput callProvider"
                                + " guardOutput"),
                Arguments.of(
                        "direct:count-response-tokens",
                        "authenticate requireChatScope limitRate record readResponseItemsRequest checkFiles resolveTarget"
                                + " findPreviousResponse checkModelAccess limitTarget callProvider"),
                Arguments.of(
                        "direct:stored-response",
                        "authenticate requireChatScope limitRate record findResponse checkModelAccess limitTarget callProvider"),
                Arguments.of(
                        "direct:delete-response",
                        "authenticate requireChatScope limitRate record findResponse checkModelAccess limitTarget callProvider"
                                + " rememberObjects"),
                Arguments.of(
                        "direct:gemini",
                        "authenticate requireChatScope limitRate record readGeminiRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput fitContext"
                                + " answerFromCache runAgent callProvider keepInCache guardOutput"),
                Arguments.of(
                        "direct:ollama-chat",
                        "authenticate requireChatScope limitRate record readOllamaChatRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput fitContext"
                                + " answerFromCache runAgent callProvider keepInCache guardOutput"),
                Arguments.of(
                        "direct:ollama-generate",
                        "authenticate requireChatScope limitRate record readOllamaGenerateRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput fitContext"
                                + " answerFromCache runAgent callProvider keepInCache guardOutput"),
                Arguments.of(
                        "direct:ollama-embed",
                        "authenticate requireChatScope limitRate record readOllamaEmbedRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput"
                                + " answerFromCache callProvider keepInCache"),
                Arguments.of(
                        "direct:cohere-chat",
                        "authenticate requireChatScope limitRate record readCohereChatRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput fitContext"
                                + " answerFromCache runAgent callProvider keepInCache guardOutput"),
                Arguments.of(
                        "direct:cohere-embed",
                        "authenticate requireChatScope limitRate record readCohereEmbedRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput"
                                + " answerFromCache callProvider keepInCache"),
                Arguments.of(
                        "direct:create-file",
                        "authenticate requireChatScope limitRate record"
                                + " limitUpload askForFiles resolveTarget checkModelAccess limitTarget callProvider rememberObjects"),
                Arguments.of(
                        "direct:list-files",
                        "authenticate requireChatScope limitRate record"
                                + " askForFiles resolveTarget checkModelAccess limitTarget callProvider listOwnObjects"),
                Arguments.of(
                        "direct:file",
                        "authenticate requireChatScope limitRate record"
                                + " findFile checkModelAccess limitTarget callProvider rememberObjects"),
                Arguments.of(
                        "direct:file-content",
                        "authenticate requireChatScope limitRate record"
                                + " findFile checkModelAccess limitTarget callProvider"),
                Arguments.of(
                        "direct:create-upload",
                        "authenticate requireChatScope limitRate record"
                                + " limitUpload askForUploads resolveTarget checkModelAccess limitTarget callProvider rememberObjects"),
                Arguments.of(
                        "direct:upload",
                        "authenticate requireChatScope limitRate record"
                                + " limitUpload findUpload checkModelAccess limitTarget callProvider rememberObjects"),
                Arguments.of(
                        "direct:create-batch",
                        "authenticate requireChatScope limitRate record"
                                + " readBatchRequest findInputFile checkModelAccess limitTarget reserveBudget callProvider rememberObjects"),
                Arguments.of(
                        "direct:list-batches",
                        "authenticate requireChatScope limitRate record"
                                + " askForBatches resolveTarget checkModelAccess limitTarget callProvider listOwnObjects"),
                Arguments.of(
                        "direct:batch",
                        "authenticate requireChatScope limitRate record"
                                + " findBatch checkModelAccess limitTarget callProvider rememberObjects"),
                Arguments.of(
                        "direct:create-message-batch",
                        "authenticate requireChatScope limitRate record"
                                + " readMessageBatchRequest checkFiles resolveTarget checkModelAccess limitTarget reserveBudget callProvider rememberObjects"),
                Arguments.of(
                        "direct:list-message-batches",
                        "authenticate requireChatScope limitRate record"
                                + " askForMessageBatches resolveTarget checkModelAccess limitTarget callProvider listOwnObjects"),
                Arguments.of(
                        "direct:message-batch",
                        "authenticate requireChatScope limitRate record"
                                + " findMessageBatch checkModelAccess limitTarget callProvider rememberObjects"),
                Arguments.of(
                        "direct:message-batch-results",
                        "authenticate requireChatScope limitRate record"
                                + " findMessageBatch checkModelAccess limitTarget callProvider"),
                Arguments.of(
                        "direct:realtime",
                        "authenticate requireChatScope limitRate record readRealtimeRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget callRealtime"),
                Arguments.of(
                        "direct:a2a",
                        "authenticate requireChatScope limitRate record readA2aRequest callProvider moveExtendedCard"),
                Arguments.of("direct:agent-card", "tellAgentCard"),
                Arguments.of("direct:kafka-ingest-entry", "ingestMessages"),
                Arguments.of(
                        "direct:mcp",
                        "checkOrigin authenticate requireMcpScope readMcpMessage findEndpointTool limitRate answerMcp"),
                Arguments.of("direct:models", "authenticate requireModelsScope listModels"),
                Arguments.of(
                        "direct:proxy-entry",
                        "authenticate requireProxyScope limitRate record limitUpload resolveProxyTarget"
                                + " checkModelAccess limitTarget limitTokens callProvider"),
                Arguments.of(
                        "direct:completions",
                        "authenticate requireChatScope limitRate record readCompletionsRequest"
                                + " resolveTarget checkModelAccess limitTarget limitTokens reserveBudget guardInput"
                                + " answerFromCache callProvider keepInCache guardOutput"),
                Arguments.of(
                        "direct:image-edits",
                        "authenticate requireChatScope limitRate record limitUpload readImageEditRequest"
                                + " checkFiles resolveTarget checkModelAccess limitTarget limitTokens reserveBudget guardInput"
                                + " callProvider"),
                Arguments.of(
                        "direct:image-variations",
                        "authenticate requireChatScope limitRate record limitUpload readImageVariationRequest"
                                + " resolveTarget checkModelAccess limitTarget limitTokens reserveBudget"
                                + " callProvider"),
                Arguments.of(
                        "direct:transcriptions",
                        "authenticate requireChatScope limitRate record limitUpload readTranscriptionRequest"
                                + " resolveTarget checkModelAccess limitTarget limitTokens reserveBudget"
                                + " callProvider"),
                Arguments.of(
                        "direct:translations",
                        "authenticate requireChatScope limitRate record limitUpload readTranslationRequest"
                                + " resolveTarget checkModelAccess limitTarget limitTokens reserveBudget"
                                + " callProvider"),
                Arguments.of(
                        "direct:speech",
                        "authenticate requireChatScope limitRate record readSpeechRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput callProvider"),
                Arguments.of(
                        "direct:moderations",
                        "authenticate requireChatScope limitRate record readModerationRequest"
                                + " resolveTarget checkModelAccess limitTarget limitTokens reserveBudget guardInput"
                                + " callProvider"),
                Arguments.of(
                        "direct:rerank",
                        "authenticate requireChatScope limitRate record readRerankRequest resolveTarget"
                                + " checkModelAccess limitTarget limitTokens reserveBudget guardInput"
                                + " answerFromCache callProvider keepInCache"),
                Arguments.of(
                        "direct:other-paths-entry",
                        "refuseUnknownPath authenticate requireProxyScope limitRate record"
                                + " limitUpload resolvePathTarget checkModelAccess limitTarget limitTokens callProvider"),
                Arguments.of(
                        "direct:endpoint",
                        "authenticate requireChatScope findProject limitRate record readEndpointRequest checkFiles"
                                + " limitEndpoint resolveTarget checkModelAccess recallSession limitTarget limitTokens"
                                + " reserveBudget guardInput validateInput applyPrompt fitContext"
                                + " callProvider refuseProviderError guardOutput validateOutput rememberSession"
                                + " tellEndpointAnswer"),
                Arguments.of(
                        "direct:endpoint-openai",
                        "authenticate requireChatScope findProject limitRate record readEndpointChat checkFiles"
                                + " limitEndpoint resolveTarget checkModelAccess recallSession limitTarget limitTokens"
                                + " reserveBudget guardInput validateInput applyPrompt fitContext"
                                + " callProvider refuseProviderError guardOutput validateOutput rememberSession"
                                + " tellEndpointAnswer"),
                Arguments.of("direct:endpoint-models", "authenticate requireModelsScope findProject listEndpoints"),
                Arguments.of("direct:ingest", "authenticate requireIngestScope limitRate readReport ingestExchange"),
                Arguments.of("direct:ingest-batch", "authenticate requireIngestScope limitRate readBatch ingestBatch"),
                Arguments.of(
                        "direct:ingest-intake",
                        "authenticateIntake requireIngestScope limitRate readIntakeReport ingestIntake"),
                Arguments.of("direct:ingest-otlp", "authenticate requireIngestScope limitRate ingestOtlp"),
                Arguments.of(
                        "direct:ingest-spans", "authenticate requireIngestScope limitRate readSpanReport ingestSpans"),
                Arguments.of(
                        "direct:ingest-trajectory",
                        "authenticate requireIngestScope limitRate readSpanReport ingestTrajectory"),
                Arguments.of("direct:list-spans", "authenticate requireIngestScope limitRate listSpans"),
                Arguments.of("direct:list-traces", "authenticate requireIngestScope limitRate listTraces"),
                Arguments.of("direct:read-trace", "authenticate requireIngestScope limitRate readTrace"),
                Arguments.of("direct:list-sessions", "authenticate requireIngestScope limitRate listSessions"),
                Arguments.of("direct:read-session", "authenticate requireIngestScope limitRate readSession"),
                Arguments.of("direct:health", "tellHealth"),
                Arguments.of("direct:readiness", "tellReadiness"),
                Arguments.of("direct:metrics", "tellMetrics"),
                Arguments.of("direct:stats", "tellStats"),
                Arguments.of("direct:admin-stats-entry", "tellAdminStats"),
                Arguments.of(
                        "direct:debug-threads-entry", "authenticate requireAdminScope requireDebugging tellThreads"),
                Arguments.of("direct:debug-heap-entry", "authenticate requireAdminScope requireDebugging tellHeap"),
                Arguments.of("direct:debug-jfr-entry", "authenticate requireAdminScope requireDebugging tellRecording"),
                Arguments.of(
                        "direct:debug-cpu-entry", "authenticate requireAdminScope requireDebugging tellCpuProfile"),
                Arguments.of("direct:list-keys-entry", "authenticate requireAdminScope listKeys"),
                Arguments.of("direct:create-key-entry", "authenticate requireAdminScope createKey"),
                Arguments.of("direct:read-key-entry", "authenticate requireAdminScope readKey"),
                Arguments.of("direct:change-key-entry", "authenticate requireAdminScope changeKey"),
                Arguments.of("direct:revoke-key-entry", "authenticate requireAdminScope revokeKey"),
                Arguments.of("direct:rotate-key-entry", "authenticate requireAdminScope rotateKey"),
                Arguments.of("direct:tell-spend-entry", "authenticate requireAdminScope tellSpend"),
                Arguments.of("direct:logs", "authenticate limitRate listLogs"),
                Arguments.of("direct:log", "authenticate limitRate readLog"),
                Arguments.of("direct:usage", "authenticate limitRate tellUsage"),
                Arguments.of("direct:costs", "authenticate limitRate tellCosts"),
                Arguments.of("direct:admin-logs-entry", "authenticate listLogs"),
                Arguments.of("direct:admin-log-entry", "authenticate readLog"),
                Arguments.of("direct:admin-usage-entry", "authenticate tellUsage"),
                Arguments.of("direct:admin-costs-entry", "authenticate tellCosts"),
                Arguments.of("direct:admin-api-entry", "tellAdminApi"),
                Arguments.of("direct:admin-health-entry", "tellHealth"),
                Arguments.of("direct:admin-readiness-entry", "tellReadiness"),
                Arguments.of("direct:admin-metrics-entry", "tellMetrics"));
    }

    static Stream<Arguments> surfaces() {
        return Stream.of(
                Arguments.of("direct:chat", List.of("post /v1/chat/completions", "post /chat/completions")),
                Arguments.of("direct:embeddings", List.of("post /v1/embeddings", "post /embeddings")),
                Arguments.of("direct:create-file", List.of("post /v1/files", "post /files")),
                Arguments.of("direct:create-upload", List.of("post /v1/uploads", "post /uploads")),
                Arguments.of(
                        "direct:upload",
                        List.of(
                                "post /v1/uploads/{id}/parts",
                                "post /uploads/{id}/parts",
                                "post /v1/uploads/{id}/complete",
                                "post /uploads/{id}/complete",
                                "post /v1/uploads/{id}/cancel",
                                "post /uploads/{id}/cancel")),
                Arguments.of("direct:list-files", List.of("get /v1/files", "get /files")),
                Arguments.of(
                        "direct:file",
                        List.of(
                                "get /v1/files/{id}",
                                "get /files/{id}",
                                "delete /v1/files/{id}",
                                "delete /files/{id}")),
                Arguments.of("direct:file-content", List.of("get /v1/files/{id}/content", "get /files/{id}/content")),
                Arguments.of("direct:create-batch", List.of("post /v1/batches", "post /batches")),
                Arguments.of(
                        "direct:batch",
                        List.of(
                                "post /v1/batches/{id}/cancel",
                                "post /batches/{id}/cancel",
                                "get /v1/batches/{id}",
                                "get /batches/{id}")),
                Arguments.of(
                        "direct:create-message-batch", List.of("post /v1/messages/batches", "post /messages/batches")),
                Arguments.of(
                        "direct:message-batch",
                        List.of(
                                "post /v1/messages/batches/{id}/cancel",
                                "post /messages/batches/{id}/cancel",
                                "get /v1/messages/batches/{id}",
                                "get /messages/batches/{id}",
                                "delete /v1/messages/batches/{id}",
                                "delete /messages/batches/{id}")),
                Arguments.of("direct:list-batches", List.of("get /v1/batches", "get /batches")),
                Arguments.of(
                        "direct:list-message-batches", List.of("get /v1/messages/batches", "get /messages/batches")),
                Arguments.of(
                        "direct:message-batch-results",
                        List.of("get /v1/messages/batches/{id}/results", "get /messages/batches/{id}/results")),
                Arguments.of("direct:images", List.of("post /v1/images/generations", "post /images/generations")),
                Arguments.of("direct:completions", List.of("post /v1/completions", "post /completions")),
                Arguments.of("direct:image-edits", List.of("post /v1/images/edits", "post /images/edits")),
                Arguments.of(
                        "direct:image-variations", List.of("post /v1/images/variations", "post /images/variations")),
                Arguments.of(
                        "direct:transcriptions",
                        List.of("post /v1/audio/transcriptions", "post /audio/transcriptions")),
                Arguments.of("direct:translations", List.of("post /v1/audio/translations", "post /audio/translations")),
                Arguments.of("direct:speech", List.of("post /v1/audio/speech", "post /audio/speech")),
                Arguments.of("direct:moderations", List.of("post /v1/moderations", "post /moderations")),
                Arguments.of("direct:rerank", List.of("post /v1/rerank", "post /rerank", "post /v2/rerank")),
                Arguments.of(
                        "direct:models",
                        List.of(
                                "get /v1/models",
                                "get /models",
                                "get /v1/models/*",
                                "get /models/*",
                                "get /v1beta/models",
                                "get /v1beta/models/*",
                                "get /api/tags")),
                Arguments.of(
                        "direct:messages",
                        List.of(
                                "post /v1/messages",
                                "post /messages",
                                "post /v1/v1/messages",
                                "post /anthropic/v1/messages")),
                Arguments.of(
                        "direct:count-tokens",
                        List.of(
                                "post /v1/messages/count_tokens",
                                "post /messages/count_tokens",
                                "post /v1/v1/messages/count_tokens",
                                "post /anthropic/v1/messages/count_tokens")),
                Arguments.of("direct:responses", List.of("post /v1/responses", "post /responses")),
                Arguments.of(
                        "direct:compact-response", List.of("post /v1/responses/compact", "post /responses/compact")),
                Arguments.of(
                        "direct:count-response-tokens",
                        List.of("post /v1/responses/input_tokens", "post /responses/input_tokens")),
                Arguments.of(
                        "direct:stored-response",
                        List.of(
                                "get /v1/responses/{id}",
                                "get /responses/{id}",
                                "get /v1/responses/{id}/*",
                                "get /responses/{id}/*",
                                "post /v1/responses/{id}/*",
                                "post /responses/{id}/*")),
                Arguments.of("direct:delete-response", List.of("delete /v1/responses/{id}", "delete /responses/{id}")),
                Arguments.of(
                        "direct:gemini",
                        List.of(
                                "post /v1beta/models/*",
                                "post /v1/models/*",
                                "post /v1beta1/publishers/google/models/*")),
                Arguments.of("direct:mcp", List.of("post /mcp")),
                Arguments.of("direct:ollama-chat", List.of("post /api/chat")),
                Arguments.of("direct:ollama-generate", List.of("post /api/generate")),
                Arguments.of("direct:ollama-embed", List.of("post /api/embed")),
                Arguments.of("direct:cohere-chat", List.of("post /v2/chat")),
                Arguments.of("direct:cohere-embed", List.of("post /v2/embed")),
                Arguments.of(
                        "direct:endpoint",
                        List.of("post /api/{project}/{slug}", "post /api/{project}/chat/completions")),
                Arguments.of("direct:endpoint-openai", List.of("post /api/{project}/v1/chat/completions")),
                Arguments.of("direct:endpoint-models", List.of("get /api/{project}/v1/models")),
                Arguments.of("direct:ingest", List.of("post /api/v1/ingest")),
                Arguments.of("direct:ingest-batch", List.of("post /api/v1/ingest/batch")),
                Arguments.of(
                        "direct:ingest-intake",
                        List.of("post /apis/intake/v2/workspaces/{workspace}/ingest/chat-completions")),
                Arguments.of(
                        "direct:ingest-otlp",
                        List.of(
                                "post /ingest/otlp/v1/traces",
                                "post /apis/intake/v2/workspaces/{workspace}/ingest/otlp/v1/traces")),
                Arguments.of(
                        "direct:ingest-spans",
                        List.of("post /ingest/spans", "post /apis/intake/v2/workspaces/{workspace}/ingest/spans")),
                Arguments.of(
                        "direct:ingest-trajectory",
                        List.of("post /ingest/atif", "post /apis/intake/v2/workspaces/{workspace}/ingest/atif")),
                Arguments.of("direct:list-spans", List.of("get /apis/intake/v2/workspaces/{workspace}/spans")),
                Arguments.of("direct:list-traces", List.of("get /apis/intake/v2/workspaces/{workspace}/traces")),
                Arguments.of(
                        "direct:read-trace", List.of("get /apis/intake/v2/workspaces/{workspace}/traces/{trace_id}")),
                Arguments.of("direct:list-sessions", List.of("get /apis/intake/v2/workspaces/{workspace}/sessions")),
                Arguments.of(
                        "direct:read-session",
                        List.of("get /apis/intake/v2/workspaces/{workspace}/sessions/{session_id}")),
                Arguments.of("direct:logs", List.of("get /api/v1/logs")),
                Arguments.of("direct:log", List.of("get /api/v1/logs/{id}")),
                Arguments.of("direct:usage", List.of("get /api/v1/usage")),
                Arguments.of("direct:costs", List.of("get /api/v1/costs")),
                Arguments.of("direct:health", List.of("get /healthz")),
                Arguments.of("direct:readiness", List.of("get /readyz")),
                Arguments.of("direct:stats", List.of("get /statsz")),
                Arguments.of("direct:a2a", List.of("post /v1/a2a", "post /a2a", "post /a2a/{agent}")),
                Arguments.of(
                        "direct:agent-card",
                        List.of(
                                "get /.well-known/agent-card.json",
                                "get /.well-known/agent.json",
                                "get /a2a/{agent}/.well-known/agent-card.json",
                                "get /a2a/{agent}/.well-known/agent.json")),
                Arguments.of("direct:realtime", List.of("get /v1/realtime", "get /realtime")),
                Arguments.of("direct:metrics", List.of("get /metrics")));
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        RestConfiguration rest = new RestConfiguration();
        rest.setInlineRoutes(false);
        context.setRestConfiguration(rest);
        for (String step : STEPS) {
            context.getRegistry().bind(step, (Processor) exchange -> {
                taken.add(step);
                if (step.equals(failing)) {
                    throw new IllegalStateException("refused by " + step);
                }
            });
        }
        for (String file : FILES) {
            Resource resource =
                    PluginHelper.getResourceLoader(context).resolveResource("classpath:dev/caravan/routes/" + file);
            PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        }
        ModelCamelContext model = context;
        rests = List.copyOf(model.getRestDefinitions());
        model.getRestDefinitions().clear();
        for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
            if (route.getInput().getEndpointUri().startsWith("rest:")) {
                model.removeRouteDefinition(route);
            } else if (route.getInput().getEndpointUri().startsWith("netty-http:")
                    || route.getInput().getEndpointUri().startsWith("kafka:")) {
                String id = route.getRouteId();
                ports.put(id, route.getInput().getEndpointUri());
                AdviceWith.adviceWith(context, id, advice -> advice.replaceFromWith("direct:" + id + "-entry"));
            }
        }
        return context;
    }

    private List<RestDefinition> rests = List.of();
    private final Map<String, String> ports = new HashMap<>();

    @ParameterizedTest
    @MethodSource("routes")
    void takesACallThroughItsStepsInOrder(String entry, String steps) {
        template.sendBody(entry, null);

        assertThat(taken).containsExactly(steps.split(" ", -1));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void ofALaterStepNothingIsSeenWhenAnEarlierOneRefuses(String entry, String steps) {
        List<String> names = List.of(steps.split(" ", -1));
        for (int i = 0; i < names.size(); i++) {
            taken.clear();
            failing = names.get(i);

            assertThat(catchFailure(entry)).hasMessageContaining("refused by " + failing);
            assertThat(taken).containsExactlyElementsOf(names.subList(0, i + 1));
        }
    }

    @ParameterizedTest
    @MethodSource("surfaces")
    void takesTheRequestsOfItsSurface(String entry, List<String> requests) {
        List<String> declared = new ArrayList<>();
        for (RestDefinition rest : rests) {
            for (VerbDefinition verb : rest.getVerbs()) {
                if (verb.getTo().getEndpointUri().equals(entry)) {
                    declared.add(verb.asVerb() + " " + verb.getPath());
                }
            }
        }

        assertThat(declared).containsExactlyInAnyOrderElementsOf(requests);
    }

    @Test
    void theProxyTakesEveryMethodBelowAProvider() {
        assertThat(ports.get("proxy"))
                .startsWith("netty-http:http://edge/proxy/{provider}/*")
                .doesNotContain("httpMethodRestrict");
    }

    @Test
    void anyMethodOnAnyPathThatIsLeftIsTakenLast() {
        assertThat(ports.get("other-paths"))
                .startsWith("netty-http:http://edge/*?")
                .doesNotContain("httpMethodRestrict");
    }

    @ParameterizedTest
    @CsvSource({
        "list-keys, GET, /api/v1/keys",
        "create-key, POST, /api/v1/keys",
        "read-key, GET, /api/v1/keys/{id}",
        "change-key, PATCH, /api/v1/keys/{id}",
        "revoke-key, DELETE, /api/v1/keys/{id}",
        "rotate-key, POST, /api/v1/keys/{id}/rotate",
        "admin-logs, GET, /api/v1/logs",
        "admin-log, GET, /api/v1/logs/{id}",
        "admin-usage, GET, /api/v1/usage",
        "admin-costs, GET, /api/v1/costs",
        "admin-api, GET, /openapi.yaml",
        "admin-health, GET, /healthz",
        "admin-readiness, GET, /readyz",
        "admin-stats, GET, /statsz",
        "debug-threads, GET, /debug/threads",
        "debug-heap, GET, /debug/heap",
        "debug-jfr, GET, /debug/jfr",
        "debug-cpu, GET, /debug/cpu",
        "admin-metrics, GET, /metrics"
    })
    void theAdministrationIsOnThePortOfItsOwn(String route, String method, String path) {
        assertThat(ports.get(route))
                .startsWith("netty-http:http://admin" + path + "?")
                .contains("nettySharedHttpServer=#admin", "httpMethodRestrict=" + method);
    }

    @Test
    void aToolThatIsAnEndpointGoesAllTheWayOfOne() {
        template.sendBody("direct:mcp-endpoint", null);

        assertThat(taken)
                .startsWith("authenticate", "requireChatScope", "findProject", "limitRate", "record")
                .endsWith("rememberSession", "tellEndpointAnswer", "tellToolResult");
    }

    @Test
    void aToolThatIsAnEndpointTellsOfItsFailure() {
        failing = "guardInput";

        template.sendBody("direct:mcp-endpoint", null);

        assertThat(taken).endsWith("guardInput", "tellToolFailure");
    }

    @Test
    void messagesAreDoneWithBeforeTheirOffsetsMoveOn() {
        assertThat(ports.get("kafka-ingest"))
                .startsWith("kafka:{{kafka.ingest.topics}}?")
                .contains("autoCommitEnable=false", "allowManualCommit=true", "breakOnFirstError=true");
    }

    private Throwable catchFailure(String entry) {
        try {
            template.sendBody(entry, null);
        } catch (CamelExecutionException e) {
            return e.getCause();
        }
        return new AssertionError("nothing was refused");
    }
}
